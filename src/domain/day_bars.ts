import type { Bar } from "./bar.ts";
import { isTrading } from "./calendar.ts";
import type { Instrument } from "./instrument.ts";

/**
 * Returns the bars with `after < at <= upTo` (Unix milliseconds) of bars that
 * are sorted by minute.
 */
export function barsBetween(
  sorted: readonly Bar[],
  after: number,
  upTo: number,
): Bar[] {
  return sorted.slice(firstAfter(sorted, after), firstAfter(sorted, upTo));
}

/** Gathers the last rows of each symbol while the days are walked backwards. */
export interface RowCollector {
  /** Takes one day's bars, sorted by minute; each day is older than the last. */
  add(day: readonly Bar[]): void;
  /** Says whether a symbol still lacks rows. */
  lacks(symbol: string): boolean;
  /** Returns what was gathered, sorted by minute, then symbol. */
  bars(): Bar[];
}

/**
 * Returns a collector of the last `rows` bars of each instrument that start
 * before `before` (Unix milliseconds, exclusive), of equities those of regular
 * sessions.
 */
export function rowCollector(
  instruments: readonly Instrument[],
  before: number,
  rows: number,
): RowCollector {
  const classes = new Map(
    instruments.map(({ symbol, assetClass }) => [symbol, assetClass]),
  );
  const lacking = new Map(instruments.map(({ symbol }) => [symbol, rows]));
  const newestFirst: Bar[] = [];
  return {
    add(day) {
      for (let i = firstAfter(day, before - 1) - 1; i >= 0; i--) {
        const bar = day[i] as Bar;
        const assetClass = classes.get(bar.symbol);
        const count = lacking.get(bar.symbol) ?? 0;
        if (count <= 0 || !assetClass || !isTrading(assetClass, bar.at)) {
          continue;
        }
        lacking.set(bar.symbol, count - 1);
        newestFirst.push(bar);
      }
    },
    lacks: (symbol) => (lacking.get(symbol) ?? 0) > 0,
    bars: () => newestFirst.toReversed(),
  };
}

/** Returns the index of the first bar with `at > time`. */
function firstAfter(sorted: readonly Bar[], time: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = low + high >>> 1;
    if ((sorted[middle] as Bar).at > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
