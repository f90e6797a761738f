/** Columns of a symbol, as far as they are used. */
export interface Prices {
  readonly close: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
}

/**
 * Computes a hundred averages, deviations and ranges over each symbol, and
 * returns their sum. It uses no name from outside: its text runs in a strategy's
 * realm as well.
 */
export function indicators(bars: Readonly<Record<string, Prices>>): number {
  const sma = (values: readonly number[], n: number): number[] => {
    const means: number[] = [];
    let sum = 0;
    for (let i = 0; i < values.length; i++) {
      sum += values[i]!;
      if (i >= n) sum -= values[i - n]!;
      if (i >= n - 1) means.push(sum / n);
    }
    return means;
  };
  const ema = (values: readonly number[], n: number): number => {
    const weight = 2 / (n + 1);
    return values.reduce((mean, value) => mean + weight * (value - mean));
  };
  const deviation = (values: readonly number[], n: number): number => {
    const last = values.slice(-n);
    const mean = last.reduce((sum, value) => sum + value, 0) / n;
    return Math.sqrt(
      last.map((value) => (value - mean) ** 2)
        .reduce((sum, square) => sum + square, 0) / n,
    );
  };
  const range = ({ high, low, close }: Prices, n: number): number => {
    let sum = 0;
    for (let i = close.length - n; i < close.length; i++) {
      const before = close[i - 1]!;
      sum += Math.max(
        high[i]! - low[i]!,
        Math.abs(high[i]! - before),
        Math.abs(low[i]! - before),
      );
    }
    return sum / n;
  };
  let total = 0;
  for (const symbol of Object.keys(bars)) {
    const prices = bars[symbol]!;
    for (let n = 2; n < 27; n++) {
      total += sma(prices.close, n * 3).at(-1)! + ema(prices.close, n * 3) +
        deviation(prices.close, n * 10) + range(prices, n * 10);
    }
  }
  return total;
}
