/**
 * How a start finds out what the lake's files hold. A kill leaves files that are
 * longer than the catalogue says, a power loss shorter or torn ones; people
 * delete some. What is missing is named, and made again from the ledger.
 *
 * @module
 */

import { QtcError } from "../../domain/error.ts";
import type { LedgerSource } from "../../ports/ledger.ts";
import type { Log } from "../../ports/log.ts";
import {
  type Catalogue,
  emptyLake,
  type FileEntry,
  type LakeState,
  readCatalogue,
  writeCatalogue,
} from "./catalogue.ts";
import type { LakeDisk } from "./disk.ts";
import {
  barsDate,
  dayOf,
  dayStart,
  isLog,
  isStage,
  ownerOf,
  parquetOwner,
  parquetPath,
} from "./layout.ts";
import { seqOf } from "./lines.ts";
import { portfolioGroups } from "./portfolio_table.ts";
import { type Kind, makeRoom } from "./room.ts";

/** Bytes that hold what a line begins with. */
const HEAD_BYTES = 32;

/** A lake as it is now, and what it lacks. */
export interface HealedLake {
  readonly state: LakeState;
  /** Number of the event up to which a file has its rows; a portfolio's is its Parquet file. */
  readonly hasUpTo: (path: string) => number;
  /** The files lack rows of events after this one. */
  readonly from: number;
  /** Moves aside whatever lies where a file will be begun. */
  readonly makeRoom: (path: string) => void;
}

/** What {@linkcode healLake} works with. */
export interface HealOptions {
  readonly disk: LakeDisk;
  readonly source: LedgerSource;
  readonly log: Log;
  /** Minute that logs shall begin at, Unix milliseconds. */
  readonly logsFrom: number;
}

/**
 * Makes files and catalogue agree again, removing of the lake's own files what
 * cannot be trusted; others in their places are moved aside. Parquet files of
 * portfolios that cannot be read any more are left alone.
 *
 * @throws {QtcError} `unavailable` when disk or ledger refuses
 */
export function healLake(options: HealOptions): HealedLake {
  const { disk, source, logsFrom } = options;
  const catalogue = readCatalogue(disk);
  if (!catalogue || catalogue.state.seq === 0 || !isOf(catalogue, source)) {
    const makeRoom = beginAnew(options);
    const state = { ...emptyLake(), logsFrom };
    return { state, hasUpTo: () => 0, from: 0, makeRoom };
  }
  const { state } = catalogue;
  const { openDays } = state;
  if (openDays.length > 0) {
    // Before they go: a kill in between leaves bars that the ledger has as well.
    state.openDays = [];
    writeCatalogue(disk, catalogue);
  }
  const length = source.length();
  const room = makeRoom({
    ...options,
    kindOf: (path) => kindOf(path, { disk, state, openDays, length }),
  });
  const has = new Map<string, number>();
  const wantsLogs = logsFrom < state.logsFrom;
  for (const path of [...state.files.keys()]) {
    if (dayOf(path)) continue;
    if (wantsLogs && isLog(path)) forget(disk, state, path);
    else has.set(path, upTo(state, healLines(disk, state, path)));
  }
  for (const owner of portfolioOwners(state)) {
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
    makeRoom: room,
  };
}

/**
 * Makes room for a whole lake: removes what the catalogue names, moves aside what
 * else lies in the places of this ledger's files. A catalogue of nothing says
 * from then on that what is there was begun by the lake.
 *
 * @returns What moves aside whatever lies where a file will be begun
 * @throws {QtcError} `unavailable` when disk or ledger refuses
 */
export function beginAnew(
  options: Pick<HealOptions, "disk" | "source" | "log">,
): (path: string) => void {
  const { disk, source } = options;
  const catalogue = readCatalogue(disk);
  const state = catalogue && (catalogue.state.seq === 0 ||
      isOf(catalogue, source))
    ? catalogue.state
    : undefined;
  const makeRoomFor = makeRoom({
    ...options,
    kindOf: (path) => isNamed(path, state) ? "ours" : "other",
  });
  writeCatalogue(disk, { state: emptyLake(), hash: "" });
  return makeRoomFor;
}

/** Says whether a catalogue stands for a file; that of a lake just begun does for all lines and portfolios. */
function isNamed(path: string, state: LakeState | undefined): boolean {
  if (isStage(path)) return true;
  if (!state) return false;
  const date = barsDate(path);
  if (date) {
    return dayStart(date) < state.barsUpTo || state.openDays.includes(date);
  }
  return state.seq === 0 || state.files.has(path) || state.parquet.has(path);
}

function kindOf(path: string, { disk, state, openDays, length }: {
  readonly disk: LakeDisk;
  readonly state: LakeState;
  /** Days whose bars go, because there may be more by now. */
  readonly openDays: readonly string[];
  /** Of the ledger. */
  readonly length: number;
}): Kind {
  const date = barsDate(path);
  if (date && openDays.includes(date)) return "ours";
  if (isNamed(path, state) && !isStage(path)) return "kept";
  if (date) return "other";
  if (isStage(path)) return "ours";
  const isBegun = (seq = 0): boolean => seq > state.seq && seq <= length;
  if (!parquetOwner(path)) {
    // Begun after the catalogue was written. Its line may be torn.
    const [, seq = "0"] = /^\{"seq":(\d+),/.exec(disk.head(path, HEAD_BYTES)) ??
      [];
    return isBegun(Number(seq)) ? "ours" : "other";
  }
  const owner = ownerOf(path);
  const isFolded = state.files.keys().some((file) =>
    dayOf(file)?.owner === owner
  );
  if (isFolded) return "kept";
  const groups = groupsOf(disk, path);
  const first = groups === "unreadable" ? undefined : groups?.[0]?.firstSeq;
  return isBegun(first) ? "ours" : "other";
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
  return source.hashAt(state.seq) === hash;
}

function forget(disk: LakeDisk, state: LakeState, path: string): void {
  disk.remove(path);
  state.files.delete(path);
}

function portfolioOwners(state: LakeState): Set<string> {
  return new Set([...state.files.keys(), ...state.parquet.keys()]
    .flatMap((path) => dayOf(path)?.owner ?? parquetOwner(path) ?? []));
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
  const last = size === 0 ? undefined : disk.lastLineWhere(path, () => true);
  if (
    last?.end === Math.min(size, entry.bytes) && seqOf(last.line) === entry.seq
  ) {
    // Shortened at its front: a log by us, another file by somebody else.
    if (size >= entry.bytes || isLog(path)) {
      const bytes = Math.min(size, entry.bytes);
      state.files.set(path, { seq: entry.seq, bytes });
      return { seq: entry.seq, isWhole: true };
    }
    forget(disk, state, path);
    return { seq: 0, isWhole: false };
  }
  const rest = size === 0 ? undefined : wholeLines(disk, path, entry.seq);
  if (!rest) {
    forget(disk, state, path);
    return { seq: 0, isWhole: false };
  }
  disk.cut(path, rest.bytes);
  state.files.set(path, rest);
  return { seq: rest.seq, isWhole: false };
}

/** Returns what is left of a torn file that had lines up to event `upTo`. */
function wholeLines(
  disk: LakeDisk,
  path: string,
  upTo: number,
): FileEntry | undefined {
  const last = disk.lastLineWhere(path, (line) => {
    const seq = seqOf(line);
    return seq !== undefined && seq < upTo;
  });
  return last && { seq: seqOf(last.line)!, bytes: last.end };
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
