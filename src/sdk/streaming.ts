/**
 * Indicators that are carried on bar by bar, over those of trading-signals; a part
 * of "qtc/indicators".
 *
 * @module
 */

import { ATR, EMA, SMA, VWAP, WSMA } from "trading-signals";

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
  readonly #average: SMA;

  /** @throws {RangeError} unless `period` is a whole number from 1 */
  constructor(period: number) {
    this.#average = new SMA(rows("period", period));
  }

  /** Returns the average with one more value; `NaN` before the `period`th. */
  update(value: number): number {
    return known(value) ? this.#average.update(value, false) ?? NaN : NaN;
  }
}

/**
 * Exponential moving average: each value moves it by `2 / (period + 1)` of the
 * distance. It starts at the first value (not at the mean of the first
 * `period`, as some libraries do), and is told from the `period`th on.
 * Source: https://en.wikipedia.org/wiki/Exponential_smoothing
 */
export class Ema {
  readonly #average: EMA;
  #missing: number;

  /** @throws {RangeError} unless `period` is a whole number from 1 */
  constructor(period: number) {
    this.#average = new EMA(rows("period", period));
    this.#missing = period;
  }

  /** Returns the average with one more value; `NaN` before the `period`th. */
  update(value: number): number {
    if (!known(value)) return NaN;
    if (this.#missing > 0) this.#missing -= 1;
    const average = this.#average.update(value, false);
    return this.#missing === 0 ? average : NaN;
  }
}

/**
 * Moving average convergence/divergence: the distance of a fast {@linkcode Ema}
 * to a slow one, and an `Ema` of that distance.
 * Source: https://en.wikipedia.org/wiki/MACD
 */
export class Macd {
  readonly #fast: Ema;
  readonly #slow: Ema;
  readonly #signal: Ema;

  /** @throws {RangeError} unless all are whole numbers from 1 and `slow` is above `fast` */
  constructor({ fast = 12, slow = 26, signal = 9 }: MacdPeriods = {}) {
    this.#fast = new Ema(rows("fast", fast));
    this.#slow = new Ema(rows("slow", slow));
    this.#signal = new Ema(rows("signal", signal));
    if (slow <= fast) {
      throw new RangeError(
        `Cannot use fast ${fast} with slow ${slow}: slow must be above fast`,
      );
    }
  }

  /** Returns the MACD with one more value; `NaN`s before the `slow + signal − 1`th. */
  update(value: number): MacdValue {
    const macd = this.#fast.update(value) - this.#slow.update(value);
    const signal = this.#signal.update(macd);
    return known(signal)
      ? { macd, signal, histogram: macd - signal }
      : { macd: NaN, signal: NaN, histogram: NaN };
  }
}

/**
 * Relative strength index, 0..100, with Wilder's smoothing: the mean of the first
 * `period` changes, then each change counts `1 / period`. 100 when nothing fell,
 * 50 when nothing moved.
 * Source: https://en.wikipedia.org/wiki/Relative_strength_index
 */
export class Rsi {
  readonly #rises: WSMA;
  readonly #falls: WSMA;
  #before = NaN;

  /** @throws {RangeError} unless `period` is a whole number from 1 */
  constructor(period = 14) {
    this.#rises = new WSMA(rows("period", period));
    this.#falls = new WSMA(period);
  }

  /** Returns the index with one more value; `NaN` before the `period + 1`th. */
  update(value: number): number {
    if (!known(value)) return NaN;
    const change = value - this.#before;
    this.#before = value;
    if (!known(change)) return NaN;
    const rise = this.#rises.update(Math.max(change, 0), false) ?? NaN;
    const fall = this.#falls.update(Math.max(-change, 0), false) ?? NaN;
    return rise + fall === 0 ? 50 : 100 * rise / (rise + fall);
  }
}

/**
 * Bollinger's bands: the mean of the last `period` values, and `deviations`
 * population standard deviations (divided by `period`) below and above it.
 * Source: https://en.wikipedia.org/wiki/Bollinger_Bands
 */
export class Bollinger {
  readonly #average: SMA;
  readonly #deviations: number;

  /** @throws {RangeError} unless `period` is a whole number from 1 and `deviations` is above 0 */
  constructor(period = 20, deviations = 2) {
    if (!(deviations > 0 && deviations < Infinity)) {
      throw new RangeError(
        `Cannot use deviations ${deviations}: a number above 0`,
      );
    }
    this.#average = new SMA(rows("period", period));
    this.#deviations = deviations;
  }

  /** Returns the bands with one more value; `NaN`s before the `period`th. */
  update(value: number): Bands {
    const middle = known(value) ? this.#average.update(value, false) : null;
    if (middle === null) return { lower: NaN, middle: NaN, upper: NaN };
    // The library's own bands make two lists a row: most of a minute's garbage.
    let squares = 0;
    for (const price of this.#average.prices) {
      const distance = price - middle;
      squares += distance * distance;
    }
    const deviation = Math.sqrt(squares / this.#average.prices.length);
    const lower = middle - deviation * this.#deviations;
    return { lower, middle, upper: middle + deviation * this.#deviations };
  }
}

/**
 * Average true range, dollars, with Wilder's smoothing: the mean of the first
 * `period` true ranges, then each counts `1 / period`. The first bar has no close
 * before it; its range is `high − low`.
 * Source: https://en.wikipedia.org/wiki/Average_true_range
 */
export class Atr {
  readonly #average: ATR;

  /** @throws {RangeError} unless `period` is a whole number from 1 */
  constructor(period = 14) {
    this.#average = new ATR(rows("period", period));
  }

  /** Returns the average with one more bar; `NaN` before the `period`th. */
  update(bar: RangeBar): number {
    const { high, low, close } = bar;
    return known(high + low + close)
      ? this.#average.update({ high, low, close }, false) ?? NaN
      : NaN;
  }
}

/**
 * Volume-weighted average price, dollars, of `(high + low + close) / 3`. It begins
 * anew with each UTC day, which for equities is each session.
 * Source: https://en.wikipedia.org/wiki/Volume-weighted_average_price
 */
export class Vwap {
  #day = "";
  #average = new VWAP();
  #last = NaN;

  /** Returns the price with one more bar; `NaN` before the day's first volume. */
  update(bar: VolumeBar): number {
    const { timestamp, high, low, close, volume } = bar;
    if (!known(high + low + close + volume)) return NaN;
    const day = timestamp.slice(0, 10);
    if (day !== this.#day) {
      this.#day = day;
      this.#average = new VWAP();
      this.#last = NaN;
    }
    const price = this.#average.update({ high, low, close, volume }, false);
    return this.#last = price ?? this.#last;
  }
}

/** Whether there is a number: no hole, no infinity. */
function known(value: number): boolean {
  return Number.isFinite(value);
}

function rows(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1) return value;
  throw new RangeError(
    `Cannot use ${name} ${value}: a whole number of rows from 1`,
  );
}
