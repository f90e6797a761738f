import type { DatabaseSync } from "node:sqlite";
import type { Bar } from "../../domain/bar.ts";
import type { BarStore } from "../../ports/bar_store.ts";
import { BAR_COLUMNS, barOf, prepareArrays } from "./bar_rows.ts";
import { dayRows } from "./day_rows.ts";

/**
 * Returns the bars of minutes that ran and what windows begin with, as they were
 * first seen.
 *
 * @param isAroundTheClock Says whether a symbol has no sessions: all its bars count
 */
export function sqliteBarStore(
  database: DatabaseSync,
  isAroundTheClock: (symbol: string) => boolean,
): BarStore {
  const rowsOf = dayRows(database);
  const between = prepareArrays(
    database,
    `select ${BAR_COLUMNS} from bars where at > ? and at <= ? ` +
      "and seq is null order by at, symbol",
  );
  const read = (
    symbol: string,
    { from, to, rows, newest }: {
      readonly from: number;
      readonly to: number;
      readonly rows: number;
      readonly newest: boolean;
    },
  ): Bar[] => {
    const extended = isAroundTheClock(symbol);
    const part = { symbol, from, to, newest, extended, known: Infinity };
    const found: Bar[] = [];
    for (const day of rowsOf.days(part)) {
      const left = rows - found.length;
      if (left <= 0) break;
      found.push(...rowsOf.own(day, { ...part, rows: left }));
    }
    return newest ? found.reverse() : found;
  };
  return {
    lastRows: (symbols, rows, upTo) =>
      new Map(
        symbols.map((symbol) => [
          symbol,
          read(symbol, { from: 0, to: upTo + 1, rows, newest: true }),
        ]),
      ),
    range: (symbol, from, to, rows) =>
      read(symbol, { from, to, rows, newest: false }),
    between: (after, upTo) => between.all(after, upTo).map(barOf),
  };
}
