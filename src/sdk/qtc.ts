// deno-lint-ignore-file camelcase -- the strategy contract names them so
/**
 * What a strategy is given and what it may answer: `import type … from "qtc"`.
 *
 * @module
 */

/** Columns of one symbol's bars, oldest first; all of the same length. */
export interface BarColumns {
  /** Starts of the minutes, ISO 8601, UTC: `2026-11-20T14:30:00Z`. */
  readonly timestamp: string[];
  /** Dollars. */
  readonly open: number[];
  readonly high: number[];
  readonly low: number[];
  readonly close: number[];
  /** Shares or coins. */
  readonly volume: number[];
}

/** Columns as `team.api` answers them. */
export interface HistoryColumns extends BarColumns {
  readonly trade_count: (number | null)[];
  readonly vwap: (number | null)[];
}

/** The last rows of each symbol that has bars; a symbol without any is absent. */
export type Bars = Readonly<Record<string, BarColumns | undefined>>;

/** The last known close of each symbol, dollars. */
export type Prices = Readonly<Record<string, number | undefined>>;

/** What the team holds in one symbol. */
export interface TeamPosition {
  /** Shares or coins, > 0. */
  readonly quantity: number;
  readonly side: "long" | "short";
  /** Dollars per share. */
  readonly avg_cost: number;
}

/** One of the team's orders that can still be filled. */
export interface TeamOrder {
  readonly order_id: string;
  readonly symbol: string;
  readonly action: "buy" | "sell";
  readonly order_type: "market" | "limit";
  readonly time_in_force: "day" | "gtc" | "ioc" | "fok";
  readonly quantity: number;
  readonly filled: number;
  readonly limit: number | null;
  readonly status: string;
  /** Start of the minute it was decided in, ISO 8601. */
  readonly created_at: string;
}

/** Bars beyond the window; every answer holds only what was known before this minute. */
export interface TeamApi {
  getLastN(symbol: string, n: number): Promise<HistoryColumns>;
  getDay(symbol: string, date: string | Date): Promise<HistoryColumns>;
  /** Rows of [start, end). */
  getRange(
    symbol: string,
    start: string | Date,
    end: string | Date,
  ): Promise<HistoryColumns>;
  getLastNMulti(
    symbols: string[],
    n: number,
  ): Promise<Record<string, HistoryColumns>>;
  getDayMulti(
    symbols: string[],
    date: string | Date,
  ): Promise<Record<string, HistoryColumns>>;
  getRangeMulti(
    symbols: string[],
    start: string | Date,
    end: string | Date,
  ): Promise<Record<string, HistoryColumns>>;
  /** Seconds since the price of a symbol was made; undefined without a price. */
  priceAge(symbol: string): number | undefined;
}

/** The strategy's own team. */
export interface Team<State = unknown> {
  readonly id: string;
  readonly name: string;
  /** Settled dollars. */
  readonly cash: number;
  /** Dollars less what open orders reserve. */
  readonly buying_power: number;
  readonly positions: Readonly<Record<string, TeamPosition | undefined>>;
  readonly open_orders: readonly TeamOrder[];
  /** What the registry says under `params`. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Any JSON value up to 256 KB: kept from minute to minute and over restarts. */
  state: State | undefined;
  readonly api: TeamApi;
}

/** What a strategy wants: an order, or the end of one. */
export type Signal =
  | {
    symbol: string;
    action: "buy" | "sell";
    /** Shares or coins, > 0. */
    quantity: number;
    /** Dollars, > 0: the limit, or the reference of a market order. */
    price: number;
    order_type?: "market" | "limit";
    time_in_force?: "day" | "gtc" | "ioc" | "fok";
    /** 0..1. */
    confidence?: number;
    /** At most 500 characters. */
    reason?: string;
  }
  | { cancel: string };

/** What `generate_signal` may return. */
export type Signals = Signal | Signal[] | null | undefined;
