/**
 * What is known about symbols that move together.
 *
 * @module
 */

import type { Bars } from "qtc";

/** Minutes that two symbols must share before anything is said about them. */
export const ROWS_MIN = 10;

/**
 * Returns the closes of the minutes in which both traded, oldest first. Symbols
 * miss minutes: row 7 of one and row 7 of the other may lie an hour apart.
 */
export function align(bars: Bars, a: string, b: string): [number, number][] {
  const ofB = new Map<string, number>();
  const columns = bars[b];
  for (const [row, at] of columns?.timestamp.entries() ?? []) {
    const close = columns?.close[row];
    if (close !== undefined) ofB.set(at, close);
  }
  const rows: [number, number][] = [];
  for (const [row, at] of bars[a]?.timestamp.entries() ?? []) {
    const close = bars[a]?.close[row];
    const other = ofB.get(at);
    if (close !== undefined && other !== undefined) rows.push([close, other]);
  }
  return rows;
}

/** Returns ln(a) − ln(b) of each row: 0.01 means that a rose 1 % more than b. */
export function distances(rows: readonly [number, number][]): number[] {
  return rows.map(([a, b]) => Math.log(a) - Math.log(b));
}

/**
 * Returns how many standard deviations the last value lies from the mean; 0 when
 * there are too few values or they hardly differ.
 * Source: https://en.wikipedia.org/wiki/Standard_score
 */
export function zScore(values: readonly number[]): number {
  const mean = average(values);
  const deviation = Math.sqrt(average(values.map((v) => (v - mean) ** 2)));
  // Less than half a basis point is the tick size, not a distance.
  if (values.length < ROWS_MIN || deviation < 5e-5) return 0;
  return ((values.at(-1) ?? mean) - mean) / deviation;
}

/**
 * Returns the correlation of two symbols' returns, −1..1; 0 without enough rows.
 * Source: https://en.wikipedia.org/wiki/Pearson_correlation_coefficient
 */
export function correlation(rows: readonly [number, number][]): number {
  if (rows.length < ROWS_MIN) return 0;
  const returns = (side: 0 | 1) =>
    rows.slice(1).map((row, i) => row[side] / (rows[i]?.[side] ?? 1) - 1);
  const centred = (values: number[]) => {
    const mean = average(values);
    return values.map((value) => value - mean);
  };
  const x = centred(returns(0));
  const y = centred(returns(1));
  const product = (u: number[], v: number[]) =>
    average(u.map((value, i) => value * (v[i] ?? 0)));
  const scale = Math.sqrt(product(x, x) * product(y, y));
  return scale > 0 ? product(x, y) / scale : 0;
}

/**
 * Returns the `count` pairs that move together most, best first; no symbol is in
 * two of them, and none that moves against its partner is taken.
 */
export function choosePairs(bars: Bars, count: number): [string, string][] {
  const symbols = Object.keys(bars).sort();
  const all = symbols.flatMap((a, i) =>
    symbols.slice(i + 1).map((b) => ({
      pair: [a, b] as [string, string],
      value: correlation(align(bars, a, b)),
    }))
  );
  const used = new Set<string>();
  const chosen: [string, string][] = [];
  for (const { pair, value } of all.sort((x, y) => y.value - x.value)) {
    if (value <= 0 || chosen.length >= count) break;
    if (pair.some((symbol) => used.has(symbol))) continue;
    for (const symbol of pair) used.add(symbol);
    chosen.push(pair);
  }
  return chosen;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
