/**
 * `qtc import`: bars from elsewhere. All files are read once before anything is
 * taken, so that a mistake in the last one leaves everything as it was; then they
 * are read again and added. Memory does not grow with the files.
 *
 * @module
 */

import {
  type ColumnMap,
  readColumnMap,
} from "../adapters/bar_import/bar_columns.ts";
import {
  type ImportFile,
  importFiles,
  importRows,
} from "../adapters/bar_import/import_files.ts";
import { seenMinutes } from "../adapters/bar_import/seen_minutes.ts";
import { stopSignal } from "../adapters/system/signals.ts";
import type { Bar } from "../domain/bar.ts";
import { errorText, QtcError } from "../domain/error.ts";
import { type BarDesk, openBarDesk } from "./bar_desk.ts";
import { count, type DataProgress, dataProgress } from "./data_progress.ts";
import type { PastProgram } from "./backfill.ts";

/** What is to be imported. */
export interface ImportOptions {
  readonly dataDir: string;
  /** Days that logs are kept in the lake; 0 for ever. */
  readonly keepLogsDays: number;
  /** Folder or file. */
  readonly path: string;
  /** `symbol=Ticker,time=Begin`. */
  readonly map?: string;
  /** Good rows are taken though there are bad ones. */
  readonly skipBad: boolean;
}

/** What the files hold. */
interface Findings {
  rows: number;
  bad: number;
  /** Rows of symbols that are not in the universe, and of minutes to come. */
  unknown: number;
  later: number;
  good: number;
  readonly strange: Set<string>;
  /** Files without a row. */
  readonly empty: string[];
}

/** Bad rows, files and strange symbols that are named. */
const NAMED_MAX = 20;
/** Bars that are added at once. */
const BATCH = 20_000;
/** Rows between two turns for others. */
const TURN = 5_000;

/**
 * Runs `qtc import`.
 *
 * @returns The exit code
 * @throws {QtcError} `invalid` when a file cannot be read or has bad rows:
 *   nothing was taken; `unavailable` when it was interrupted or the disk
 *   refuses: what was added by then stays, and the same again adds the rest
 */
export async function importCommand(
  options: ImportOptions,
  { print, wall, onStarted, stop = stopSignal(() => {}) }: PastProgram,
): Promise<number> {
  const { path, skipBad } = options;
  const progress = dataProgress(wall);
  const map = options.map === undefined ? {} : readColumnMap(options.map);
  const { tell } = progress;
  const desk = openBarDesk({ ...options, verb: "import to", wall, stop, tell });
  try {
    const files = importFiles(path);
    const reading = { map, desk, progress, stop };
    const findings = await check(files, reading);
    if (findings.bad > 0 && !skipBad) throw badRows(path, findings);
    onStarted();
    const sum = { added: 0, revised: 0 };
    let done = 0;
    let batch: Bar[] = [];
    const add = async (): Promise<void> => {
      const { added, revised } = await desk.add(batch, "import");
      sum.added += added;
      sum.revised += revised;
      done += batch.length;
      batch = [];
      const share = Math.floor(100 * done / Math.max(findings.good, 1));
      progress.show(`${share} %: ${count(sum.added)} bars added`);
      if (stop.aborted) throw interrupted(path, sum.added);
    };
    for await (const bar of goodBars(files, reading)) {
      if (batch.push(bar) >= BATCH) await add();
    }
    if (batch.length > 0) await add();
    for (const line of resultLines(path, findings, sum)) print(line);
    return 0;
  } finally {
    progress.end();
    await desk.close();
  }
}

/** What files are read with. */
interface Reading {
  readonly map: ColumnMap;
  readonly desk: BarDesk;
  readonly progress: DataProgress;
  readonly stop: AbortSignal;
}

/** Reads all files, names what is wrong with them, and counts. */
async function check(
  files: readonly ImportFile[],
  reading: Reading,
): Promise<Findings> {
  const { desk, progress, stop } = reading;
  const found = { rows: 0, bad: 0, unknown: 0, later: 0, good: 0 };
  const findings: Findings = { ...found, strange: new Set(), empty: [] };
  const isNew = seenMinutes();
  const unreadable: string[] = [];
  for (const file of files) {
    const before = findings.rows;
    try {
      for await (const { line, bar, fault } of importRows(file, reading.map)) {
        if (++findings.rows % TURN === 0) {
          progress.show(`Read ${count(findings.rows)} rows`);
          await desk.breathe();
        }
        if (stop.aborted) throw interrupted(file.path, 0);
        const kind = bar && kindOf(bar, desk, isNew);
        if (bar && kind && kind !== "bad") {
          findings[kind]++;
          if (kind === "unknown" && findings.strange.size < NAMED_MAX) {
            findings.strange.add(bar.symbol);
          }
        } else if (findings.bad++ < NAMED_MAX) {
          const why = fault ?? "this minute of the symbol is there twice";
          progress.tell(`${file.path}:${line}: ${why}`);
        }
      }
      if (findings.rows === before) findings.empty.push(file.path);
    } catch (error) {
      if (stop.aborted || !(error instanceof QtcError)) throw error;
      if (unreadable.push(errorText(error)) <= NAMED_MAX) {
        progress.tell(errorText(error));
      }
    }
  }
  const [first = ""] = unreadable;
  if (unreadable.length === 0) return findings;
  throw new QtcError(
    "invalid",
    unreadable.length === 1
      ? `${first}; nothing was imported`
      : `Cannot import ${count(unreadable.length)} files, named above; ` +
        "nothing was imported",
  );
}

/** Returns the bars to add; files are as they were, and so is what is taken of them. */
async function* goodBars(
  files: readonly ImportFile[],
  { map, desk }: Pick<Reading, "map" | "desk">,
): AsyncGenerator<Bar> {
  const isNew = seenMinutes();
  for (const file of files) {
    for await (const { bar } of importRows(file, map)) {
      if (bar && kindOf(bar, desk, isNew) === "good") yield bar;
    }
  }
}

/** Says what to do with a bar; of two for a minute the first counts. */
function kindOf(
  { symbol, at }: Bar,
  { books, next }: BarDesk,
  isNew: (symbol: string, at: number) => boolean,
): "good" | "bad" | "unknown" | "later" {
  if (!books.instruments.has(symbol)) return "unknown";
  if (at >= next) return "later";
  return isNew(symbol, at) ? "good" : "bad";
}

function badRows(path: string, { rows, bad }: Findings): QtcError {
  return new QtcError(
    "invalid",
    `Cannot import "${path}": ${count(bad)} of ${count(rows)} rows are bad, ` +
      `the first of them named above; nothing was imported, --skip-bad takes ` +
      "the others",
  );
}

function resultLines(
  path: string,
  { rows, bad, unknown, later, good, strange, empty }: Findings,
  { added, revised }: { readonly added: number; readonly revised: number },
): string[] {
  const there = Math.max(0, good - added - revised);
  const names = [...strange].join(", ");
  return [
    `Imported "${path}": ${count(added)} bars added, ${count(revised)} with ` +
    `other values, ${count(there)} were there; ${count(rows)} rows`,
    ...empty.slice(0, NAMED_MAX).map((name) => `"${name}" holds no bars`),
    ...(empty.length > NAMED_MAX
      ? [`Nor do ${count(empty.length - NAMED_MAX)} other files`]
      : []),
    ...(bad > 0 ? [`Left out ${count(bad)} bad rows`] : []),
    ...(unknown > 0
      ? [
        `Left out ${count(unknown)} rows of symbols that are not in the ` +
        `universe: ${names}`,
      ]
      : []),
    ...(later > 0
      ? [`Left out ${count(later)} rows after the competition's last minute`]
      : []),
  ];
}

function interrupted(path: string, added: number): QtcError {
  return new QtcError(
    "unavailable",
    `Cannot import "${path}": interrupted; ${count(added)} bars were added, ` +
      "run it again for the rest",
  );
}
