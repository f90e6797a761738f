import { QtcError } from "../../domain/error.ts";
import type { TeamSpec } from "../../domain/team.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type {
  CodeFault,
  RegisteredTeam,
  Registry,
} from "../../ports/registry.ts";
import { fileStamp, folderStamp } from "./files.ts";
import type { Code, CodeStore } from "./code_store.ts";

/** A team as its registry names it; its code is in a folder. */
export interface TeamEntry {
  readonly spec: TeamSpec;
  /** Absolute path; absent when there is nothing to run yet. */
  readonly folder?: string;
}

/** A strategy's sources, by relative path. */
export type Sources = Readonly<Record<string, string>>;

/** What {@linkcode folderRegistry} works with. */
export interface FolderRegistryOptions {
  /** Teams as they were read and checked at the start. */
  readonly initial: readonly TeamEntry[];
  /** Reads the teams again; throws with every mistake when it cannot. */
  readonly read: () => readonly TeamEntry[];
  /** Path of the registry; absent when nothing of it can change. */
  readonly file: string | undefined;
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
  /** Real time. */
  readonly wall: Clock;
  readonly log: Log;
}

/** Real time between two looks at the files, milliseconds. */
const LOOK_MS = 1_000;

/** A folder's code as it was found at a stamp. */
interface Found {
  readonly stamp: string;
  readonly code?: string;
  readonly fault?: CodeFault;
}

/**
 * Returns a registry of teams whose strategies lie in folders. An edited
 * registry or folder counts from the next minute; one with a mistake is said
 * once, and what ran before runs on.
 */
export function folderRegistry(options: FolderRegistryOptions): Registry {
  const { read, file, wall, log } = options;
  const stamp = () => file === undefined ? "" : fileStamp(file);
  const found = new Map<string, Found>();
  let entries = options.initial;
  let seen: string | undefined;
  let seenFile = stamp();
  let looked = -Infinity;

  const reread = (): void => {
    const now = stamp();
    if (now === seenFile) return;
    seenFile = now;
    try {
      entries = read();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.write("error", `The registry stays as it was. ${reason}`);
    }
  };

  return {
    async changes() {
      if (wall.now() - looked < LOOK_MS) return undefined;
      looked = wall.now();
      reread();
      const stamps = entries.map(({ folder }) =>
        folder === undefined ? "" : folderStamp(folder)
      );
      const all = JSON.stringify([seenFile, stamps]);
      if (all === seen) return undefined;
      seen = all;
      await findCode(options, entries, stamps, found);
      return entries.map((entry) => registered(entry, found));
    },
  };
}

/** A version that has to be packed. */
interface Missing {
  readonly teamId: string;
  readonly hash: string;
  readonly sources: Sources;
  readonly entryPoint: string;
}

/** Reads the folders that changed and packs what is not stored yet. */
async function findCode(
  options: FolderRegistryOptions,
  entries: readonly TeamEntry[],
  stamps: readonly string[],
  found: Map<string, Found>,
): Promise<void> {
  const { sources, hash, pack, store, log } = options;
  const missing: Missing[] = [];
  const fail = (teamId: string, stamp: string, fault: CodeFault): void => {
    log.write("warning", `${teamId}: ${fault.type}: ${fault.message}`);
    found.set(teamId, { stamp, fault });
  };
  for (const [index, { spec, folder }] of entries.entries()) {
    const { id: teamId, entryPoint } = spec;
    const stamp = `${entryPoint}\n${stamps[index]}`;
    if (folder === undefined || found.get(teamId)?.stamp === stamp) continue;
    try {
      const read = await sources(folder);
      const code = hash(read, entryPoint);
      found.set(teamId, { stamp, code });
      if (store.has(teamId, code)) continue;
      missing.push({ teamId, hash: code, sources: read, entryPoint });
    } catch (error) {
      if (!(error instanceof QtcError)) throw error;
      fail(teamId, stamp, { type: "ImportError", message: error.message });
    }
  }
  if (missing.length === 0) return;
  log.write("info", `Preparing ${missing.length} strategies`);
  const packed = await pack(missing.map(({ sources, entryPoint }) => ({
    files: sources,
    entry: entryPoint.split(":")[0] ?? "",
  })));
  missing.forEach(({ teamId, hash, sources }, index) => {
    const code = packed[index];
    if (!code) return;
    if ("script" in code) store.save(teamId, hash, code, sources);
    else fail(teamId, found.get(teamId)?.stamp ?? "", code);
  });
}

function registered(
  { spec }: TeamEntry,
  found: ReadonlyMap<string, Found>,
): RegisteredTeam {
  const { code, fault } = found.get(spec.id) ?? {};
  return {
    spec: { ...spec, ...(code !== undefined && { code }) },
    ...(fault && { fault }),
  };
}
