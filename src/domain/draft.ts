/**
 * R12: what one wish must pass before it becomes an order, in order of
 * precedence; a team's own caps come after it, see `capFault()`.
 *
 * @module
 */

import { MINUTE_MS } from "./bar.ts";
import { isRegular } from "./calendar.ts";
import {
  ceilTo,
  decimalText,
  floorTo,
  fromNumber,
  mulDiv,
  type Price,
  type Quantity,
} from "./decimal.ts";
import { type Instrument, isListed, tickAt } from "./instrument.ts";
import type { OrderIntent, TimeInForce } from "./order.ts";
import type { OrderSignal } from "./signal.ts";
import { type Refusal, refuse } from "./denial.ts";

/** A market buy reserves this many hundredths of the mark (R8). */
const WORST_PERCENT = 103n;
/** Limits may be this far on the bad side of the mark, in hundredths. */
const COLLAR_PERCENT = 20n;

/** What is known about a team and a symbol when a wish of theirs is judged. */
export interface Situation {
  readonly instrument: Instrument | undefined;
  /** Last known price; absent when there has never been a bar. */
  readonly mark: Price | undefined;
  /** The price that it jumped to for no known reason; absent when it trades. */
  readonly frozenAt?: Price;
  /** Why nobody trades it, when that is no jump. */
  readonly frozenFor?: string;
  /** Start of the minute, Unix milliseconds. */
  readonly minute: number;
  /** Whether the broker takes equity fractions in market day orders only. */
  readonly fractionsAtMarketOnly: boolean;
}

/** The order that a wish would become; ids and the rest are not its business. */
export type Draft = Pick<
  OrderIntent,
  | "symbol"
  | "side"
  | "type"
  | "timeInForce"
  | "quantity"
  | "limit"
  | "reference"
  | "mark"
  | "worst"
  | "rounded"
>;

/** Returns the order that a wish becomes, or the first rule that refuses it. */
export function draft(
  signal: OrderSignal,
  situation: Situation,
): Draft | Refusal {
  const { instrument, mark, frozenAt, frozenFor, minute } = situation;
  if (!instrument || !isListed(instrument, minute)) {
    return refuse("unknown_symbol", `${signal.symbol} is not in the universe`);
  }
  if (instrument.untradable) {
    return refuse(
      "untradable",
      `the broker does not trade ${signal.symbol} for now`,
    );
  }
  if (mark === undefined) {
    return refuse("no_price", `${signal.symbol} has not had a price yet`);
  }
  if (frozenAt !== undefined) {
    return refuse(
      "frozen",
      `${
        frozenFor ?? `${signal.symbol} went from ${decimalText(mark)} to ` +
            `${decimalText(frozenAt)}, and nothing explains it`
      }: it trades again when that is cleared up`,
    );
  }
  const amount = amountFault(signal);
  if (amount) return amount;
  const timeInForce = signal.timeInForce ??
    (instrument.assetClass === "crypto" ? "gtc" : "day");
  const together = togetherFault(signal, timeInForce, situation);
  if (together) return together;
  const shaped = round(signal, timeInForce, instrument, mark);
  if ("rule" in shaped) return shaped;
  return collarFault(shaped) ?? sessionFault(instrument, minute) ?? shaped;
}

/** Largest price of a limit, dollars; what is only a reference may be anything. */
const LIMIT_MAX = 1e9;
/** Largest number that an amount can stand for. */
const REFERENCE_MAX = 1e15;

function amountFault(
  { quantity, price, orderType }: OrderSignal,
): Refusal | undefined {
  if (!(Number.isFinite(quantity) && quantity > 0 && quantity < 1e12)) {
    return refuse(
      "invalid_quantity",
      `quantity is ${quantity}; it must be above 0 and below 1e12`,
    );
  }
  const most = orderType === "limit" ? LIMIT_MAX : REFERENCE_MAX;
  if (!(Number.isFinite(price) && price > 0 && price < most)) {
    return refuse(
      "invalid_price",
      `price is ${price}; it must be above 0 and below ${most}`,
    );
  }
  return undefined;
}

function togetherFault(
  { orderType, quantity }: OrderSignal,
  timeInForce: TimeInForce,
  { instrument, fractionsAtMarketOnly }: Situation,
): Refusal | undefined {
  if (instrument?.assetClass === "crypto") {
    if (timeInForce === "gtc" || timeInForce === "ioc") return undefined;
    return refuse(
      "not_allowed_together",
      `time_in_force is ${timeInForce}; crypto takes gtc or ioc`,
    );
  }
  const plain = orderType === "market" && timeInForce === "day";
  if (!fractionsAtMarketOnly || plain || Number.isInteger(quantity)) {
    return undefined;
  }
  return refuse(
    "not_allowed_together",
    `quantity is ${quantity}; fractions of a share are for market day orders`,
  );
}

function round(
  signal: OrderSignal,
  timeInForce: TimeInForce,
  instrument: Instrument,
  mark: Price,
): Draft | Refusal {
  const { quantityStep } = instrument;
  const quantity = floorTo(
    below(signal.quantity) as Quantity,
    quantityStep,
  );
  if (quantity === 0n) {
    return refuse(
      "rounds_to_zero",
      `quantity ${signal.quantity} is less than the smallest step, ` +
        decimalText(quantityStep),
    );
  }
  const buys = signal.action === "buy";
  const tick = tickAt(instrument, below(signal.price) as Price);
  const limit = buys
    ? floorTo(below(signal.price) as Price, tick)
    : ceilTo(above(signal.price) as Price, tick);
  const isLimit = signal.orderType === "limit";
  if (isLimit && limit === 0n) {
    return refuse(
      "rounds_to_zero",
      `price ${signal.price} is less than the smallest tick, ` +
        decimalText(tick),
    );
  }
  const rounded = [
    ...(valueOf(quantity) === signal.quantity
      ? []
      : [`quantity from ${signal.quantity}`]),
    ...(!isLimit || valueOf(limit) === signal.price
      ? []
      : [`limit from ${signal.price}`]),
  ].join(", ");
  const worst = isLimit ? limit : mulDiv(mark, WORST_PERCENT, 100n) as Price;
  return {
    symbol: signal.symbol,
    side: signal.action,
    type: signal.orderType,
    timeInForce,
    quantity,
    ...(isLimit ? { limit } : { reference: fromNumber<Price>(signal.price) }),
    mark,
    worst: buys ? worst : mark,
    ...(rounded && { rounded }),
  };
}

/** Returns the most units that are not above a number ≥ 0. */
function below(value: number): bigint {
  const nearest = fromNumber(value);
  return valueOf(nearest) > value ? nearest - 1n : nearest;
}

/** Returns the fewest units that are not below a number ≥ 0. */
function above(value: number): bigint {
  const nearest = fromNumber(value);
  return valueOf(nearest) < value ? nearest + 1n : nearest;
}

/** Returns the number that an amount's text stands for: the way back, exactly. */
function valueOf(units: bigint): number {
  return Number(decimalText(units));
}

/** A typing error in a limit would buy far above or sell far below the market. */
function collarFault({ side, limit, mark }: Draft): Refusal | undefined {
  if (limit === undefined) return undefined;
  const highest = mulDiv(mark, 100n + COLLAR_PERCENT, 100n);
  const lowest = mulDiv(mark, 100n - COLLAR_PERCENT, 100n);
  if (side === "buy" ? limit <= highest : limit >= lowest) return undefined;
  return refuse(
    "price_collar",
    `limit ${decimalText(limit)} is more than ${COLLAR_PERCENT} % ` +
      `${side === "buy" ? "above" : "below"} the market at ` +
      decimalText(mark),
  );
}

/** The strategy was called at the end of `minute`: that is when it would trade. */
function sessionFault(
  { assetClass, symbol }: Instrument,
  minute: number,
): Refusal | undefined {
  if (assetClass === "crypto" || isRegular(minute + MINUTE_MS)) {
    return undefined;
  }
  return isRegular(minute)
    ? refuse("market_closing", `${symbol} closed at the end of this minute`)
    : refuse("market_closed", `${symbol} does not trade now`);
}
