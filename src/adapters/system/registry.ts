import { isDeepStrictEqual } from "node:util";
import type { CompetitionSpec } from "../../domain/competition.ts";
import { errorText } from "../../domain/error.ts";
import type { TeamSpec } from "../../domain/team.ts";
import type { Clock } from "../../ports/clock.ts";
import type {
  RegisteredTeam,
  Registry,
  RegistryEdition,
} from "../../ports/registry.ts";
import { fileStamp } from "./files.ts";
import {
  type FolderCodeOptions,
  type Found,
  packMissing,
  scanFolders,
  stampOf,
} from "./folder_code.ts";
import {
  type TeamSource,
  teamSync,
  type TeamSyncOptions,
} from "./team_sync.ts";

/** A team as its registry names it; its code is in a folder. */
export interface TeamEntry {
  readonly spec: TeamSpec;
  /** Absolute path; absent when there is nothing to run yet. */
  readonly folder?: string;
  /** What that folder is a copy of. */
  readonly git?: Omit<TeamSource, "teamId">;
}

/** The teams that were read, and what they take part in. */
export interface TeamsEdition {
  readonly entries: readonly TeamEntry[];
  readonly competition?: CompetitionSpec;
}

/** What {@linkcode folderRegistry} works with. */
export interface FolderRegistryOptions extends FolderCodeOptions {
  /** Teams as they were read and checked before the start. */
  readonly initial: TeamsEdition;
  /** Reads the teams again; throws with every mistake when it cannot. */
  readonly read: () => TeamsEdition;
  /** Path of the registry; absent when nothing of it can change. */
  readonly file: string | undefined;
  /** How copies are made and renewed; absent: what was copied last is used. */
  readonly sync?: Pick<TeamSyncOptions, "run" | "signal" | "firstWaitMs">;
  /** Real time. */
  readonly wall: Clock;
}

/** Real time between two looks at the files, milliseconds. */
const LOOK_MS = 1_000;

/**
 * Returns a registry of teams whose strategies lie in folders. The first answer
 * comes at once, with the code that is stored already; the second waits until
 * all strategies are packed. From then on an edited registry or folder counts
 * as soon as it is packed, and no minute waits for it; one with a mistake is
 * said once, and what ran before runs on. The second answer waits for the first
 * copies of repositories, too, but not for ever: it goes on with what is there,
 * and a folder that comes later or is swapped for a newer copy counts like an
 * edited one.
 */
export function folderRegistry(options: FolderRegistryOptions): Registry {
  const { wall } = options;
  const teams = registryFile(options);
  const found = new Map<string, Found>();
  let { entries, competition } = options.initial;
  let seen: string | undefined;
  let looked = -Infinity;
  let calls = 0;
  let packing: Packing | undefined;
  let answered: RegistryEdition | undefined;
  const sync = options.sync && teamSync({ ...options, ...options.sync });

  /** Says whether something may have changed; what has to be packed is under way then. */
  const look = async (): Promise<boolean> => {
    looked = wall.now();
    const edition = teams();
    ({ entries, competition } = edition);
    sync?.take(sourcesOf(entries));
    const stamps = entries.map((entry) => stampOf(entry, sync));
    const all = JSON.stringify([edition.stamp, stamps]);
    if (all === seen) return false;
    seen = all;
    const { missing, isTorn } = await scanFolders(options, {
      entries,
      stamps,
      found,
    });
    if (isTorn) seen = undefined;
    if (missing.length > 0) {
      packing = packingOf(packMissing(options, missing, found), () => {
        seen = undefined; // so that the next look tries again
      });
    }
    return true;
  };
  const packed = async (): Promise<void> => {
    const done = packing?.done;
    packing = undefined;
    await done;
  };
  const answer = (): RegistryEdition | undefined => {
    const teams = entries.map((entry) => registered(entry, found));
    const edition = { teams, ...(competition && { competition }) };
    if (isDeepStrictEqual(edition, answered)) return undefined;
    answered = edition;
    return edition;
  };

  return {
    async changes() {
      calls++;
      if (calls === 2 && sync) {
        await sync.settled();
        await packed();
        await look();
        await packed();
        return answer();
      }
      if (packing && (packing.isDone || calls === 2)) {
        await packed();
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

/** A packing that is under way, or has ended and nobody has taken it yet. */
interface Packing {
  readonly done: Promise<void>;
  isDone: boolean;
}

function packingOf(done: Promise<void>, onFailed: () => void): Packing {
  const packing = { done, isDone: false };
  const end = (): void => void (packing.isDone = true);
  done.catch(onFailed).then(end);
  return packing;
}

function sourcesOf(entries: readonly TeamEntry[]): TeamSource[] {
  return entries.flatMap(({ spec, git }) =>
    git ? [{ teamId: spec.id, ...git }] : []
  );
}

/** Returns how to read the teams: again when their file changed, else as they were. */
function registryFile(
  { initial, read, file, log }: FolderRegistryOptions,
): () => TeamsEdition & { readonly stamp: string } {
  const stampNow = () => file === undefined ? "" : fileStamp(file);
  let edition = initial;
  let stamp = ""; // of no file: a start takes time, the first look reads again
  return () => {
    const now = stampNow();
    if (now !== stamp) {
      stamp = now;
      try {
        edition = read();
      } catch (error) {
        log.write("error", `The registry stays as it was. ${errorText(error)}`);
      }
    }
    return { ...edition, stamp };
  };
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
