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
  type Missing,
  noteFound,
  scanFolders,
  type Seen,
  settingsOf,
  stampOf,
  takeMissing,
  wholeStamp,
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
  /**
   * Longest real time that the second answer waits for code, milliseconds;
   * absent: until all of it is there.
   */
  readonly firstWaitMs?: number;
  /** Real time. */
  readonly wall: Clock;
}

/** Real time between two looks at the files, milliseconds. */
const LOOK_MS = 1_000;
/** Real time until what the intake itself has failed at is tried again, milliseconds. */
const AGAIN_MS = 60_000;

/**
 * Returns a registry of teams whose strategies lie in folders. The first answer
 * comes at once, with the code that is stored already; the second waits until
 * all strategies are taken in, but not for ever. From then on an edited registry
 * or folder counts as soon as it is taken in, and no minute and no other team
 * waits for it; one with a mistake is said once, and what ran before runs on.
 * The second answer waits for the first copies of repositories, too: a folder
 * that comes later or is swapped for a newer copy counts like an edited one.
 */
export function folderRegistry(options: FolderRegistryOptions): Registry {
  const { wall, log } = options;
  const teams = registryFile(options);
  const known: Known = { found: new Map(), seen: new Map() };
  let { entries, competition } = options.initial;
  let stamp: string | undefined;
  let looked = -Infinity;
  let calls = 0;
  let isNews = true;
  let answered: RegistryEdition | undefined;
  let failure = "";
  const sync = options.sync && teamSync({ ...options, ...options.sync });
  const taking = takingIn(options, (teamId, found) => {
    noteFound(known.found, teamId, found);
    isNews = true;
  });

  /** Takes in what may have changed; what has to be tried is under way then. */
  const look = async (minute: number | undefined): Promise<void> => {
    looked = wall.now();
    const edition = teams();
    ({ entries, competition } = edition);
    sync?.take(sourcesOf(entries));
    const stamps = entries.map((entry) => stampOf(entry, sync));
    const all = JSON.stringify([edition.stamp, stamps]);
    if (all === stamp) return;
    isNews = true;
    noteSeen(known.seen, { entries, stamps, minute });
    const scan = { entries, stamps, ...known, busy: taking };
    const { missing, isPartial } = await scanFolders(options, scan);
    stamp = isPartial || missing.length > 0 ? undefined : all;
    taking.begin(missing);
  };
  const answer = (): RegistryEdition | undefined => {
    if (!isNews) return undefined;
    isNews = false;
    const teams = entries.map((entry) => registered(entry, known));
    const edition = { teams, ...(competition && { competition }) };
    if (isDeepStrictEqual(edition, answered)) return undefined;
    answered = edition;
    return edition;
  };

  return {
    async changes(minute) {
      calls++;
      try {
        if (calls === 2 && sync) {
          await sync.settled();
          looked = -Infinity;
        }
        // Without its sign: a clock that was set back must not stop the looks.
        if (Math.abs(wall.now() - looked) >= LOOK_MS) await look(minute);
        failure = "";
      } catch (error) {
        const text = `Cannot look at the strategies: ${errorText(error)}`;
        if (text !== failure) log.write("error", failure = text);
      }
      if (calls === 2) await taking.settled();
      return answer();
    },
  };
}

/** What a registry knows, by team. */
interface Known {
  readonly found: Map<string, Found>;
  readonly seen: Map<string, Seen>;
}

/** The versions that are being taken in. */
interface TakingIn {
  /** Says whether a team has to wait with another version. */
  has(teamId: string): boolean;
  begin(missing: readonly Missing[]): void;
  /** Resolves when nothing is under way, and after `firstWaitMs` anyway. */
  settled(): Promise<void>;
}

function takingIn(
  options: FolderRegistryOptions,
  onFound: (teamId: string, found: Found) => void,
): TakingIn {
  const { wall, firstWaitMs, log } = options;
  /** Until when each team has to wait, real time. */
  const busy = new Map<string, number>();
  const underWay = new Set<Promise<void>>();
  const take = async (missing: readonly Missing[]): Promise<void> => {
    const left = new Set(missing.map(({ spec }) => spec.id));
    for (const teamId of left) busy.set(teamId, Infinity);
    try {
      await takeMissing(options, missing, (teamId, found) => {
        left.delete(teamId);
        busy.delete(teamId);
        onFound(teamId, found);
      });
    } catch (error) {
      log.write("error", `Cannot prepare strategies: ${errorText(error)}`);
    }
    for (const teamId of left) busy.set(teamId, wall.now() + AGAIN_MS);
  };
  return {
    has: (teamId) => wall.now() < (busy.get(teamId) ?? -Infinity),
    begin(missing) {
      if (missing.length === 0) return;
      const taken = take(missing).finally(() => underWay.delete(taken));
      underWay.add(taken);
    },
    async settled() {
      const all = Promise.all(underWay);
      if (underWay.size === 0 || firstWaitMs === undefined) await all;
      else {
        const over = new AbortController();
        const late = wall.sleepUntil(wall.now() + firstWaitMs, over.signal);
        await Promise.race([all, late]);
        over.abort();
      }
    },
  };
}

/** Notes for which minute each team's settings and files are seen as they are. */
function noteSeen(
  seen: Map<string, Seen>,
  { entries, stamps, minute: seenAt }: {
    readonly entries: readonly TeamEntry[];
    readonly stamps: readonly string[];
    readonly minute: number | undefined;
  },
): void {
  for (const [index, entry] of entries.entries()) {
    const stamp = wholeStamp(entry, stamps[index] ?? "");
    if (seen.get(entry.spec.id)?.stamp === stamp) continue;
    const time = seenAt === undefined ? {} : { seenAt };
    seen.set(entry.spec.id, { stamp, ...time });
  }
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

function registered(entry: TeamEntry, { found, seen }: Known): RegisteredTeam {
  const { spec, folder } = entry;
  const known = found.get(spec.id);
  // Found for other settings: what comes of these is not known yet.
  const isCurrent = known?.settings === settingsOf(entry);
  const { code, fault } = isCurrent ? known : {};
  const { seenAt } = (isCurrent ? known : seen.get(spec.id)) ?? {};
  return {
    spec: { ...spec, ...(code !== undefined && { code }) },
    ...(fault && { fault }),
    ...(folder !== undefined && !isCurrent && { isPending: true }),
    ...(seenAt !== undefined && { seenAt }),
  };
}
