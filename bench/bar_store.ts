// deno-lint-ignore-file no-console -- writing the store takes a minute: it says so
/**
 * A store of 250 days of a hundred symbols, and files of some of its days.
 *
 * @module
 */

import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { barsPath, publishBars } from "../src/adapters/lake/bars_table.ts";
import { openHistory } from "../src/adapters/sqlite/bar_reader.ts";
import { COUNT_DAYS } from "../src/adapters/sqlite/migrate.ts";
import { openDatabase } from "../src/adapters/sqlite/schema.ts";
import { nextSession, sessionOn } from "../src/domain/calendar.ts";

/** Sessions of the store. */
export const DAYS = 250;
/** Symbols of the store. */
export const SYMBOLS = 100;
/** Minutes of a session. */
export const MINUTES = 390;
const FIRST_DAY = "2024-01-02";

/** A store, and the files of its last days. */
export interface BarStoreFiles {
  readonly dataDir: string;
  /** First minutes of all sessions, Unix milliseconds. */
  readonly opens: readonly number[];
  /** Files of the last sessions, oldest first. */
  readonly files: readonly string[];
}

/** Returns the name of a symbol, such as `S042`. */
export function nameOf(number: number): string {
  return `S${String(number).padStart(3, "0")}`;
}

/**
 * Writes bars of whole sessions into `ledger.sqlite`, in the order in which they
 * come, by SQLite itself: ten million rows, one after the other, would take ten
 * minutes. Then it publishes the last `fileDays` of them as the product does.
 */
export function writeStore(dataDir: string, fileDays: number): BarStoreFiles {
  const opens: number[] = [];
  let session = sessionOn(FIRST_DAY)!;
  while (opens.length < DAYS) {
    // Half days are no days here.
    if (session.close - session.open === MINUTES * 60_000) {
      opens.push(session.open);
    }
    session = nextSession(session.close);
  }
  const started = performance.now();
  const database = openDatabase(join(dataDir, "ledger.sqlite"));
  database.exec("pragma synchronous = off");
  database.prepare(`
    insert into bars (
      at, symbol, open, high, low, close, volume, trades, vwap, regular
    )
    with recursive
      m(k) as (select 0 union all select k + 1 from m where k < ${MINUTES - 1}),
      s(n) as (select 0 union all select n + 1 from s where n < ${SYMBOLS - 1}),
      d(open) as (select value from json_each(?)),
      x(at, n, p, v) as (
        select d.open + k * 60000, n, 50 + n + abs(random() % 100000) / 10000.0,
          1 + abs(random() % 50000)
        from d cross join m cross join s
      )
    select at, printf('S%03d', n), round(p, 2), round(p + 0.05, 2),
      round(p - 0.04, 2), round(p + 0.01, 2), v, 1 + v / 37,
      round(p + 0.0051, 4), 1
    from x
  `).run(JSON.stringify(opens));
  database.exec(`insert into bar_days ${COUNT_DAYS} from bars group by 1, 2`);
  database.exec("pragma wal_checkpoint(truncate)");
  database.close();
  const history = openHistory(dataDir, () => false);
  const files = opens.slice(-fileDays).map((open) => {
    const path = barsPath(dataDir, new Date(open).toISOString().slice(0, 10));
    mkdirSync(dirname(path), { recursive: true });
    const bars = history.readAll(open, open + MINUTES * 60_000);
    publishBars(path, bars, (path, write) => write(path));
    return path;
  });
  history.close();
  const seconds = Math.round((performance.now() - started) / 1000);
  console.error(`  the store was written in ${seconds} s`);
  return { dataDir, opens, files };
}
