/**
 * Reads the same bars from the store and by DuckDB from its files, in turns. The
 * task comes as JSON on the standard input, what each read took leaves on the
 * standard output. A process of its own: DuckDB's threads keep timers from firing.
 *
 * @module
 */

import { DuckDBInstance } from "@duckdb/node-api";
import { openHistory } from "../src/adapters/sqlite/bar_reader.ts";
import type { Bar } from "../src/domain/bar.ts";
import type { BarHistory } from "../src/ports/bar_history.ts";
import type { BarStoreFiles } from "./bar_store.ts";

/** What is read, and how often. */
export interface Turns extends BarStoreFiles {
  /** One symbol's last rows, its rows of a day, everybody's of a day, its rows of all files. */
  readonly read: "last" | "day" | "all" | "range";
  readonly turns: number;
}

/** What the reads took, milliseconds. */
export interface TurnTimes {
  /** Until there are bars. */
  readonly store: readonly number[];
  /** Until DuckDB has its own vectors. */
  readonly duck: readonly number[];
  /** Until their values are JavaScript's, column by column. */
  readonly columns: readonly number[];
}

const LAST_ROWS = 200;
const SYMBOL = "S050";
const SESSION_MS = 390 * 60_000;
/** Both sides have read everything before it counts. */
const WARM_TURNS = 3;

if (import.meta.main) {
  const turns: Turns = await new Response(Deno.stdin.readable).json();
  const times = await takeTurns(turns);
  await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(times)));
  Deno.exit(0);
}

async function takeTurns(turns: Turns): Promise<TurnTimes> {
  const { store, sql } = sidesOf(turns);
  const history = openHistory(turns.dataDir, () => false);
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  // Its best case: footers and plans are kept, values stay in its own vectors.
  await connection.run("set timezone = 'UTC'");
  await connection.run("set parquet_metadata_cache = true");
  const statement = await connection.prepare(sql);
  const own: number[] = [];
  const duck: number[] = [];
  const columns: number[] = [];
  for (let turn = -WARM_TURNS; turn < turns.turns; turn++) {
    const started = performance.now();
    const bars = store(history);
    const between = performance.now();
    const reader = await statement.runAndReadAll();
    const ended = performance.now();
    const { currentRowCount } = reader;
    reader.getColumnsJS();
    const whole = performance.now();
    if (bars.length !== currentRowCount || bars.length === 0) {
      throw new Error(`${bars.length} rows are not ${currentRowCount}`);
    }
    if (turn < 0) continue;
    own.push(between - started);
    duck.push(ended - between);
    columns.push(whole - between);
  }
  history.close();
  return { store: own, duck, columns };
}

/** Returns the same read for both sides; DuckDB is told which files have it. */
function sidesOf({ read, opens, files }: Turns): {
  readonly store: (history: BarHistory) => readonly Bar[];
  readonly sql: string;
} {
  const first = opens[opens.length - files.length] ?? NaN;
  const last = opens.at(-1) ?? NaN;
  const end = last + SESSION_MS;
  const table = (list: readonly string[]) =>
    `from read_parquet([${list.map((path) => `'${path}'`).join()}])`;
  const whole = { symbol: SYMBOL, from: first, to: end, rows: 1_000_000 };
  const own = `where symbol = '${SYMBOL}'`;
  switch (read) {
    case "last":
      return {
        store: ({ read }) =>
          read({ ...whole, from: 0, rows: LAST_ROWS, newest: true }),
        sql: `select * ${table(files.slice(-1))} ${own} ` +
          `order by timestamp desc limit ${LAST_ROWS}`,
      };
    case "day":
      return {
        store: ({ read }) => read({ ...whole, from: last }),
        sql: `select * ${table(files.slice(-1))} ${own}`,
      };
    case "all":
      return {
        store: ({ readAll }) => readAll(last, end),
        sql: `select * ${table(files.slice(-1))}`,
      };
    case "range":
      return {
        store: ({ read }) => read(whole),
        sql: `select * ${table(files)} ${own}`,
      };
  }
}
