import { toNumber } from "../../domain/decimal.ts";
import { errorText, QtcError } from "../../domain/error.ts";
import type { TeamSpec } from "../../domain/team.ts";
import type { Log } from "../../ports/log.ts";
import type { CodeFault } from "../../ports/registry.ts";
import type { Code, CodeStore } from "./code_store.ts";
import { folderStamp } from "./files.ts";
import type { TeamEntry } from "./registry.ts";
import type { TeamSync } from "./team_sync.ts";
import type { Verdicts } from "./verdicts.ts";

/** A strategy's sources, by relative path. */
export type Sources = Readonly<Record<string, string>>;

/** A version that a team wants to play with. */
export interface Candidate {
  readonly files: Sources;
  /** File without extension and class: `strategy:MyStrategy`. */
  readonly entryPoint: string;
  readonly params: TeamSpec["params"];
  readonly team: {
    readonly id: string;
    readonly name: string;
    /** Dollars. */
    readonly cash: number;
  };
  /** What was made of the sources before; absent when nothing is stored. */
  readonly bundle?: Code;
}

/** What turns folders into code that runs. */
export interface FolderCodeOptions {
  /** Reads a folder's sources; throws when there are none that can be used. */
  readonly sources: (folder: string) => Promise<Sources>;
  /** Names a version of sources and entry point: sha256, hex. */
  readonly hash: (sources: Sources, entryPoint: string) => string;
  /** Makes one script of each strategy and tries it; says of each what came of it. */
  readonly intake: (
    candidates: readonly Candidate[],
    onTaken: (index: number, verdict: Code | CodeFault) => void,
  ) => Promise<unknown>;
  readonly store: CodeStore;
  readonly verdicts: Verdicts;
  readonly log: Log;
}

/** A folder's code as it was found at a stamp. */
export interface Found {
  /** What of the registry's entry it was found for, see {@linkcode settingsOf}. */
  readonly settings: string;
  readonly stamp: string;
  readonly code?: string;
  readonly fault?: CodeFault;
  /** Minute for which this was seen first, Unix milliseconds; absent: unknown. */
  readonly seenAt?: number;
}

/** What a strategy is written in. */
const ENDINGS = [".ts", ".js"];
/** The stamp of a folder that is not there, and while its first copy is made. */
const MISSING = "missing";
const AWAITED = "awaited";

/**
 * Returns a text that changes whenever a team's code may have.
 *
 * @param sync Knows whether a first copy is being made
 */
export function stampOf(
  { spec, folder }: TeamEntry,
  sync?: Pick<TeamSync, "isAwaited">,
): string {
  const stamp = folder === undefined ? "" : folderStamp(folder, ENDINGS);
  return stamp === MISSING && sync?.isAwaited(spec.id) ? AWAITED : stamp;
}

/** Returns what of a registry's entry its code, and the verdict on it, depend on. */
export function settingsOf({ spec, folder }: TeamEntry): string {
  return JSON.stringify([spec.entryPoint, spec.params, folder]);
}

/** When a team's settings and files were seen first as they are. */
export interface Seen {
  readonly stamp: string;
  /** Minute, Unix milliseconds; absent: unknown. */
  readonly seenAt?: number;
}

/** Returns what changes with a team's settings or files. */
export function wholeStamp(entry: TeamEntry, files: string): string {
  return `${settingsOf(entry)}\n${files}`;
}

/** Notes what is known of a team; what stays the same was seen when it was seen first. */
export function noteFound(
  found: Map<string, Found>,
  teamId: string,
  next: Found,
): void {
  const old = found.get(teamId);
  const isSame = old?.settings === next.settings && old.code === next.code &&
    old.fault?.message === next.fault?.message;
  const { seenAt: _late, ...rest } = next;
  const { seenAt } = isSame ? old : next;
  found.set(teamId, { ...rest, ...(seenAt !== undefined && { seenAt }) });
}

/** What {@linkcode scanFolders} works with. */
interface ScanOptions extends Omit<FolderCodeOptions, "intake"> {
  /** Anything when repositories are synced. */
  readonly sync?: object;
}

/** A version that has to be taken in. */
export interface Missing {
  readonly spec: TeamSpec;
  readonly settings: string;
  readonly stamp: string;
  readonly seenAt?: number;
  readonly hash: string;
  readonly sources: Sources;
}

/** What {@linkcode scanFolders} looks at. */
interface Scan {
  readonly entries: readonly TeamEntry[];
  /** Of each entry, see {@linkcode stampOf}. */
  readonly stamps: readonly string[];
  /** What is known by team; what is read is noted in it. */
  readonly found: Map<string, Found>;
  /** By team. */
  readonly seen: ReadonlyMap<string, Seen>;
  /** Teams of which a version is being taken in: one at a time. */
  readonly busy: { readonly has: (teamId: string) => boolean };
}

/**
 * Reads the folders that changed; returns the versions that have not passed
 * yet, and whether a folder has to be read once more: it changed meanwhile, or
 * its team is busy.
 */
export async function scanFolders(
  options: ScanOptions,
  { entries, stamps, found, seen, busy }: Scan,
): Promise<{ readonly missing: Missing[]; readonly isPartial: boolean }> {
  const missing: Missing[] = [];
  let isPartial = false;
  for (const [index, entry] of entries.entries()) {
    const { spec, folder } = entry;
    const { id: teamId } = spec;
    const files = stamps[index] ?? "";
    const stamp = wholeStamp(entry, files);
    if (folder === undefined || found.get(teamId)?.stamp === stamp) continue;
    if (files === AWAITED) continue;
    if (busy.has(teamId)) {
      isPartial = true;
      continue;
    }
    const read = await readVersion(options, entry, files);
    if (stampOf(entry) !== files) {
      isPartial = true;
      continue;
    }
    const { seenAt } = seen.get(teamId) ?? {};
    const version = {
      settings: settingsOf(entry),
      stamp,
      ...(seenAt !== undefined && { seenAt }),
    };
    if (read.fault) {
      const { type, message } = read.fault;
      options.log.write("warning", `${teamId}: ${type}: ${message}`);
    }
    const { sources, ...verdict } = read;
    if (sources) missing.push({ spec, ...version, ...sources });
    else noteFound(found, teamId, { ...version, ...verdict });
  }
  return { missing, isPartial };
}

/** Reads a folder; returns the verdict on it, or its sources when there is none yet. */
async function readVersion(
  options: ScanOptions,
  entry: TeamEntry & { readonly folder?: string },
  files: string,
): Promise<
  Pick<Found, "code" | "fault"> & {
    readonly sources?: Pick<Missing, "hash" | "sources">;
  }
> {
  const { store, verdicts } = options;
  const { spec: { id: teamId, entryPoint, params }, folder = "" } = entry;
  try {
    const sources = await options.sources(folder);
    const code = options.hash(sources, entryPoint);
    const version = { code, entryPoint, params };
    if (store.has(teamId, code) && verdicts.hasPassed(teamId, version)) {
      return { code };
    }
    const fault = verdicts.refusalOf(teamId, version);
    return fault ? { fault } : { sources: { hash: code, sources } };
  } catch (error) {
    const message = entry.git && files === MISSING
      ? neverCopied(teamId, options)
      : unreadable(folder, error);
    return { fault: { type: "ImportError", message } };
  }
}

function neverCopied(teamId: string, { sync }: ScanOptions): string {
  return `Cannot read the repository of "${teamId}": ` +
    (sync
      ? "no copy of it could be made yet"
      : "it has never been synced: start with --sync-registry");
}

/** A file that is gone or closed in the middle of reading is a team's matter too. */
function unreadable(folder: string, error: unknown): string {
  return error instanceof QtcError
    ? error.message
    : `Cannot read strategy folder "${folder}": ${errorText(error)}`;
}

/** What a team is told whose version the disk does not take. */
const NOT_KEPT: CodeFault = {
  type: "ImportError",
  message:
    "the server cannot keep the strategy; tell the organiser, and save " +
    "it again when the disk is mended",
};

/**
 * Takes versions in and keeps them; what is wrong with one is its team's fault,
 * also that it cannot be kept.
 *
 * @param onFound Is told of each as soon as there is a verdict
 */
export async function takeMissing(
  options: FolderCodeOptions,
  missing: readonly Missing[],
  onFound: (teamId: string, found: Found) => void,
): Promise<void> {
  const { intake, store, log } = options;
  log.write("info", `Preparing ${missing.length} strategies`);
  const candidates = missing.map(({ spec, hash, sources }) => {
    const bundle = store.load(spec.id, hash);
    return candidateOf(spec, sources, bundle);
  });
  await intake(candidates, (index, verdict) => {
    const version = missing[index]!;
    const { spec: { id: teamId }, settings, stamp, seenAt } = version;
    const fault = keep(options, version, verdict);
    onFound(teamId, {
      ...{ settings, stamp },
      ...(fault ? { fault } : { code: version.hash }),
      ...(seenAt !== undefined && { seenAt }),
    });
  });
}

/** Keeps a version that has passed, and the verdict on it; returns its fault. */
function keep(
  { store, verdicts, log }: FolderCodeOptions,
  { spec: { id: teamId, entryPoint, params }, hash: code, sources }: Missing,
  verdict: Code | CodeFault,
): CodeFault | undefined {
  const hasKept = (act: () => void): boolean => {
    try {
      act();
      return true;
    } catch (error) {
      log.write("error", errorText(error));
      return false;
    }
  };
  const version = { code, entryPoint, params };
  if ("script" in verdict) {
    if (!hasKept(() => store.save(teamId, code, verdict, sources))) {
      return NOT_KEPT;
    }
    hasKept(() => verdicts.notePassed(teamId, version));
    return undefined;
  }
  const { type, message, isTransient } = verdict;
  log.write("warning", `${teamId}: ${type}: ${message}`);
  const fault = { type, message };
  if (!isTransient) hasKept(() => verdicts.noteRefused(teamId, version, fault));
  return fault;
}

function candidateOf(
  { id, name, initialCash, entryPoint, params }: TeamSpec,
  files: Sources,
  bundle: Code | undefined,
): Candidate {
  const team = { id, name, cash: toNumber(initialCash) };
  return { files, entryPoint, params, team, ...(bundle && { bundle }) };
}
