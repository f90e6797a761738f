import { errorText, QtcError } from "../../domain/error.ts";
import type { Log } from "../../ports/log.ts";
import type { CodeFault } from "../../ports/registry.ts";
import type { Code, CodeStore } from "./code_store.ts";
import { folderStamp } from "./files.ts";
import type { TeamEntry } from "./registry.ts";
import type { TeamSync } from "./team_sync.ts";

/** A strategy's sources, by relative path. */
export type Sources = Readonly<Record<string, string>>;

/** What turns folders into code that runs. */
export interface FolderCodeOptions {
  /** Reads a folder's sources; throws when there are none that can be used. */
  readonly sources: (folder: string) => Promise<Sources>;
  /** Names a version of sources and entry point: sha256, hex. */
  readonly hash: (sources: Sources, entryPoint: string) => string;
  /** Makes one script of each strategy, in the same order. */
  readonly pack: (
    strategies: readonly {
      readonly files: Sources;
      /** The file with the class, without extension. */
      readonly entry: string;
    }[],
  ) => Promise<(Code | CodeFault)[]>;
  readonly store: CodeStore;
  readonly log: Log;
}

/** A folder's code as it was found at a stamp. */
export interface Found {
  readonly stamp: string;
  readonly code?: string;
  readonly fault?: CodeFault;
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

/** What {@linkcode scanFolders} works with. */
interface ScanOptions extends Omit<FolderCodeOptions, "pack"> {
  /** Anything when repositories are synced. */
  readonly sync?: object;
}

/** A version that has to be packed. */
export interface Missing {
  readonly teamId: string;
  readonly stamp: string;
  readonly hash: string;
  readonly sources: Sources;
  readonly entryPoint: string;
}

/**
 * Reads the folders that changed; returns the versions that are not stored yet,
 * and whether a folder changed again meanwhile and has to be read once more.
 */
export async function scanFolders(
  options: ScanOptions,
  { entries, stamps, found }: {
    readonly entries: readonly TeamEntry[];
    /** Of each entry, see {@linkcode stampOf}. */
    readonly stamps: readonly string[];
    /** What is known by team; what is read is noted in it. */
    readonly found: Map<string, Found>;
  },
): Promise<{ readonly missing: Missing[]; readonly isTorn: boolean }> {
  const { sources, hash, store, log } = options;
  const missing: Missing[] = [];
  let isTorn = false;
  for (const [index, entry] of entries.entries()) {
    const { spec: { id: teamId, entryPoint }, folder } = entry;
    const files = stamps[index];
    const stamp = [entryPoint, folder, files].join("\n");
    if (folder === undefined || found.get(teamId)?.stamp === stamp) continue;
    if (files === AWAITED) continue;
    let read: Sources | undefined;
    let reason = "";
    try {
      read = await sources(folder);
    } catch (error) {
      reason = entry.git && files === MISSING
        ? neverCopied(teamId, options)
        : unreadable(folder, error);
    }
    if (stampOf(entry) !== files) {
      isTorn = true;
      continue;
    }
    if (!read) {
      const fault = { type: "ImportError", message: reason };
      log.write("warning", `${teamId}: ${fault.type}: ${fault.message}`);
      found.set(teamId, { stamp, fault });
      continue;
    }
    const code = hash(read, entryPoint);
    if (store.has(teamId, code)) found.set(teamId, { stamp, code });
    else {
      missing.push({ teamId, stamp, hash: code, sources: read, entryPoint });
    }
  }
  return { missing, isTorn };
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

/** Packs versions and keeps them; what is wrong with one is its team's fault. */
export async function packMissing(
  { pack, store, log }: FolderCodeOptions,
  missing: readonly Missing[],
  found: Map<string, Found>,
): Promise<void> {
  log.write("info", `Preparing ${missing.length} strategies`);
  const packed = await pack(missing.map(({ sources, entryPoint }) => ({
    files: sources,
    entry: entryPoint.split(":")[0] ?? "",
  })));
  missing.forEach(({ teamId, stamp, hash, sources }, index) => {
    const code = packed[index];
    if (!code) return;
    if ("script" in code) {
      store.save(teamId, hash, code, sources);
      found.set(teamId, { stamp, code: hash });
    } else {
      log.write("warning", `${teamId}: ${code.type}: ${code.message}`);
      found.set(teamId, { stamp, fault: code });
    }
  });
}
