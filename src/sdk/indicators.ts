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
 *
 * @module
 */

import type { BarColumns } from "./qtc.ts";
import type { MacdPeriods } from "./streaming.ts";
import { Atr, Bollinger, Ema, Macd, Rsi, Sma, Vwap } from "./streaming.ts";

export type {
  Bands,
  MacdPeriods,
  MacdValue,
  RangeBar,
  VolumeBar,
} from "./streaming.ts";
export { Atr, Bollinger, Ema, Macd, Rsi, Sma, Vwap } from "./streaming.ts";

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
export function sma(values: readonly number[], period: number): number[] {
  const average = new Sma(period);
  return values.map((value) => average.update(value));
}

/** Returns the {@linkcode Ema} of each row. */
export function ema(values: readonly number[], period: number): number[] {
  const average = new Ema(period);
  return values.map((value) => average.update(value));
}

/** Returns the {@linkcode Macd} of each row. */
export function macd(
  values: readonly number[],
  periods: MacdPeriods = {},
): MacdColumns {
  const indicator = new Macd(periods);
  const all = values.map((value) => indicator.update(value));
  return {
    macd: all.map((row) => row.macd),
    signal: all.map((row) => row.signal),
    histogram: all.map((row) => row.histogram),
  };
}

/** Returns the {@linkcode Rsi} of each row. */
export function rsi(values: readonly number[], period = 14): number[] {
  const index = new Rsi(period);
  return values.map((value) => index.update(value));
}

/** Returns the {@linkcode Bollinger} bands of each row. */
export function bollinger(
  values: readonly number[],
  period = 20,
  deviations = 2,
): BandColumns {
  const bands = new Bollinger(period, deviations);
  const all = values.map((value) => bands.update(value));
  return {
    lower: all.map((row) => row.lower),
    middle: all.map((row) => row.middle),
    upper: all.map((row) => row.upper),
  };
}

/** Returns the {@linkcode Atr} of each row of a symbol's bars. */
export function atr(
  bars: Pick<BarColumns, "high" | "low" | "close">,
  period = 14,
): number[] {
  const average = new Atr(period);
  return bars.close.map((close, row) =>
    average.update({
      high: bars.high[row] ?? NaN,
      low: bars.low[row] ?? NaN,
      close,
    })
  );
}

/** Returns the {@linkcode Vwap} of each row of a symbol's bars. */
export function vwap(
  bars: Pick<BarColumns, "timestamp" | "high" | "low" | "close" | "volume">,
): number[] {
  const price = new Vwap();
  return bars.close.map((close, row) =>
    price.update({
      timestamp: bars.timestamp[row] ?? "",
      high: bars.high[row] ?? NaN,
      low: bars.low[row] ?? NaN,
      close,
      volume: bars.volume[row] ?? NaN,
    })
  );
}
