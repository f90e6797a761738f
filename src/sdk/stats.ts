/**
 * Statistics of columns of numbers.
 *
 * Where there is no answer (an empty column, one value where two are needed, no
 * movement, a `NaN` among the values) it is `NaN`; every comparison with `NaN` is
 * false, so a rule does not fire by mistake. Everything that has a spread is of
 * the population: divided by the number of values, not by one less.
 *
 * @module
 */

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
export function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length; // 0 / 0 is NaN
}

/**
 * Returns the population standard deviation, ≥ 0: `√(Σ(x − mean)² / n)`.
 * Source: https://en.wikipedia.org/wiki/Standard_deviation
 */
export function std(values: readonly number[]): number {
  if (!moves(values)) return values.length === 0 ? NaN : 0;
  return Math.sqrt(spread(values, values) / values.length);
}

/**
 * Returns how many standard deviations the last value lies above (> 0) or below
 * the mean of all of them, itself included.
 * Source: https://en.wikipedia.org/wiki/Standard_score
 */
export function zScore(values: readonly number[]): number {
  const last = values.at(-1) ?? NaN;
  return moves(values) ? (last - mean(values)) / std(values) : NaN;
}

/**
 * Returns the line of least squares through points. Without `x` the points are
 * the rows 0, 1, 2 …: `linearRegression(closes).slope` is dollars a row.
 * Source: https://en.wikipedia.org/wiki/Simple_linear_regression
 *
 * @throws {RangeError} when there are not as many `x` as `y`
 */
export function linearRegression(
  y: readonly number[],
  x: readonly number[] = y.map((_, row) => row),
): Line {
  sameLength(x, y);
  if (!moves(x)) return { slope: NaN, intercept: NaN, r2: NaN };
  const slope = spread(x, y) / spread(x, x);
  const intercept = mean(y) - slope * mean(x);
  return { slope, intercept, r2: correlation(x, y) ** 2 };
}

/**
 * Returns Pearson's correlation, −1..1. Of two symbols, take that of their
 * returns: prices that drift seem to move together.
 * Source: https://en.wikipedia.org/wiki/Pearson_correlation_coefficient
 *
 * @throws {RangeError} when there are not as many `x` as `y`
 */
export function correlation(
  x: readonly number[],
  y: readonly number[],
): number {
  sameLength(x, y);
  if (!moves(x) || !moves(y)) return NaN;
  const scale = Math.sqrt(spread(x, x) * spread(y, y));
  return Math.min(1, Math.max(-1, spread(x, y) / scale));
}

/**
 * Returns the value below which `percent` of the values lie, between two of them
 * in proportion (as numpy and spreadsheets do); 50 is the median.
 * Source: https://en.wikipedia.org/wiki/Percentile (linear interpolation, C = 1)
 *
 * @param percent 0..100
 * @throws {RangeError} when `percent` is outside of that
 */
export function percentile(
  values: readonly number[],
  percent: number,
): number {
  if (!(percent >= 0 && percent <= 100)) {
    throw new RangeError(`Cannot take percentile ${percent}: 0 to 100`);
  }
  if (values.some(Number.isNaN)) return NaN;
  const sorted = values.toSorted((a, b) => a < b ? -1 : a > b ? 1 : 0);
  const place = (values.length - 1) * percent / 100;
  const low = sorted[Math.floor(place)] ?? NaN;
  const high = sorted[Math.ceil(place)] ?? NaN;
  return low === high ? low : low + (high - low) * (place % 1);
}

/** Returns `Σ(x − mean(x))(y − mean(y))`. */
function spread(x: readonly number[], y: readonly number[]): number {
  const meanX = mean(x);
  const meanY = mean(y);
  let sum = 0;
  for (const [row, value] of x.entries()) {
    sum += (value - meanX) * ((y[row] ?? NaN) - meanY);
  }
  return sum;
}

/** Whether values differ: of equal ones, rounding leaves a spread that is not 0. */
function moves(values: readonly number[]): boolean {
  return values.some((value) => value !== values[0]);
}

function sameLength(x: readonly number[], y: readonly number[]): void {
  if (x.length !== y.length) {
    throw new RangeError(
      `Cannot compare ${x.length} values with ${y.length}: as many of one as of ` +
        "the other (symbols miss minutes: match their timestamps first)",
    );
  }
}
