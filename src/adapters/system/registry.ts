import { isDeepStrictEqual } from "node:util";
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
  /** Teams as they were read and checked before the start. */
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
/** What a strategy is written in. */
const ENDINGS = [".ts", ".js"];

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
  const { wall } = options;
  const teams = registryFile(options);
  const found = new Map<string, Found>();
  let entries = options.initial;
  let seen: string | undefined;
  let looked = -Infinity;
  let calls = 0;
  let packing: { readonly done: Promise<void>; isDone: boolean } | undefined;
  let answered: readonly RegisteredTeam[] | undefined;

  /** Says whether something may have changed; what has to be packed is under way then. */
  const look = async (): Promise<boolean> => {
    looked = wall.now();
    const edition = teams();
    entries = edition.entries;
    const stamps = entries.map(({ folder }) =>
      folder === undefined ? "" : folderStamp(folder, ENDINGS)
    );
    const all = JSON.stringify([edition.stamp, stamps]);
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
  const answer = (): readonly RegisteredTeam[] | undefined => {
    const teams = entries.map((entry) => registered(entry, found));
    if (isDeepStrictEqual(teams, answered)) return undefined;
    answered = teams;
    return teams;
  };

  return {
    async changes() {
      calls++;
      if (packing && (packing.isDone || calls === 2)) {
        const { done } = packing;
        packing = undefined;
        try {
          await done;
        } catch (error) {
          seen = undefined; // so that the next look tries again
          throw error;
        }
        return answer();
      }
      // Without its sign: a clock that was set back must not stop the looks.
      const since = Math.abs(wall.now() - looked);
      if (packing || since < LOOK_MS) return undefined;
      if (!await look()) return undefined;
      return packing && calls > 1 ? undefined : answer();
    },
  };
}

/** Returns how to read the teams: again when their file changed, else as they were. */
function registryFile(
  { initial, read, file, log }: FolderRegistryOptions,
): () => { readonly entries: readonly TeamEntry[]; readonly stamp: string } {
  const stampNow = () => file === undefined ? "" : fileStamp(file);
  let entries = initial;
  let stamp = ""; // of no file: a start takes time, the first look reads again
  return () => {
    const now = stampNow();
    if (now !== stamp) {
      stamp = now;
      try {
        entries = read();
      } catch (error) {
        log.write("error", `The registry stays as it was. ${errorText(error)}`);
      }
    }
    return { entries, stamp };
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
    const stamp = [entryPoint, folder, stamps[index]].join("\n");
    if (folder === undefined || found.get(teamId)?.stamp === stamp) continue;
    let read: Sources;
    try {
      read = await sources(folder);
    } catch (error) {
      const fault = { type: "ImportError", message: unreadable(folder, error) };
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
  return missing;
}

/** A file that is gone or closed in the middle of reading is a team's matter too. */
function unreadable(folder: string, error: unknown): string {
  return error instanceof QtcError
    ? error.message
    : `Cannot read strategy folder "${folder}": ${errorText(error)}`;
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
  { spec, folder }: TeamEntry,
  found: ReadonlyMap<string, Found>,
): RegisteredTeam {
  const { code, fault } = found.get(spec.id) ?? {};
  return {
    spec: { ...spec, ...(code !== undefined && { code }) },
    ...(fault && { fault }),
    ...(folder !== undefined && !found.has(spec.id) && { isPending: true }),
  };
}
