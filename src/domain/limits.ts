import {
  decimalText,
  type Money,
  notional,
  ONE,
  type Quantity,
} from "./decimal.ts";
import { type DenialRule, type Refusal, refuse } from "./denial.ts";
import type { Draft } from "./draft.ts";

/** Caps on one team's trading; what is absent does not bind. */
export interface TeamLimits {
  /** Dollars of one order at its worst price. */
  readonly maxOrderNotional?: Money;
  /** Dollars held in one symbol, open buys included; binds buys. */
  readonly maxPositionNotional?: Money;
  /** Dollars held in all symbols, open buys included; binds buys. */
  readonly maxGrossExposure?: Money;
  /** Orders in one minute, 1..20. */
  readonly maxOrdersPerMinute?: number;
  /** Orders in one New York day. */
  readonly maxOrdersPerDay?: number;
  /** Dollars lost since the day's first minute, > 0; no further buys beyond it. */
  readonly maxDailyLoss?: Money;
}

/** Most signals of one team in one minute; the rest is denied. */
export const SIGNALS_MAX = 20;
/** What a team has, for the caps that depend on it. Dollars and shares. */
export interface Means {
  /** Settled cash less what open orders reserve. */
  readonly buyingPower: Money;
  /** Shares held less what open sells reserve. */
  readonly sellable: Quantity;
  /** Signed value held in the symbol, plus its open buys at their worst price. */
  readonly positionNotional: Money;
  /** The same over all symbols, unsigned. */
  readonly grossExposure: Money;
  readonly ordersThisMinute: number;
  readonly ordersToday: number;
  /** Dollars lost since the day's first minute; negative when won. */
  readonly lossToday: Money;
}

/** A rule, what it would come to, and the most it may; absent: no bound. */
type Cap = readonly [DenialRule, bigint, bigint | undefined];

/**
 * Returns the first cap or shortage that refuses an order.
 *
 * @param fees Dollars that its fees may cost at most
 */
export function capFault(
  order: Draft,
  limits: TeamLimits,
  means: Means,
  fees: Money,
): Refusal | undefined {
  const value = notional(order.worst, order.quantity);
  const { positionNotional, grossExposure, lossToday } = means;
  const buys = order.side === "buy";
  const caps: readonly Cap[] = [
    ["max_order_notional", value, limits.maxOrderNotional],
    [
      "max_position_notional",
      positionNotional + value,
      buys ? limits.maxPositionNotional : undefined,
    ],
    [
      "max_gross_exposure",
      grossExposure + value,
      buys ? limits.maxGrossExposure : undefined,
    ],
    [
      "max_orders_per_minute",
      count(means.ordersThisMinute + 1),
      count(limits.maxOrdersPerMinute),
    ],
    [
      "max_orders_per_day",
      count(means.ordersToday + 1),
      count(limits.maxOrdersPerDay),
    ],
    ["max_daily_loss", lossToday, buys ? limits.maxDailyLoss : undefined],
  ];
  for (const [rule, amount, cap] of caps) {
    if (cap !== undefined && amount > cap) {
      return refuse(
        rule,
        `${decimalText(amount)} is above the limit of ${decimalText(cap)}`,
      );
    }
  }
  return shortage(order, value + fees as Money, means);
}

function shortage(
  order: Draft,
  cost: Money,
  { buyingPower, sellable }: Means,
): Refusal | undefined {
  if (order.side === "buy" && cost > buyingPower) {
    return refuse(
      "not_enough_cash",
      `needs ${decimalText(cost)} at ${decimalText(order.worst)} a piece; ` +
        `${decimalText(buyingPower)} is free`,
    );
  }
  if (order.side === "sell" && order.quantity > sellable) {
    return refuse(
      "not_enough_shares",
      `sells ${decimalText(order.quantity)} ${order.symbol}; ` +
        `${decimalText(sellable)} is held and free`,
    );
  }
  return undefined;
}

function count(value: number): bigint;
function count(value: number | undefined): bigint | undefined;
function count(value: number | undefined): bigint | undefined {
  return value === undefined ? undefined : BigInt(value) * ONE;
}
