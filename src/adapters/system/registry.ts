import { errorText, QtcError } from "../../domain/error.ts";
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
 * Returns a registry of teams whose strategies lie in folders. The first answer
 * comes at once, with the code that is stored already; the second waits until
 * all strategies are packed. From then on an edited registry or folder counts
 * as soon as it is packed, and no minute waits for it; one with a mistake is
 * said once, and what ran before runs on.
 */
export function folderRegistry(options: FolderRegistryOptions): Registry {
  const { read, file, wall, log } = options;
  const stamp = () => file === undefined ? "" : fileStamp(file);
  const found = new Map<string, Found>();
  let entries = options.initial;
  let seen: string | undefined;
  let seenFile = stamp();
  let looked = -Infinity;
  let calls = 0;
  let packing: { readonly done: Promise<void>; isDone: boolean } | undefined;

  const reread = (): void => {
    const now = stamp();
    if (now === seenFile) return;
    seenFile = now;
    try {
      entries = read();
    } catch (error) {
      log.write("error", `The registry stays as it was. ${errorText(error)}`);
    }
  };
  /** Says whether something may have changed; what has to be packed is under way then. */
  const look = async (): Promise<boolean> => {
    looked = wall.now();
    reread();
    const stamps = entries.map(({ folder }) =>
      folder === undefined ? "" : folderStamp(folder)
    );
    const all = JSON.stringify([seenFile, stamps]);
    if (all === seen) return false;
    seen = all;
    const missing = await scan(options, entries, stamps, found);
    if (missing.length > 0) {
      const work = {
        done: packMissing(options, missing, found),
        isDone: false,
      };
      const end = (): void => void (work.isDone = true);
      work.done.then(end, end);
      packing = work;
    }
    return true;
  };
  const answer = () => entries.map((entry) => registered(entry, found));

  return {
    async changes() {
      calls++;
      if (packing && (packing.isDone || calls === 2)) {
        await packing.done;
        packing = undefined;
        return answer();
      }
      if (packing || wall.now() - looked < LOOK_MS) return undefined;
      if (!await look()) return undefined;
      return packing && calls > 1 ? undefined : answer();
    },
  };
}

/** A version that has to be packed. */
interface Missing {
  readonly teamId: string;
  readonly stamp: string;
  readonly hash: string;
  readonly sources: Sources;
  readonly entryPoint: string;
}

/** Reads the folders that changed; returns the versions that are not stored yet. */
async function scan(
  { sources, hash, store, log }: FolderRegistryOptions,
  entries: readonly TeamEntry[],
  stamps: readonly string[],
  found: Map<string, Found>,
): Promise<Missing[]> {
  const missing: Missing[] = [];
  for (const [index, { spec, folder }] of entries.entries()) {
    const { id: teamId, entryPoint } = spec;
    const stamp = `${entryPoint}\n${stamps[index]}`;
    if (folder === undefined || found.get(teamId)?.stamp === stamp) continue;
    try {
      const read = await sources(folder);
      const code = hash(read, entryPoint);
      if (store.has(teamId, code)) found.set(teamId, { stamp, code });
      else {missing.push({
          teamId,
          stamp,
          hash: code,
          sources: read,
          entryPoint,
        });}
    } catch (error) {
      if (!(error instanceof QtcError)) throw error;
      const fault = { type: "ImportError", message: error.message };
      log.write("warning", `${teamId}: ${fault.type}: ${fault.message}`);
      found.set(teamId, { stamp, fault });
    }
  }
  return missing;
}

async function packMissing(
  { pack, store, log }: FolderRegistryOptions,
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
