// deno-fmt-ignore-file
// deno-lint-ignore-file
// Made from QTC's sources; changes here change nothing for the server.
function mean(values) {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
function std(values) {
  if (!moves(values)) return values.length === 0 ? NaN : 0;
  return Math.sqrt(spread(values, values) / values.length);
}
function zScore(values) {
  const last = values.at(-1) ?? NaN;
  return moves(values) ? (last - mean(values)) / std(values) : NaN;
}
function linearRegression(y, x = y.map((_, row) => row)) {
  sameLength(x, y);
  if (!moves(x)) return { slope: NaN, intercept: NaN, r2: NaN };
  const slope = spread(x, y) / spread(x, x);
  const intercept = mean(y) - slope * mean(x);
  return { slope, intercept, r2: correlation(x, y) ** 2 };
}
function correlation(x, y) {
  sameLength(x, y);
  if (!moves(x) || !moves(y)) return NaN;
  const scale = Math.sqrt(spread(x, x) * spread(y, y));
  return Math.min(1, Math.max(-1, spread(x, y) / scale));
}
function percentile(values, percent) {
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
function spread(x, y) {
  const meanX = mean(x);
  const meanY = mean(y);
  let sum = 0;
  for (const [row, value] of x.entries()) {
    sum += (value - meanX) * ((y[row] ?? NaN) - meanY);
  }
  return sum;
}
function moves(values) {
  return values.some((value) => value !== values[0]);
}
function sameLength(x, y) {
  if (x.length !== y.length) {
    throw new RangeError(
      `Cannot compare ${x.length} values with ${y.length}: as many of one as of the other (symbols miss minutes: match their timestamps first)`
    );
  }
}
export {
  correlation,
  linearRegression,
  mean,
  percentile,
  std,
  zScore
};
