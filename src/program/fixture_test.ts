import { createHash } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { barsPath, publishBars } from "../adapters/lake/bars_table.ts";
import { openLedger } from "../adapters/sqlite/data_folder.ts";
import { openSource } from "../adapters/sqlite/source.ts";
import { codeStore } from "../adapters/system/code_store.ts";
import { fileKeys } from "../adapters/system/keys.ts";
import { publishWith } from "../adapters/system/publish_file.ts";
import { statusFile } from "../adapters/system/status_file.ts";
import type { LedgerEvent } from "../domain/event.ts";
import type { Head } from "../ports/ledger.ts";
import { packageHash } from "../sandbox/package.ts";
import { competition } from "../testing/competition.ts";
import { FakeClock } from "../testing/fake_clock.ts";
import type { CopyContext } from "./backup.ts";

/** The time of every test. */
const NOW = "2026-11-20T14:31:02Z";
const TEAMS = ["7", "alpha", "beta"];
const CODE = { script: "run()", map: "{}" };
const SOURCES = { "strategy.ts": "export class Strategy {}" };
/** The version that every team runs. */
export const VERSION = packageHash(SOURCES, "strategy:Strategy");
/** The day after the first minute, when its bars are written. */
const NEXT_DAY = Date.parse("2013-10-08T13:30:00Z");

/** Runs work with a folder of its own, and removes it afterwards. */
export async function withFolder(
  work: (folder: string) => void | Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "qtc-program-"));
  try {
    await work(folder);
  } finally {
    // A thread that writes files may still be at its last one.
    rmSync(folder, { recursive: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** Makes a data folder in which a small competition has taken place. */
export function playedFolder(dataDir: string, minutes = 5): Head {
  const digest = (text: string) =>
    createHash("sha256").update(text).digest("hex");
  mkdirSync(dataDir, { recursive: true });
  const ledger = openLedger(dataDir);
  let head: Head = { length: 0, hash: "" };
  for (const batch of competition({ seed: 3, minutes, digest }).batches) {
    head = ledger.commit({ ...batch, events: batch.events.map(withVersion) });
  }
  head = ledger.commit({
    events: [{ kind: "valued", minute: NEXT_DAY, equity: {} }],
  });
  ledger.close();
  writeBars(dataDir);
  statusFile(dataDir, new FakeClock(NOW)).write(head, true);
  fileKeys(join(dataDir, "api_keys.json")).ensure(TEAMS);
  const store = codeStore(dataDir);
  for (const team of TEAMS) {
    for (const version of [VERSION, "c0de2"]) {
      store.save(team, version, CODE, SOURCES);
    }
  }
  const texts = [
    "team/alpha/strategy/c0de3.new/bundle.js",
    "team/alpha/trades.jsonl",
    "team/alpha/portfolio/portfolio.parquet",
    "qtc-alpha/metrics.jsonl",
    // Of a day that goes on: what a server has of it may be less or more.
    "prices/minute_bars/y=2013/m=10/d=8/minute_bars-2013-10-08.parquet",
    "prices/minute_bars/y=2013/m=10/d=8/minute_bars.parquet.new",
    "logs/qtc_alpha.log",
    "external_strategies/alpha/strategy.ts",
    "notes.txt",
  ];
  for (const path of texts) writeFileSync(place(dataDir, path), path);
  const auth = new DatabaseSync(join(dataDir, "auth.sqlite"));
  auth.exec("create table users (name); insert into users values ('ann')");
  auth.close();
  return head;
}

function withVersion(event: LedgerEvent): LedgerEvent {
  return event.kind === "team"
    ? { ...event, spec: { ...event.spec, code: VERSION } }
    : event;
}

function writeBars(dataDir: string): void {
  const source = openSource(dataDir, "alone");
  const bars = source.bars(0, NEXT_DAY);
  source.close();
  publishBars(barsPath(dataDir, "2013-10-07"), bars, publishWith);
}

/** Returns what the commands are given, and what they have printed. */
export function context(): CopyContext & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    wall: new FakeClock(NOW),
    print: (line) => void lines.push(line),
    onStarted: () => {},
    progress: () => {},
  };
}

/** Returns the paths of all files below a folder, in order; locks do not count. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .filter((path) => !path.endsWith(".lock"))
    .sort();
}

/** Returns what is in all files below a folder, databases by their length. */
export function contentsOf(folder: string): Record<string, string | number> {
  return Object.fromEntries(
    filesIn(folder).map((path) => [
      path,
      path.includes(".sqlite")
        ? statSync(join(folder, path)).size
        : readFileSync(join(folder, path), "utf8"),
    ]),
  );
}

function place(dataDir: string, path: string): string {
  mkdirSync(dirname(join(dataDir, path)), { recursive: true });
  return join(dataDir, path);
}
