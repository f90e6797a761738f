import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { Bar } from "../../domain/bar.ts";
import { isRegular } from "../../domain/calendar.ts";

/** Length of a UTC day, milliseconds. */
export const DAY_MS = 86_400_000;

/** What is read of a row of bars, for {@linkcode barOf}; other columns may follow. */
export const BAR_COLUMNS =
  "symbol, at, open, high, low, close, volume, trades, vwap";

/** A row as an array: objects cost as much again as reading them. */
export type BarRow = readonly unknown[];

/** A statement that gives its rows as arrays. */
export interface ArrayStatement {
  all(...values: SQLInputValue[]): BarRow[];
  get(...values: SQLInputValue[]): BarRow | undefined;
  iterate(...values: SQLInputValue[]): Iterable<BarRow>;
}

/** Returns a statement that gives its rows as arrays. */
export function prepareArrays(
  database: DatabaseSync,
  sql: string,
): ArrayStatement {
  // The types of node:sqlite lag behind what it has.
  const statement = database.prepare(sql) as unknown as ArrayStatement & {
    setReturnArrays(areArrays: boolean): void;
  };
  statement.setReturnArrays(true);
  return statement;
}

/** Returns the bar that a row of {@linkcode BAR_COLUMNS} holds. */
export function barOf(row: BarRow): Bar {
  const [symbol, at, open, high, low, close, volume, trades, vwap] =
    row as unknown as Values;
  if (trades !== null && vwap !== null) {
    const tradeCount = trades;
    return { symbol, at, open, high, low, close, volume, tradeCount, vwap };
  }
  if (vwap !== null) {
    return { symbol, at, open, high, low, close, volume, vwap };
  }
  if (trades === null) return { symbol, at, open, high, low, close, volume };
  const tradeCount = trades;
  return { symbol, at, open, high, low, close, volume, tradeCount };
}

type Values = readonly [
  symbol: string,
  at: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
  trades: number | null,
  vwap: number | null,
];

/** Returns what is written of a bar: {@linkcode BAR_COLUMNS}, then `regular`. */
export function valuesOf(bar: Bar): SQLInputValue[] {
  return [
    bar.symbol,
    bar.at,
    bar.open,
    bar.high,
    bar.low,
    bar.close,
    bar.volume,
    bar.tradeCount ?? null,
    bar.vwap ?? null,
    isRegular(bar.at) ? 1 : 0,
  ];
}

/** Returns the start of the UTC day that an instant lies in, Unix milliseconds. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS;
}
