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
import type { BarsReach } from "./bars_reach.ts";
import { readBars } from "./bars_table.ts";
import {
  type Catalogue,
  emptyLake,
  type LakeState,
  readCatalogue,
} from "./catalogue.ts";
import type { LakeDisk } from "./disk.ts";
import { barsDate, barsFile, CATALOGUE, dayStart, ownerOf } from "./layout.ts";
import { ownersOf } from "./room.ts";
import { type LakeRows, lakeRows } from "./rows.ts";
import { lakeFileChecks } from "./verify_files.ts";

const DAY_MS = 86_400_000;
/** Events that are read at once. */
const EVENTS = 500;
/** Rows that are compared at once. */
const ROWS = 50_000;
/** Text that is compared at once; events are read some hundred at a time. */
const CHARACTERS = 67_108_864;
/** How often a lake that moves on while it is compared is looked at anew. */
const TRIES = 3;
const BEING_WRITTEN = "the lake is being written; look again later";
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
  /** Says whether somebody writes it now: it may be behind the ledger. */
  readonly isInUse: () => boolean;
}

/** What a lake is compared with, and how strictly. */
interface Look extends Pick<VerifyLakeOptions, "source" | "disk"> {
  readonly isInUse: boolean;
}

/**
 * Checks every file of a lake against the ledger, changing nothing.
 *
 * @throws {QtcError} `unavailable` when disk or ledger refuses
 */
export async function verifyLake(
  { isInUse, ...options }: VerifyLakeOptions,
): Promise<LakeVerdict> {
  const atFirst = isInUse();
  let hasMoved = false;
  for (let tries = 1;; tries++) {
    const before = readCatalogue(options.disk);
    const wasInUse = isInUse();
    const look = { ...options, isInUse: wasInUse };
    const verdict = before
      ? await verifyFiles(before, look)
      : await withoutCatalogue(look);
    if (verdict.faults.length === 0) return verdict;
    const isUsed = isInUse();
    const isFree = !wasInUse && !isUsed;
    if (isFree && (tries === 1 || atFirst)) return verdict;
    // A day may have been folded, or the whole be written, while it was compared;
    // and who saw nobody write may see the ledger as it was then.
    const after = readCatalogue(options.disk);
    hasMoved ||= atFirst !== isUsed || !after || stamp(before) !== stamp(after);
    if (tries < TRIES) continue;
    if (!hasMoved) return verdict;
    return { facts: [BEING_WRITTEN], faults: [] };
  }
}

function stamp(catalogue: Catalogue | undefined): string {
  const { seq, openDays, dueDays } = catalogue?.state ?? {};
  return `${seq} ${openDays} ${dueDays}`;
}

/** A backup holds bars alone: what can be made again is not in it. */
async function withoutCatalogue(options: Look): Promise<LakeVerdict> {
  const { source, disk } = options;
  const owners = ownersOf(source);
  const ledgerDays = new Set(
    source.barDays(0, Number.MAX_SAFE_INTEGER).map(barsFile),
  );
  const paths = disk.list().filter((path) =>
    ledgerDays.has(path) || owners.has(ownerOf(path) ?? "")
  );
  const other = paths.find((path) => !ledgerDays.has(path));
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
  const reach = { endedUpTo: upTo, upTo };
  const state = { ...emptyLake(), seq: source.length() };
  await verifyBars(reach, { ...options, state, fault });
  const fact = `lake: ${paths.length} days of bars; qtc export writes the rest`;
  return { facts: [fact], faults };
}

async function verifyFiles(
  { state, hash }: Catalogue,
  { source, disk, isInUse }: Look,
): Promise<LakeVerdict> {
  const faults: string[] = [];
  const fault = (text: string): void => {
    if (faults.length < FAULTS_MAX) faults.push(text);
  };
  if (state.seq > 0 && source.hashAt(state.seq) !== hash) {
    fault("the lake is of another ledger; qtc export writes it anew");
    return { facts: [], faults };
  }
  const length = source.length();
  const behind = `the lake ends at event ${state.seq}, the ledger at ${length}`;
  if (state.seq === 0 && length > 0) {
    // It was begun and has not come to an end: nothing follows for its files.
    if (isInUse) return { facts: [behind], faults };
    fault(`${behind}; the next start or qtc export completes it`);
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
  const owners = ownersOf(source);
  checks.finish(owners, isInUse);
  await verifyBars(rows.bars, { source, disk, isInUse, state, fault });
  const facts = [
    `lake: ${count.toLocaleString("en")} rows`,
    ...foreignFacts({ source, disk }, owners),
  ];
  if (state.seq < length) {
    if (isInUse) facts.push(behind);
    else fault(`${behind}; the next start or qtc export completes it`);
  }
  return { facts, faults };
}

/** Returns what lies beside the lake and is named as its files are. */
function foreignFacts(
  { source, disk }: Pick<Look, "source" | "disk">,
  owners: ReadonlySet<string>,
): string[] {
  const paths = disk.list();
  const others = new Set(
    [...paths, ...disk.strays()].flatMap((path) => ownerOf(path) ?? [])
      .filter((owner) => !owners.has(owner)),
  );
  const days = new Set(source.barDays(0, Number.MAX_SAFE_INTEGER));
  const dates = paths.flatMap((path) => barsDate(path) ?? [])
    .filter((date) => !days.has(date));
  return [
    ...[...others].map((owner) =>
      `${owner} is of no team of this ledger: it is left alone`
    ),
    ...dates.slice(0, 1).map((date) =>
      `${barsFile(date)} is of a day that the ledger has no bars of, one of ` +
      `${dates.length}: left alone`
    ),
  ];
}

function gather(source: LedgerSource, rows: LakeRows, upTo: number): void {
  while (
    rows.seq < upTo && rows.count < ROWS && rows.characters < CHARACTERS
  ) {
    const limit = Math.min(EVENTS, upTo - rows.seq);
    for (const record of source.after(rows.seq, limit)) rows.take(record);
  }
}

/**
 * Every day that has ended has its bars. One that goes on has those that the
 * ledger has so far, after a clean stop: a kill may leave or take them, not more.
 */
async function verifyBars(
  { endedUpTo, upTo }: BarsReach,
  { source, disk, isInUse, state, fault }: Look & {
    readonly state: Pick<LakeState, "seq" | "openDays" | "dueDays">;
    readonly fault: (text: string) => void;
  },
): Promise<void> {
  const { seq, openDays, dueDays } = state;
  const ended = source.barDays(0, endedUpTo, seq);
  const open = source.barDays(endedUpTo, upTo, seq).filter((date) => {
    const isNoted = openDays.includes(date);
    const isThere = disk.size(barsFile(date)) !== undefined;
    return isInUse ? isNoted && isThere : isNoted || isThere;
  });
  const days = [...ended, ...open];
  for (const date of days) {
    const path = barsFile(date);
    if (dueDays.includes(date)) {
      if (!isInUse) {
        fault(`${path} lacks bars; the next start or qtc export writes it`);
      }
      continue;
    }
    if (disk.size(path) === undefined) {
      fault(`${path} is missing`);
      continue;
    }
    const start = dayStart(date);
    const end = start < endedUpTo ? start + DAY_MS : upTo;
    const bars = source.bars(start, Math.min(start + DAY_MS, end), seq)
      .sort((a, b) =>
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
