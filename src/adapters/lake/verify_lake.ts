/**
 * Compares the lake with the ledger, row by row: what the files must hold comes
 * from where the writer takes it.
 *
 * @module
 */

import { barLine, compareBars } from "../../domain/bar.ts";
import { emptyBooks } from "../../domain/books.ts";
import { errorText } from "../../domain/error.ts";
import type { LedgerSource } from "../../ports/ledger.ts";
import { readBars } from "./bars_table.ts";
import { type Catalogue, readCatalogue } from "./catalogue.ts";
import type { LakeDisk } from "./disk.ts";
import { barsFile, CATALOGUE, dayStart } from "./layout.ts";
import { type LakeRows, lakeRows } from "./rows.ts";
import { lakeFileChecks } from "./verify_files.ts";

const DAY_MS = 86_400_000;
/** Events that are read at once. */
const EVENTS = 500;
/** Rows that are compared at once. */
const ROWS = 50_000;
/** How often a lake that moves on while it is compared is looked at anew. */
const TRIES = 3;
/** Most faults that are listed. */
const FAULTS_MAX = 100;

/** What a check of a lake found, for people. */
export interface LakeVerdict {
  readonly facts: readonly string[];
  readonly faults: readonly string[];
}

/** What {@linkcode verifyLake} works with. */
export interface VerifyLakeOptions {
  readonly source: LedgerSource;
  readonly disk: LakeDisk;
  /** Somebody writes it: it may be behind the ledger. */
  readonly isInUse: boolean;
}

/**
 * Checks every file of a lake against the ledger, changing nothing.
 *
 * @throws {QtcError} `unavailable` when disk or ledger refuses
 */
export async function verifyLake(
  options: VerifyLakeOptions,
): Promise<LakeVerdict> {
  const { disk, isInUse } = options;
  for (let tries = 1;; tries++) {
    const catalogue = readCatalogue(disk);
    const verdict = catalogue
      ? await verifyFiles(catalogue, options)
      : await withoutCatalogue(options);
    if (verdict.faults.length === 0 || !isInUse || tries === TRIES) {
      return verdict;
    }
    // A day may have been folded while its lines were compared.
    const isSame = readCatalogue(disk)?.state.seq === catalogue?.state.seq;
    if (isSame) return verdict;
  }
}

/** A backup holds bars alone: what can be made again is not in it. */
async function withoutCatalogue(
  options: VerifyLakeOptions,
): Promise<LakeVerdict> {
  const { source, disk } = options;
  const paths = disk.list();
  const other = paths.find((path) => !path.startsWith("prices/"));
  if (other !== undefined) {
    const fault = `${CATALOGUE} is missing or cannot be read, and there is ` +
      `"${other}"; qtc export writes the lake anew`;
    return { facts: [], faults: [fault] };
  }
  if (paths.length === 0) {
    return { facts: ["no lake; qtc export writes it"], faults: [] };
  }
  const faults: string[] = [];
  const last = source.barDays(0, Number.MAX_SAFE_INTEGER).filter((date) =>
    paths.includes(barsFile(date))
  ).at(-1);
  const upTo = last === undefined ? 0 : dayStart(last) + DAY_MS;
  const fault = (text: string) => void faults.push(text);
  await verifyBars(upTo, { ...options, fault });
  const fact = `lake: ${paths.length} days of bars; qtc export writes the rest`;
  return { facts: [fact], faults };
}

async function verifyFiles(
  { state, hash }: Catalogue,
  { source, disk, isInUse }: VerifyLakeOptions,
): Promise<LakeVerdict> {
  const faults: string[] = [];
  const fault = (text: string): void => {
    if (faults.length < FAULTS_MAX) faults.push(text);
  };
  if (state.seq > 0 && source.hashAt(state.seq) !== hash) {
    fault("the lake is of another ledger; qtc export writes it anew");
    return { facts: [], faults };
  }
  const rows = lakeRows({
    books: emptyBooks(),
    seq: 0,
    logs: source.logs,
    logsFrom: () => state.logsFrom,
  });
  const checks = lakeFileChecks({ disk, state, fault });
  let count = 0;
  while (rows.seq < state.seq) {
    gather(source, rows, state.seq);
    count += rows.count;
    await checks.compare(rows.drain());
  }
  checks.finish(isInUse);
  const barsUpTo = rows.barsDay ? dayStart(rows.barsDay) : 0;
  await verifyBars(barsUpTo, { source, disk, isInUse, fault });
  const facts = [`lake: ${count.toLocaleString("en")} rows`];
  const length = source.length();
  if (state.seq < length) {
    const text = `the lake ends at event ${state.seq}, the ledger at ${length}`;
    if (isInUse) facts.push(text);
    else fault(`${text}; the next start or qtc export completes it`);
  }
  return { facts, faults };
}

function gather(source: LedgerSource, rows: LakeRows, upTo: number): void {
  while (rows.seq < upTo && rows.count < ROWS) {
    const limit = Math.min(EVENTS, upTo - rows.seq);
    for (const record of source.after(rows.seq, limit)) rows.take(record);
  }
}

/** Every day that has ended has its bars. */
async function verifyBars(
  upTo: number,
  { source, disk, isInUse, fault }: VerifyLakeOptions & {
    readonly fault: (text: string) => void;
  },
): Promise<void> {
  const days = source.barDays(0, upTo);
  const expected = new Set(days.map(barsFile));
  for (const path of disk.list()) {
    if (path.startsWith("prices/") && !expected.has(path) && !isInUse) {
      fault(`${path} is of a day that the ledger has no bars of`);
    }
  }
  for (const date of days) {
    const path = barsFile(date);
    if (disk.size(path) === undefined) {
      fault(`${path} is missing`);
      continue;
    }
    const start = dayStart(date);
    const bars = source.bars(start, start + DAY_MS).sort((a, b) =>
      a.symbol === b.symbol ? compareBars(a, b) : a.symbol < b.symbol ? -1 : 1
    ).map(barLine);
    try {
      const found = (await readBars(disk.path(path))).map(barLine);
      const row = bars.findIndex((bar, i) => bar !== found[i]);
      if (row >= 0) {
        fault(`${path}: row ${row + 1} is not the ledger's ${bars[row]}`);
      } else if (found.length > bars.length) {
        fault(`${path}: row ${bars.length + 1} is not in the ledger`);
      }
    } catch (error) {
      fault(errorText(error));
    }
  }
}
