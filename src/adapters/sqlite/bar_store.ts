import type { DatabaseSync } from "node:sqlite";
import type { Bar } from "../../domain/bar.ts";
import type { BarStore } from "../../ports/bar_store.ts";

type Row = Readonly<Record<string, unknown>>;

/**
 * Returns the bars beside the ledger, as they were first seen.
 *
 * @param isAroundTheClock Says whether a symbol has no sessions: all its bars count
 */
export function sqliteBarStore(
  database: DatabaseSync,
  isAroundTheClock: (symbol: string) => boolean,
): BarStore {
  const last = database.prepare(
    "select * from bars where symbol = ? and at <= ? and regular >= ? " +
      "order by at desc limit ?",
  );
  const range = database.prepare(
    "select * from bars where symbol = ? and at >= ? and at < ? " +
      "and regular >= ? order by at limit ?",
  );
  const between = database.prepare(
    "select * from bars where at > ? and at <= ? order by at, symbol",
  );
  const floor = (symbol: string): number => isAroundTheClock(symbol) ? 0 : 1;
  return {
    lastRows: (symbols, rows, upTo) =>
      new Map(
        symbols.map((symbol) => [
          symbol,
          barsOf(last.iterate(symbol, upTo, floor(symbol), rows)).reverse(),
        ]),
      ),
    range: (symbol, from, to, rows) =>
      barsOf(range.iterate(symbol, from, to, floor(symbol), rows)),
    between: (after, upTo) => between.all(after, upTo).map(toBar),
  };
}

/** Row by row: 50,000 rows that live together cost the collector as much as reading. */
function barsOf(rows: Iterable<Row>): Bar[] {
  return Array.from(rows, (row) => toBar(row));
}

/** Returns the bar that a row of bars holds. */
export function toBar(row: Row): Bar {
  return {
    symbol: row.symbol as string,
    at: row.at as number,
    open: row.open as number,
    high: row.high as number,
    low: row.low as number,
    close: row.close as number,
    volume: row.volume as number,
    ...(row.trades !== null && { tradeCount: row.trades as number }),
    ...(row.vwap !== null && { vwap: row.vwap as number }),
  };
}
