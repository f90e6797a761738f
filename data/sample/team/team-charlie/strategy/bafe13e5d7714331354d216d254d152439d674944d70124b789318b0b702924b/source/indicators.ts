/**
 * Indicators that are carried on bar by bar instead of computed anew each minute.
 *
 * @module
 */

/** Where the MACD of one symbol stands: plain JSON, so that it can be kept. */
export interface Macd {
  /** Exponential averages of the closes, dollars. */
  readonly fast: number;
  readonly slow: number;
  /** Exponential average of (fast − slow), dollars. */
  readonly signal: number;
  /** (fast − slow) − signal, dollars: above 0 the rise gains speed. */
  readonly histogram: number;
}

/** Bars that each average looks back over, roughly. */
export interface MacdLengths {
  readonly fast: number;
  readonly slow: number;
  readonly signal: number;
}

/**
 * Returns the next exponential moving average: `length` 3 moves half of the way
 * from the previous one to the value.
 * Source: https://en.wikipedia.org/wiki/Exponential_smoothing
 */
export function ema(previous: number, value: number, length: number): number {
  return previous + (value - previous) * 2 / (length + 1);
}

/**
 * Returns the MACD after one more close; without a previous one it starts there.
 * Source: https://en.wikipedia.org/wiki/MACD
 */
export function nextMacd(
  previous: Macd | undefined,
  close: number,
  lengths: MacdLengths,
): Macd {
  if (!previous) return { fast: close, slow: close, signal: 0, histogram: 0 };
  const fast = ema(previous.fast, close, lengths.fast);
  const slow = ema(previous.slow, close, lengths.slow);
  const signal = ema(previous.signal, fast - slow, lengths.signal);
  return { fast, slow, signal, histogram: fast - slow - signal };
}
