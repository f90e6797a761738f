/** A mean of fewer closes says nothing. */
const CLOSES_MIN = 5;

/**
 * Returns how many standard deviations the last close lies from the mean of all
 * of them; undefined with fewer than five or without enough movement.
 * Source: https://en.wikipedia.org/wiki/Standard_score
 */
export function zScore(closes: readonly number[]): number | undefined {
  const count = closes.length;
  const mean = closes.reduce((sum, close) => sum + close, 0) / count;
  const squares = closes.reduce((sum, close) => sum + (close - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / count);
  // Below a hundredth of a percent it is rounding, not movement.
  if (count < CLOSES_MIN || deviation < mean * 1e-4) return undefined;
  return ((closes.at(-1) ?? mean) - mean) / deviation;
}
