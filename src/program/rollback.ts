/**
 * `qtc strategy rollback`. Who writes to a folder is asked by a durable file in
 * it: a running server takes that up between two minutes; without one, this
 * process takes the folder and does so itself. Whoever dies in between leaves
 * either the file, which the next one takes up, or the ledger, which says so.
 *
 * @module
 */

import { readCatalogue, writeCatalogue } from "../adapters/lake/catalogue.ts";
import { lakeDisk } from "../adapters/lake/disk.ts";
import { openLedger, readIdentity } from "../adapters/sqlite/data_folder.ts";
import { codeFaults } from "../adapters/system/code_store.ts";
import { lockFolder } from "../adapters/system/folder_lock.ts";
import { publishWith } from "../adapters/system/publish_file.ts";
import {
  ASKED_MAX_MS,
  type RollbackFile,
  rollbackFile,
} from "../adapters/system/rollback_file.ts";
import { readStatusFile } from "../adapters/system/status_file.ts";
import { type ErrorCode, errorCode, QtcError } from "../domain/error.ts";
import { pinEnds, shortHash } from "../engine/pin.ts";
import {
  rollbackMinute,
  rollbackRefusal,
  takeRollbacks,
} from "../engine/rollback.ts";
import type { Clock } from "../ports/clock.ts";
import type { Head } from "../ports/ledger.ts";
import type { RollbackRequest } from "../ports/rollbacks.ts";
import type { Program } from "./program.ts";
import { readVersions, type TeamVersions } from "./versions.ts";

/** What lifts a pin. */
const LATEST = "latest";
/** Time between two looks, milliseconds. */
const LOOK_MS = 100;

/** What is to be rolled back, and to what. */
export interface RollbackOptions {
  readonly dataDir: string;
  readonly teamId: string;
  /** The beginning of a stored version's sha256, or `latest`. */
  readonly version: string;
}

/** What {@linkcode runRollback} works with. */
export interface RollbackProgram extends Program {
  /** Aborts when the user interrupts it; absent: nobody does. */
  readonly stop?: AbortSignal;
}

/** Where it asks. */
interface RollbackDesk extends Pick<RollbackProgram, "stop" | "wall"> {
  readonly file: RollbackFile;
}

/**
 * Makes an older version of a team's strategy the current one and pins it, or
 * lifts the pin.
 *
 * @returns The exit code
 * @throws {QtcError} `not_found` for an unknown team or version, `invalid` for
 *   an ambiguous one, `conflict` when it is the current one or may not be
 *   changed any more, `unavailable` when nobody has taken it up in time, or it
 *   was interrupted
 */
export async function runRollback(
  options: RollbackOptions,
  { print, wall, onStarted, stop }: RollbackProgram,
): Promise<number> {
  const { dataDir } = options;
  const version = versionOf(options, wall);
  const id = crypto.randomUUID();
  const { teamId } = options;
  const request: RollbackRequest = { id, teamId, ...(version && { version }) };
  onStarted();
  const log = { write: (_: string, line: string) => print(line) };
  const file = rollbackFile(dataDir, { log, wall });
  await carryOut(options, request, { file, wall, ...(stop && { stop }) });
  print(doneLine(request));
  return 0;
}

function doneLine({ teamId, version }: RollbackRequest): string {
  if (!version) {
    return `${teamId} has no pinned version any more: its newest code, entry ` +
      "point and params count from the next minute on";
  }
  const { code, entryPoint, params } = version;
  return `${teamId} runs version ${shortHash(code)} (${entryPoint}) from the ` +
    `next minute on, with the params that ` +
    `${params ? "it had last" : "the team has now"}; ${pinEnds(teamId)}`;
}

/** Asks, and waits until somebody has done it. */
async function carryOut(
  options: RollbackOptions,
  request: RollbackRequest,
  desk: RollbackDesk,
): Promise<void> {
  const { file, wall, stop } = desk;
  const { dataDir } = options;
  const end = wall.now() + ASKED_MAX_MS;
  const waitFor = async (isOver: () => boolean): Promise<boolean> => {
    for (;;) {
      if (isOver()) return true;
      takeAlone(dataDir, desk);
      if (isOver()) return true;
      if (wall.now() >= end || stop?.aborted) return false;
      await wall.sleepUntil(wall.now() + LOOK_MS, stop);
    }
  };
  let release: (() => void) | undefined;
  try {
    const isFree = await waitFor(() =>
      (release ??= file.claim()) !== undefined && file.pending() === undefined
    );
    if (!isFree) {
      const state = stop?.aborted
        ? "interrupted; nothing was asked"
        : "another rollback is under way; run it again when that has ended";
      throw refused(options, "unavailable", state);
    }
    file.ask(request);
    await waitFor(() => file.stateOf(request.id).kind !== "pending");
    takeOutcome(options, request, desk);
  } finally {
    file.remove(request.id);
    release?.();
  }
}

/** Returns when it was done, else says why not; what nobody has answered is taken back. */
function takeOutcome(
  options: RollbackOptions,
  request: RollbackRequest,
  { file, stop }: RollbackDesk,
): void {
  const state = file.stateOf(request.id);
  if (state.kind === "done") return;
  if (state.kind === "refused") throw refused(options, "conflict", state.why);
  file.remove(request.id);
  // Its answer may be what did not arrive.
  if (isInLedger(request, options.dataDir)) return;
  const seconds = ASKED_MAX_MS / 1_000;
  throw refused(
    options,
    "unavailable",
    state.kind === "gone"
      ? "another rollback came between; run it again"
      : stop?.aborted
      ? "interrupted; what was asked was taken back, nothing has changed"
      : `the running server has not taken it up in ${seconds} s; it ` +
        "was taken back, run it again",
  );
}

/** Does what is asked for when nobody else has the folder. */
function takeAlone(dataDir: string, { file, wall }: RollbackDesk): void {
  if (file.pending() === undefined) return;
  let lock;
  try {
    lock = lockFolder(dataDir);
  } catch (error) {
    if (errorCode(error) === "conflict") return;
    throw error;
  }
  try {
    const identity = readIdentity(dataDir, readStatusFile(dataDir));
    const ledger = openLedger(dataDir);
    try {
      const { books, head } = ledger.load();
      const now = identity?.clock === "wall" ? wall.now() : 0;
      const desk = {
        ...{ books, head, ledger, rollbacks: file },
        log: { write: () => {} },
        onRecorded: () => {},
      };
      takeRollbacks(desk, rollbackMinute(books, now));
      noteInLake(dataDir, head, desk.head);
    } finally {
      ledger.close();
    }
  } finally {
    lock.abandon();
  }
}

/** Files that had everything have everything: teams' settings are in none. */
function noteInLake(
  dataDir: string,
  before: Head,
  { length, hash }: Head,
): void {
  const disk = lakeDisk(dataDir, publishWith);
  const kept = readCatalogue(disk);
  if (kept?.state.seq !== before.length || kept.hash !== before.hash) return;
  writeCatalogue(disk, { state: { ...kept.state, seq: length }, hash });
}

/**
 * Returns what is meant, looked up without changing anything; `undefined` for
 * the newest.
 */
function versionOf(
  options: RollbackOptions,
  wall: Clock,
): RollbackRequest["version"] {
  const { dataDir, teamId } = options;
  const found = readVersions(dataDir, teamId, "roll back");
  const { ledger: { books, identity }, team: { spec } } = found;
  const now = identity.clock === "wall" ? wall.now() : 0;
  const isLatest = options.version === LATEST;
  const wanted = isLatest ? { teamId } : options;
  const why = rollbackRefusal(books, wanted, rollbackMinute(books, now));
  if (why !== undefined) throw refused(options, "conflict", why);
  if (isLatest) {
    if (spec.pinned) return undefined;
    throw refused(options, "conflict", "no version of it is pinned");
  }
  const { hash: code, entryPoint, params } = chosen(options, found);
  if (code === spec.code) {
    const pinned = spec.pinned ? " and pinned" : "";
    const state = `version ${shortHash(code)} is current${pinned} already`;
    throw refused(options, "conflict", state);
  }
  const [fault] = codeFaults(dataDir, teamId, code);
  if (fault !== undefined) throw refused(options, "conflict", fault);
  if (entryPoint === undefined) {
    throw refused(
      options,
      "conflict",
      `version ${
        shortHash(code)
      } was never current, its entry point is unknown`,
    );
  }
  return { code, entryPoint, ...(params && { params }) };
}

/** Returns the only stored version that begins as was said. */
function chosen(options: RollbackOptions, { versions }: TeamVersions) {
  const { teamId, version } = options;
  const start = version.toLowerCase();
  const stored = versions.filter(({ stored }) => stored !== undefined);
  const fitting = stored.filter(({ hash }) => hash.startsWith(start));
  const [first, second] = fitting;
  if (!first || start === "") {
    const state = `it has no version "${version}"; qtc strategy versions ` +
      `${teamId} lists them, ${LATEST} lifts a pin`;
    throw refused(options, "not_found", state);
  }
  if (second) {
    const list = fitting.map(({ hash }) => shortHash(hash)).sort().join(", ");
    const state = `"${version}" may be ${list}; write more of it`;
    throw refused(options, "invalid", state);
  }
  return first;
}

function isInLedger(
  { teamId, version }: RollbackRequest,
  dataDir: string,
): boolean {
  const { team: { spec } } = readVersions(dataDir, teamId, "roll back");
  return version
    ? spec.pinned === true && spec.code === version.code
    : !spec.pinned;
}

function refused(
  { teamId }: RollbackOptions,
  code: ErrorCode,
  state: string,
): QtcError {
  return new QtcError(code, `Cannot roll back "${teamId}": ${state}`);
}
