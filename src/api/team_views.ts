/**
 * What team routes show: plain values, amounts of money ready to be written.
 *
 * @module
 */

import type { OrderType, Side } from "../domain/order.ts";
import type { RunPhase } from "../domain/run.ts";

/** A holding at the end of a minute. */
export interface PositionView {
  readonly symbol: string;
  /** Signed shares or coins, never zero. */
  readonly quantity: number;
  /** The side that it was opened with: `sell` is short. */
  readonly side: Side;
  /** Signed dollars at the mark. */
  readonly value: number;
  /** Dollars per share paid on average, > 0. */
  readonly avgCost: number;
  /** Dollars that closing at the mark would bring, signed. */
  readonly pnlUnrealized: number;
}

/** A team's portfolio at the end of a minute. */
export interface SnapshotView {
  /** Start of the minute, Unix milliseconds. */
  readonly at: number;
  /** Dollars. */
  readonly cash: number;
  /** Dollars: cash and all positions, what the board shows. */
  readonly marketValue: number;
  /** At most one of each symbol. */
  readonly positions: readonly PositionView[];
}

/** How a team has done since it joined. */
export interface MetricsView {
  /** Dollars at the last published minute. */
  readonly portfolioValue: number;
  /** Dollars that the team was given. */
  readonly startingValue: number;
  /**
   * Fractions, −0.0542 is a loss of 5.42 %; time-weighted, drawdowns ≤ 0. Absent
   * while there was nothing to win or lose with.
   */
  readonly figures?: {
    readonly totalReturn: number;
    readonly maxDrawdown: number;
    readonly currentDrawdown: number;
  };
  /** Orders that were filled, in part or whole, so far. */
  readonly totalTrades: number;
}

/** A team as its own members see it. */
export interface TeamView {
  /** Absent before the first minute, like the metrics. */
  readonly snapshot?: SnapshotView;
  readonly metrics?: MetricsView;
}

/** A team's value at the end of a minute. */
export interface HistoryPoint {
  /** Start of the minute, Unix milliseconds. */
  readonly at: number;
  /** Dollars. */
  readonly value: number;
}

/** A confirmed execution. */
export interface TradeView {
  /** When it was executed, Unix milliseconds. */
  readonly at: number;
  readonly symbol: string;
  readonly side: Side;
  /** Unsigned, decimal text. */
  readonly quantity: string;
  /** The limit or the reference, dollars as decimal text; absent when the order named none. */
  readonly requestedPrice?: string;
  /** Dollars per share as decimal text. */
  readonly executionPrice: string;
  readonly orderType: OrderType;
  /** Absent when no broker knows it, as in a cross. */
  readonly brokerOrderId?: string;
}

/** A minute in which the team's code failed. */
export interface FailureView {
  /** Start of the minute, Unix milliseconds. */
  readonly at: number;
  /** `TimeoutError`, `ImportError`, or the thrown error's name. */
  readonly errorType: string;
  readonly message: string;
  /** The entry point's class, such as `Strategy`. */
  readonly strategy: string;
  readonly timeout: boolean;
  readonly phase: RunPhase;
}
