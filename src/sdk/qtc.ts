// deno-lint-ignore-file camelcase -- the strategy contract names them so
/**
 * What a strategy is given and what it may answer, and `signal()`, which makes one.
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

/** The last known close of each symbol, dollars; one without any is absent. */
export type Prices = Readonly<Record<string, number>>;

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

/** How `team.api` answers. */
export interface HistoryOptions {
  /** Prices and volumes in the shares of this minute: splits are taken out. */
  readonly adjusted?: boolean;
}

/** Bars beyond the window; every answer holds only what was known before this minute. */
export interface TeamApi {
  getLastN(
    symbol: string,
    n: number,
    options?: HistoryOptions,
  ): Promise<HistoryColumns>;
  getDay(
    symbol: string,
    date: string | Date,
    options?: HistoryOptions,
  ): Promise<HistoryColumns>;
  /** Rows of [start, end). */
  getRange(
    symbol: string,
    start: string | Date,
    end: string | Date,
    options?: HistoryOptions,
  ): Promise<HistoryColumns>;
  getLastNMulti(
    symbols: string[],
    n: number,
    options?: HistoryOptions,
  ): Promise<Record<string, HistoryColumns>>;
  getDayMulti(
    symbols: string[],
    date: string | Date,
    options?: HistoryOptions,
  ): Promise<Record<string, HistoryColumns>>;
  getRangeMulti(
    symbols: string[],
    start: string | Date,
    end: string | Date,
    options?: HistoryOptions,
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

/** What a strategy wants to trade. */
export interface OrderSignal {
  symbol: string;
  action: "buy" | "sell";
  /** Shares or coins, > 0. */
  quantity: number;
  /** Dollars, > 0: the limit, or the reference of a market order. */
  price: number;
  /** Default `market`. */
  order_type?: "market" | "limit";
  /** Default `day` for equities, `gtc` for crypto. */
  time_in_force?: "day" | "gtc" | "ioc" | "fok";
  /** 0..1. */
  confidence?: number;
  /** At most 500 characters. */
  reason?: string;
}

/** The end of one of the team's open orders. */
export interface CancelSignal {
  /** An `order_id` of `team.open_orders`. */
  cancel: string;
}

/** What a strategy wants: an order, or the end of one. */
export type Signal = OrderSignal | CancelSignal;

/** What `generate_signal` may return. */
export type Signals = Signal | Signal[] | null | undefined;

/** What {@linkcode signal} takes: `prices.AAPL` may be undefined, and is refused then. */
export type SignalFields =
  | (Omit<OrderSignal, "price"> & { price: number | undefined })
  | CancelSignal;

/** Names a field's mistake; undefined when it has none. */
type Check = (value: unknown) => string | undefined;

const above0: Check = (value) =>
  typeof value === "number" && value > 0 && value < Infinity
    ? undefined
    : "a number above 0";

const text = (most: number): Check => (value) =>
  typeof value === "string" && value !== "" && value.length <= most
    ? undefined
    : `a text of 1 to ${most} characters`;

const oneOf = (...words: string[]): Check => (value) =>
  words.some((word) => word === value)
    ? undefined
    : words.map((word) => `"${word}"`).join(" or ");

/** What each field must be. */
const FIELDS: Readonly<Record<string, Check>> = {
  symbol: text(20),
  action: oneOf("buy", "sell"),
  quantity: above0,
  price: above0,
  order_type: oneOf("market", "limit"),
  time_in_force: oneOf("day", "gtc", "ioc", "fok"),
  confidence: (value) =>
    typeof value === "number" && value >= 0 && value <= 1
      ? undefined
      : "a number from 0 to 1",
  reason: (value) =>
    typeof value === "string" && value.length <= 500
      ? undefined
      : "a text of at most 500 characters",
};
const REQUIRED = ["symbol", "action", "quantity", "price"];

/**
 * Returns a signal that QTC takes as it is, or throws where it was made: a
 * mistake then shows its line, instead of a denial after the minute. Whether the
 * team may trade so (its cash, its shares, its limits) is judged later.
 *
 * ```ts
 * signal({ symbol: "AAPL", action: "buy", quantity: 10, price: prices.AAPL })
 * signal({ cancel: team.open_orders[0].order_id })
 * ```
 *
 * @throws {TypeError} on a field that is missing, unknown or not what it must be
 */
export function signal(fields: SignalFields): Signal {
  if (typeof fields !== "object" || fields === null) {
    throw new TypeError(
      "Cannot make a signal: it takes an object such as " +
        '{ symbol: "AAPL", action: "buy", quantity: 10, price: 190 }',
    );
  }
  return "cancel" in fields ? cancelOf(fields) : orderOf(fields);
}

function cancelOf(fields: CancelSignal): CancelSignal {
  const { cancel, ...rest } = fields;
  const other = Object.keys(rest)[0];
  if (other !== undefined) {
    throw new TypeError(
      `Cannot make a cancel with "${other}": it has one field, { cancel: order_id }`,
    );
  }
  const wrong = text(60)(cancel);
  if (wrong !== undefined) {
    throw new TypeError(
      `Cannot make a cancel: cancel is ${show(cancel)}, not the order_id of ` +
        "one of team.open_orders",
    );
  }
  return { cancel };
}

function orderOf(fields: object): OrderSignal {
  const given = new Map(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  );
  const symbol = given.get("symbol");
  const what = typeof symbol === "string"
    ? `Cannot make a signal for ${show(symbol)}`
    : "Cannot make a signal";
  for (const name of new Set([...REQUIRED, ...given.keys()])) {
    const check = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (check === undefined) {
      throw new TypeError(
        `${what}: it has no field "${name}"; there are ${
          Object.keys(FIELDS).join(", ")
        }`,
      );
    }
    const right = check(given.get(name));
    if (right !== undefined) {
      throw new TypeError(
        `${what}: ${name} is ${show(given.get(name))}; it must be ${right}`,
      );
    }
  }
  return Object.fromEntries(given) as unknown as OrderSignal;
}

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  if (typeof value === "number") return `${value}`;
  return value === null || value === undefined ? `${value}` : typeof value;
}
