/**
 * What a fill of the simulated exchange costs, and how much of an order fits
 * within what was reserved for it.
 *
 * @module
 */

import type { Bar } from "../../domain/bar.ts";
import {
  ceilTo,
  floorTo,
  fromNumber,
  notional,
  ONE,
  type Price,
  type Quantity,
  toNumber,
} from "../../domain/decimal.ts";
import type { ExchangeTerms } from "../../domain/exchange.ts";
import { feeOf, feeReserve } from "../../domain/fees.ts";
import type { AssetClass, Instrument } from "../../domain/instrument.ts";
import type { Order } from "../../domain/order.ts";
import { random } from "../../domain/random.ts";

/** Dollars per share for a fill of so many shares (unsigned, 1e-9 units). */
export type Quote = (quantity: Quantity) => Price;

/** What is traded, and on which terms. */
export interface Market {
  readonly instrument: Instrument;
  readonly terms: ExchangeTerms;
}

/** Steps in which fills are priced, 1e-9 USD. */
const STEP: Readonly<Record<AssetClass, bigint>> = {
  equity: 100_000n,
  crypto: 1_000n,
};
/** What costs fewer steps than these is priced to the last digit. */
const STEPS_MIN = 1_000n;
/** Units in one, for rates: 1e-9 of a basis point. */
const RATE_ONE = 10_000n * ONE;
/** Tries to find a quantity whose products are not rounded past a reservation. */
const ROUNDING_TRIES = 64;
/** Of these, tries by single steps; later ones go down by what is worth a unit. */
const STEP_TRIES = 16;

/**
 * Returns how an order is priced on a bar, or `undefined` when the bar does
 * not reach its limit. A limit is filled at the better of limit and open. A
 * market order pays `open × (1 ± spread / 2 ± impact)`, where
 * `impact = impactBps × √((before + quantity) / volume)`: its price only gets
 * worse with the quantity. Prices are rounded against the order.
 *
 * Source: square-root law of impact, https://arxiv.org/abs/1105.1694
 *
 * @param before What the team has traded on this side of the bar, 1e-9 units
 */
export function quoteOf(
  order: Order,
  bar: Bar,
  before: bigint,
  { instrument, terms, seed }: Market & { readonly seed: number },
): Quote | undefined {
  const open = priceOf(bar.open);
  const isBuy = order.side === "buy";
  const round = rounding(open, order, instrument);
  if (order.limit !== undefined) {
    const { limit } = order;
    const reached = isBuy
      ? priceOf(bar.low) <= limit
      : priceOf(bar.high) >= limit;
    if (!reached) return undefined;
    const atOpen = round(open, 1n);
    const price = isBuy === (atOpen < limit) ? atOpen : limit;
    return () => price;
  }
  const spread = halfSpreadBps(bar, instrument.assetClass, terms, seed);
  return (quantity) => {
    const share = toNumber(before + quantity) / bar.volume;
    const bps = spread + terms.impactBps * Math.sqrt(share);
    const rate = BigInt(Math.round(bps * 1e9));
    return round(open * (isBuy ? RATE_ONE + rate : RATE_ONE - rate), RATE_ONE);
  };
}

/** Returns half the spread of a symbol in a minute, basis points: 0.5 to 1.5 of its mean. */
export function halfSpreadBps(
  { symbol, at }: Bar,
  assetClass: AssetClass,
  { equitySpreadBps, cryptoSpreadBps }: ExchangeTerms,
  seed: number,
): number {
  const mean = assetClass === "equity" ? equitySpreadBps : cryptoSpreadBps;
  return mean / 2 * (0.5 + random("spread", seed, symbol, at)());
}

/**
 * Returns at most so many shares, in steps that the order may be filled in: an
 * order for whole shares is filled by whole shares while there is one.
 *
 * @param left What the order still wants; all of it needs no rounding
 */
export function roundShares(
  most: Quantity,
  order: Order,
  left: Quantity,
  { assetClass, quantityStep }: Instrument,
): Quantity {
  if (most >= left) return left;
  if (most <= 0n) return 0n as Quantity;
  const whole = assetClass === "equity" && order.quantity % ONE === 0n
    ? floorTo(most, ONE)
    : 0n as Quantity;
  return whole > 0n ? whole : floorTo(most, quantityStep);
}

/**
 * Returns the largest part of a buy that stays within its reservation: no
 * share above `worst`, and to the unit
 * `cost + fee + reserved for the rest <= reserved before`.
 *
 * @param most Unsigned shares, at most `left`
 * @param left What the order still wants
 */
export function affordable(
  most: Quantity,
  order: Order,
  left: Quantity,
  quote: Quote,
  instrument: Instrument,
): Quantity {
  const within = largest(
    most,
    instrument.quantityStep,
    (quantity) => quote(quantity) <= order.worst,
  );
  let quantity = roundShares(within, order, left, instrument);
  for (let i = 0; i < ROUNDING_TRIES && quantity > 0n; i++) {
    const price = quote(quantity);
    const rest = reserve(order, left - quantity as Quantity);
    const { fee } = feeOf(instrument, quantity, price, order.feeBps);
    const cost = notional(price, quantity) + fee;
    if (cost + rest <= reserve(order, left)) return quantity;
    // Each product is rounded by itself: a quantity beside it is rounded
    // otherwise, and one that is worth a unit less fits.
    const unit = ceilTo(ONE / price + 1n, instrument.quantityStep);
    const down = i < STEP_TRIES ? instrument.quantityStep : unit;
    const less = quantity - down as Quantity;
    quantity = roundShares(less, order, left, instrument);
  }
  return 0n as Quantity;
}

/** Returns the dollars that a buy reserves for a quantity, fees included (R8). */
function reserve(
  { worst, assetClass, feeBps }: Order,
  quantity: Quantity,
): bigint {
  const value = notional(worst, quantity);
  return value + feeReserve(assetClass, value, feeBps);
}

/** Returns the largest quantity up to `most` that fits; what is more than one that does not, does not either. */
function largest(
  most: Quantity,
  step: bigint,
  fits: (quantity: Quantity) => boolean,
): Quantity {
  if (most <= 0n || fits(most)) return most;
  let low = 0n;
  let high = (most + step - 1n) / step;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (fits(middle * step as Quantity)) low = middle;
    else high = middle;
  }
  return low * step as Quantity;
}

/** Returns a function that divides, and rounds to a step against the order. */
function rounding(
  open: Price,
  { side }: Order,
  { assetClass }: Instrument,
): (price: bigint, divisor: bigint) => Price {
  const step = open < STEP[assetClass] * STEPS_MIN ? 1n : STEP[assetClass];
  return (price, divisor) => {
    const size = step * divisor;
    const rounded = side === "buy" ? ceilTo(price, size) : floorTo(price, size);
    return (rounded > size ? rounded / divisor : step) as Price;
  };
}

/** A price above 0 is at least one unit. */
function priceOf(price: number): Price {
  const units = fromNumber<Price>(price);
  return units > 0n ? units : 1n as Price;
}
