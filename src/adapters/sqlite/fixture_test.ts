import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { type Bar, barLine } from "../../domain/bar.ts";
import type { Books } from "../../domain/books.ts";
import type { Batch, Head } from "../../ports/ledger.ts";
import { competition } from "../../testing/competition.ts";
import { sampleBar } from "../../testing/orders.ts";
import { sqliteLedger } from "./ledger.ts";
import { openDatabase } from "./schema.ts";

/** Returns a text's sha256, hex. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Makes a ledger what an older version of the program would have left. */
export function makeOlder(database: DatabaseSync, version: 1 | 2): void {
  database.exec(`
    create table bars_by_symbol (
      symbol text not null, at integer not null, open real not null,
      high real not null, low real not null, close real not null,
      volume real not null, trades integer, vwap real,
      regular integer not null, primary key (symbol, at)
    ) strict, without rowid;
    insert into bars_by_symbol select symbol, at, open, high, low, close,
      volume, trades, vwap, regular from bars;
    drop table bars; drop table added_bars; drop table bar_revisions;
    drop table bar_days; drop index corporate_actions;
    alter table bars_by_symbol rename to bars;
    create index bars_by_minute on bars (at);
    pragma user_version = 2`);
  if (version === 2) return;
  database.exec("alter table runs drop column load; pragma user_version = 1");
}

/** Says which symbol of the tests has no sessions. */
export function isCoin(symbol: string): boolean {
  return symbol === "BTC";
}

/** Returns a commit of bars that came late, as `addBars()` would make it. */
export function addsBars(
  minute: number,
  { history, added = [], revised = [] }: {
    readonly history?: readonly Bar[];
    readonly added?: readonly Bar[];
    readonly revised?: readonly Bar[];
  },
): Batch {
  const filled = history ?? added;
  const all = [...filled, ...revised];
  const times = all.map(({ at }) => at);
  const event = {
    kind: "bars_added",
    minute,
    source: history ? "history" : "repair",
    count: filled.length,
    revised: revised.length,
    from: Math.min(...times),
    to: Math.max(...times),
    hash: digest(all.map(barLine).join("\n")),
  } as const;
  return history
    ? { events: [event], bars: history }
    : { events: [event], addedBars: added, revisions: revised };
}

/** Runs work with a folder of its own, and removes it afterwards. */
export function withFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "qtc-ledger-"));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Returns a ledger in memory in which a small competition has taken place. */
export function played(
  minutes = 7,
): { database: DatabaseSync; head: Head; books: Books } {
  const database = openDatabase(":memory:");
  const ledger = sqliteLedger(database);
  const { batches, books } = competition({ seed: 3, minutes, digest });
  let head: Head = { length: 0, hash: "" };
  for (const [i, batch] of batches.entries()) {
    head = ledger.commit(batch);
    if (i % 9 === 4) ledger.checkpoint(ledger.load().books);
  }
  return { database, head, books };
}

/** Returns a bar of AAPL at an hour and minute of 7 October 2013, UTC. */
export function barAt(time: string, bar: Partial<Bar> = {}): Bar {
  return sampleBar({ at: Date.parse(`2013-10-07T${time}:00Z`), ...bar });
}
