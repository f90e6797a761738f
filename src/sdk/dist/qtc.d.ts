// deno-fmt-ignore-file
// deno-lint-ignore-file
/**
 * What a strategy may import, and the console it writes its log with. Made from
 * QTC's sources; changes here change nothing for the server.
 */

/**
 * What a strategy is given and what it may answer, and `signal()`, which makes one.
 */
declare module "qtc" {
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
        getLastN(symbol: string, n: number, options?: HistoryOptions): Promise<HistoryColumns>;
        getDay(symbol: string, date: string | Date, options?: HistoryOptions): Promise<HistoryColumns>;
        /** Rows of [start, end). */
        getRange(symbol: string, start: string | Date, end: string | Date, options?: HistoryOptions): Promise<HistoryColumns>;
        getLastNMulti(symbols: string[], n: number, options?: HistoryOptions): Promise<Record<string, HistoryColumns>>;
        getDayMulti(symbols: string[], date: string | Date, options?: HistoryOptions): Promise<Record<string, HistoryColumns>>;
        getRangeMulti(symbols: string[], start: string | Date, end: string | Date, options?: HistoryOptions): Promise<Record<string, HistoryColumns>>;
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
    export type SignalFields = (Omit<OrderSignal, "price"> & {
        price: number | undefined;
    }) | CancelSignal;
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
    export function signal(fields: SignalFields): Signal;
}

/**
 * Indicators, each in two forms that give the same numbers.
 *
 * Over columns (`sma(bars.AAPL.close, 20)`) the answer has a value for each row,
 * so that `at(-1)` is the one of the last minute. Bar by bar (`new Sma(20)`) it
 * is carried on: `update()` returns the value after one more row.
 *
 * While there are too few rows a value is `NaN`; every comparison with `NaN` is
 * false, so a rule does not fire by mistake. Rows that are `NaN` are passed over:
 * the value there is `NaN`, the others are as if the row were not there. So one
 * indicator can be taken of another: `ema(rsi(closes), 9)`.
 */
declare module "qtc/indicators" {
    import type { BarColumns } from "qtc";
    /** Bollinger's bands of every row. */
    export interface BandColumns {
        readonly lower: number[];
        readonly middle: number[];
        readonly upper: number[];
    }
    /** The MACD of every row. */
    export interface MacdColumns {
        readonly macd: number[];
        readonly signal: number[];
        readonly histogram: number[];
    }
    /** Returns the {@linkcode Sma} of each row. */
    export function sma(values: readonly number[], period: number): number[];
    /** Returns the {@linkcode Ema} of each row. */
    export function ema(values: readonly number[], period: number): number[];
    /** Returns the {@linkcode Macd} of each row. */
    export function macd(values: readonly number[], periods?: MacdPeriods): MacdColumns;
    /** Returns the {@linkcode Rsi} of each row. */
    export function rsi(values: readonly number[], period?: number): number[];
    /** Returns the {@linkcode Bollinger} bands of each row. */
    export function bollinger(values: readonly number[], period?: number, deviations?: number): BandColumns;
    /** Returns the {@linkcode Atr} of each row of a symbol's bars. */
    export function atr(bars: Pick<BarColumns, "high" | "low" | "close">, period?: number): number[];
    /** Returns the {@linkcode Vwap} of each row of a symbol's bars. */
    export function vwap(bars: Pick<BarColumns, "timestamp" | "high" | "low" | "close" | "volume">): number[];
    /** Bollinger's bands, dollars. */
    export interface Bands {
        readonly lower: number;
        readonly middle: number;
        readonly upper: number;
    }
    /** The MACD, dollars, signed. */
    export interface MacdValue {
        /** Fast average − slow average. */
        readonly macd: number;
        /** Average of `macd`. */
        readonly signal: number;
        /** `macd − signal`: above 0 a rise gains speed. */
        readonly histogram: number;
    }
    /** What {@linkcode Macd} looks back over, in rows. */
    export interface MacdPeriods {
        /** Default 12. */
        readonly fast?: number;
        /** Default 26; more than `fast`. */
        readonly slow?: number;
        /** Default 9. */
        readonly signal?: number;
    }
    /** A bar as {@linkcode Atr} takes it. */
    export interface RangeBar {
        readonly high: number;
        readonly low: number;
        readonly close: number;
    }
    /** A bar as {@linkcode Vwap} takes it. */
    export interface VolumeBar extends RangeBar {
        /** ISO 8601, UTC, as in `bars`. */
        readonly timestamp: string;
        readonly volume: number;
    }
    /** Simple moving average: the mean of the last `period` values. */
    export class Sma {
        #private;
        /** @throws {RangeError} unless `period` is a whole number from 1 */
        constructor(period: number);
        /** Returns the average with one more value; `NaN` before the `period`th. */
        update(value: number): number;
    }
    /**
     * Exponential moving average: each value moves it by `2 / (period + 1)` of the
     * distance. It starts at the first value (not at the mean of the first
     * `period`, as some libraries do), and is told from the `period`th on.
     * Source: https://en.wikipedia.org/wiki/Exponential_smoothing
     */
    export class Ema {
        #private;
        /** @throws {RangeError} unless `period` is a whole number from 1 */
        constructor(period: number);
        /** Returns the average with one more value; `NaN` before the `period`th. */
        update(value: number): number;
    }
    /**
     * Moving average convergence/divergence: the distance of a fast {@linkcode Ema}
     * to a slow one, and an `Ema` of that distance.
     * Source: https://en.wikipedia.org/wiki/MACD
     */
    export class Macd {
        #private;
        /** @throws {RangeError} unless all are whole numbers from 1 and `slow` is above `fast` */
        constructor({ fast, slow, signal }?: MacdPeriods);
        /** Returns the MACD with one more value; `NaN`s before the `slow + signal − 1`th. */
        update(value: number): MacdValue;
    }
    /**
     * Relative strength index, 0..100, with Wilder's smoothing: the mean of the first
     * `period` changes, then each change counts `1 / period`. 100 when nothing fell,
     * 50 when nothing moved.
     * Source: https://en.wikipedia.org/wiki/Relative_strength_index
     */
    export class Rsi {
        #private;
        /** @throws {RangeError} unless `period` is a whole number from 1 */
        constructor(period?: number);
        /** Returns the index with one more value; `NaN` before the `period + 1`th. */
        update(value: number): number;
    }
    /**
     * Bollinger's bands: the mean of the last `period` values, and `deviations`
     * population standard deviations (divided by `period`) below and above it.
     * Source: https://en.wikipedia.org/wiki/Bollinger_Bands
     */
    export class Bollinger {
        #private;
        /** @throws {RangeError} unless `period` is a whole number from 1 and `deviations` is above 0 */
        constructor(period?: number, deviations?: number);
        /** Returns the bands with one more value; `NaN`s before the `period`th. */
        update(value: number): Bands;
    }
    /**
     * Average true range, dollars, with Wilder's smoothing: the mean of the first
     * `period` true ranges, then each counts `1 / period`. The first bar has no close
     * before it; its range is `high − low`.
     * Source: https://en.wikipedia.org/wiki/Average_true_range
     */
    export class Atr {
        #private;
        /** @throws {RangeError} unless `period` is a whole number from 1 */
        constructor(period?: number);
        /** Returns the average with one more bar; `NaN` before the `period`th. */
        update(bar: RangeBar): number;
    }
    /**
     * Volume-weighted average price, dollars, of `(high + low + close) / 3`. It begins
     * anew with each UTC day, which for equities is each session.
     * Source: https://en.wikipedia.org/wiki/Volume-weighted_average_price
     */
    export class Vwap {
        #private;
        /** Returns the price with one more bar; `NaN` before the day's first volume. */
        update(bar: VolumeBar): number;
    }
}

/**
 * Statistics of columns of numbers.
 *
 * Where there is no answer (an empty column, one value where two are needed, no
 * movement, a `NaN` among the values) it is `NaN`; every comparison with `NaN` is
 * false, so a rule does not fire by mistake. Everything that has a spread is of
 * the population: divided by the number of values, not by one less.
 */
declare module "qtc/stats" {
    /** The straight line that lies closest to points: `y = intercept + slope × x`. */
    export interface Line {
        /** Change of y for each 1 of x, signed. */
        readonly slope: number;
        /** y where x is 0. */
        readonly intercept: number;
        /** 0..1: how much of y's movement the line explains; `NaN` when y does not move. */
        readonly r2: number;
    }
    /** Returns the arithmetic mean. */
    export function mean(values: readonly number[]): number;
    /**
     * Returns the population standard deviation, ≥ 0: `√(Σ(x − mean)² / n)`.
     * Source: https://en.wikipedia.org/wiki/Standard_deviation
     */
    export function std(values: readonly number[]): number;
    /**
     * Returns how many standard deviations the last value lies above (> 0) or below
     * the mean of all of them, itself included.
     * Source: https://en.wikipedia.org/wiki/Standard_score
     */
    export function zScore(values: readonly number[]): number;
    /**
     * Returns the line of least squares through points. Without `x` the points are
     * the rows 0, 1, 2 …: `linearRegression(closes).slope` is dollars a row.
     * Source: https://en.wikipedia.org/wiki/Simple_linear_regression
     *
     * @throws {RangeError} when there are not as many `x` as `y`
     */
    export function linearRegression(y: readonly number[], x?: readonly number[]): Line;
    /**
     * Returns Pearson's correlation, −1..1. Of two symbols, take that of their
     * returns: prices that drift seem to move together.
     * Source: https://en.wikipedia.org/wiki/Pearson_correlation_coefficient
     *
     * @throws {RangeError} when there are not as many `x` as `y`
     */
    export function correlation(x: readonly number[], y: readonly number[]): number;
    /**
     * Returns the value below which `percent` of the values lie, between two of them
     * in proportion (as numpy and spreadsheets do); 50 is the median.
     * Source: https://en.wikipedia.org/wiki/Percentile (linear interpolation, C = 1)
     *
     * @param percent 0..100
     * @throws {RangeError} when `percent` is outside of that
     */
    export function percentile(values: readonly number[], percent: number): number;
}

interface Console {
    /** Writes to the team's log: 16 KB a minute. */
    log(...data: any[]): void;
    /** Writes to the team's log: 16 KB a minute. */
    info(...data: any[]): void;
    /** Writes to the team's log: 16 KB a minute. */
    debug(...data: any[]): void;
    /** Writes to the team's log: 16 KB a minute. */
    warn(...data: any[]): void;
    /** Writes to the team's log: 16 KB a minute. */
    error(...data: any[]): void;
}
declare var console: Console;
