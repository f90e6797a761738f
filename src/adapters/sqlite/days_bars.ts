import type { DatabaseSync } from "node:sqlite";
import type { Bar } from "../../domain/bar.ts";
import {
  BAR_COLUMNS,
  barOf,
  type BarRow,
  DAY_MS,
  dayOf,
  prepareArrays,
} from "./bar_rows.ts";

/** What is read at once, milliseconds: rows should die young. */
const SLICE_MS = 10 * 60_000;

/**
 * Returns what reads all bars with `from <= at < to` (Unix milliseconds) that
 * events up to `upTo` speak of, by symbol, then minute.
 */
export function barsOfDays(
  database: DatabaseSync,
): (from: number, to: number, upTo: number) => Bar[] {
  const days = prepareArrays(
    database,
    "select day, max(added) from bar_days where day >= ? and day < ? " +
      "group by day order by day",
  );
  const own = prepareArrays(
    database,
    `select ${BAR_COLUMNS} from bars where at >= ? and at < ? ` +
      "and (seq is null or seq <= ?) order by at, symbol",
  );
  const added = prepareArrays(
    database,
    "with late as (select symbol from bar_days where day = ?1 and added > 0) " +
      `select ${BAR_COLUMNS.replaceAll(/\w+/g, "a.$&")} from late cross join ` +
      "added_bars a on a.symbol = late.symbol and a.at >= ?2 and a.at < ?3 " +
      "where a.seq <= ?4",
  );
  return (from, to, upTo) => {
    const bySymbol = new Map<string, Bar[]>();
    const late = new Set<Bar[]>();
    const take = (row: BarRow): Bar[] => {
      const bar = barOf(row);
      let bars = bySymbol.get(bar.symbol);
      if (!bars) bySymbol.set(bar.symbol, bars = []);
      bars.push(bar);
      return bars;
    };
    for (const [day, hasLate] of days.all(dayOf(from), to)) {
      const start = Math.max(from, Number(day));
      const end = Math.min(to, Number(day) + DAY_MS);
      for (let at = start; at < end; at += SLICE_MS) {
        own.all(at, Math.min(at + SLICE_MS, end), upTo).forEach(take);
      }
      if (hasLate === 0) continue;
      for (const row of added.all(Number(day), start, end, upTo)) {
        late.add(take(row));
      }
    }
    for (const bars of late) bars.sort((a, b) => a.at - b.at);
    return [...bySymbol.keys()].sort()
      .flatMap((symbol) => bySymbol.get(symbol) ?? []);
  };
}
