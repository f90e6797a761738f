/**
 * How a start finds out what the lake's files hold. A kill leaves files that are
 * longer than the catalogue says, a power loss shorter or torn ones; people
 * delete some. What is missing is named, and made again from the ledger.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { QtcError } from "../../domain/error.ts";
import type { LedgerSource } from "../../ports/ledger.ts";
import {
  type Catalogue,
  emptyLake,
  type FileEntry,
  type LakeState,
  readCatalogue,
} from "./catalogue.ts";
import type { LakeDisk } from "./disk.ts";
import {
  CATALOGUE,
  dayOf,
  isLog,
  parquetOwner,
  parquetPath,
} from "./layout.ts";
import { seqOf } from "./lines.ts";
import { portfolioGroups } from "./portfolio_table.ts";

/** A lake as it is now, and what it lacks. */
export interface HealedLake {
  readonly state: LakeState;
  /** Number of the event up to which a file has its rows; a portfolio's is its Parquet file. */
  readonly hasUpTo: (path: string) => number;
  /** The files lack rows of events after this one. */
  readonly from: number;
}

/**
 * Makes files and catalogue agree again, removing what cannot be trusted; other
 * files, and Parquet files that cannot be read, are left alone.
 *
 * @param logsFrom Minute that logs shall begin at, Unix milliseconds
 * @throws {QtcError} `unavailable` when the disk refuses
 */
export function healLake(
  disk: LakeDisk,
  source: Pick<LedgerSource, "hashAt">,
  logsFrom: number,
): HealedLake {
  const catalogue = readCatalogue(disk);
  if (!catalogue || !isOf(catalogue, source)) {
    clearLake(disk);
    const state = { ...emptyLake(), logsFrom };
    return { state, hasUpTo: () => 0, from: 0 };
  }
  const { state } = catalogue;
  const has = new Map<string, number>();
  const wantsLogs = logsFrom < state.logsFrom;
  removeUnknown(disk, state);
  for (const path of [...state.files.keys()]) {
    if (dayOf(path)) continue;
    if (wantsLogs && isLog(path)) forget(disk, state, path);
    else has.set(path, upTo(state, healLines(disk, state, path)));
  }
  for (const owner of portfolioOwners(disk, state)) {
    const healed = healPortfolio(disk, state, owner);
    has.set(parquetPath(owner), upTo(state, healed));
  }
  if (wantsLogs) state.logsFrom = logsFrom;
  const rest = state.seq;
  const from = Math.min(wantsLogs ? 0 : rest, rest, ...has.values());
  return {
    state,
    hasUpTo: (path) => has.get(path) ?? (wantsLogs && isLog(path) ? 0 : rest),
    from,
  };
}

/** Removes the lake's files; Parquet files of portfolios only when they can be read. */
export function clearLake(disk: LakeDisk): void {
  disk.remove(CATALOGUE);
  for (const path of disk.list()) {
    if (parquetOwner(path) && groupsOf(disk, path) === "unreadable") continue;
    disk.remove(path);
  }
}

/**
 * Returns the number of the last event in a portfolio's Parquet file: 0 when there
 * is no file.
 */
export function foldedUpTo(
  disk: LakeDisk,
  owner: string,
): number | "unreadable" {
  const groups = groupsOf(disk, parquetPath(owner));
  return groups === "unreadable" ? groups : groups?.at(-1)?.lastSeq ?? 0;
}

function groupsOf(disk: LakeDisk, path: string) {
  try {
    return portfolioGroups(disk.path(path));
  } catch (error) {
    if (error instanceof QtcError) return "unreadable";
    throw error;
  }
}

/** Says whether a catalogue is of this ledger, as it is now. */
function isOf(
  { state, hash }: Catalogue,
  source: Pick<LedgerSource, "hashAt">,
): boolean {
  return state.seq === 0 || source.hashAt(state.seq) === hash;
}

/** A file that was begun after the catalogue was written. */
function removeUnknown(disk: LakeDisk, state: LakeState): void {
  for (const path of disk.list()) {
    if (path.endsWith(".jsonl") && !state.files.has(path)) disk.remove(path);
  }
}

function forget(disk: LakeDisk, state: LakeState, path: string): void {
  disk.remove(path);
  state.files.delete(path);
}

function portfolioOwners(disk: LakeDisk, state: LakeState): Set<string> {
  return new Set([
    ...[...state.files.keys()].flatMap((path) => dayOf(path)?.owner ?? []),
    ...[...state.parquet.keys(), ...disk.list()]
      .flatMap((path) => parquetOwner(path) ?? []),
  ]);
}

/** Where nothing is missing there was nothing more, up to the catalogue's event. */
function upTo(state: LakeState, { seq, isWhole }: Healed): number {
  return isWhole ? Math.max(seq, state.seq) : seq;
}

/** What a file of lines holds after it was looked at. */
interface Healed {
  /** Number of the event that its last line comes from; 0 when it is gone. */
  readonly seq: number;
  /** It has all that the catalogue says. */
  readonly isWhole: boolean;
}

function healLines(disk: LakeDisk, state: LakeState, path: string): Healed {
  const entry = state.files.get(path)!;
  const size = disk.size(path) ?? 0;
  if (size > entry.bytes) disk.cut(path, entry.bytes);
  const line = size === 0 ? undefined : disk.lastLine(path);
  if (line !== undefined && seqOf(line) === entry.seq) {
    // Shortened at its front: a log by us, another file by somebody else.
    if (size >= entry.bytes || isLog(path)) {
      const bytes = Math.min(size, entry.bytes);
      state.files.set(path, { seq: entry.seq, bytes });
      return { seq: entry.seq, isWhole: true };
    }
    forget(disk, state, path);
    return { seq: 0, isWhole: false };
  }
  const rest = size === 0 ? undefined : wholeLines(disk.read(path), entry.seq);
  if (!rest) {
    forget(disk, state, path);
    return { seq: 0, isWhole: false };
  }
  disk.cut(path, rest.bytes);
  state.files.set(path, rest);
  return { seq: rest.seq, isWhole: false };
}

/** Returns what is left of a torn file that had lines up to event `upTo`. */
function wholeLines(text: string, upTo: number): FileEntry | undefined {
  for (let end = text.lastIndexOf("\n"); end >= 0;) {
    const start = text.lastIndexOf("\n", end - 1) + 1;
    const seq = seqOf(text.slice(start, end));
    if (seq !== undefined && seq < upTo) {
      return { seq, bytes: Buffer.byteLength(text.slice(0, end + 1)) };
    }
    if (start === 0) return undefined;
    end = start - 1;
  }
  return undefined;
}

function healPortfolio(
  disk: LakeDisk,
  state: LakeState,
  owner: string,
): Healed {
  const path = parquetPath(owner);
  const known = state.parquet.get(path) ?? 0;
  const found = foldedUpTo(disk, owner);
  const folded = found === "unreadable" ? known : found;
  if (folded > 0) state.parquet.set(path, folded);
  else state.parquet.delete(path);
  // An older file than the one that was written lacks days that were lines once.
  let healed = { seq: folded, isWhole: folded >= known };
  const days = [...state.files.keys()].filter((file) =>
    dayOf(file)?.owner === owner
  ).sort();
  for (const day of days) {
    const { seq } = state.files.get(day)!;
    if (seq <= folded || !healed.isWhole) {
      forget(disk, state, day);
      continue;
    }
    const { seq: last, isWhole } = healLines(disk, state, day);
    healed = { seq: Math.max(healed.seq, last), isWhole };
  }
  return healed;
}
