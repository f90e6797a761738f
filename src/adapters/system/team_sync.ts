import { errorText } from "../../domain/error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";

/** Where a team's code is cloned from. */
export interface TeamSource {
  readonly teamId: string;
  readonly url: string;
  /** A branch or a tag; absent: what the repository itself names. */
  readonly branch?: string;
}

/** What {@linkcode teamSync} works with. */
export interface TeamSyncOptions {
  /** Brings the teams' folders up to date; says in the log what it cannot. */
  readonly run: (sources: readonly TeamSource[]) => Promise<void>;
  /** Ends the daily syncs. */
  readonly signal: AbortSignal;
  /** Longest real time that a minute waits for the first sync, milliseconds. */
  readonly firstWaitMs: number;
  /** Real time. */
  readonly wall: Clock;
  readonly log: Log;
}

/** When the teams' folders are brought up to date. */
export interface TeamSync {
  /** Takes the sources as they are now; the ones that are new are synced at once. */
  take(sources: readonly TeamSource[]): void;
  /** Says whether a team's first sync has not ended yet. */
  isAwaited(teamId: string): boolean;
  /** Resolves when what was taken so far is synced, and after `firstWaitMs` anyway. */
  settled(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Returns the syncs of teams' folders: each source when it first appears, all of
 * them daily at 01:00 UTC of real time, one after the other.
 */
export function teamSync(options: TeamSyncOptions): TeamSync {
  const { wall, signal, firstWaitMs, log } = options;
  const known = new Map<string, TeamSource>();
  const awaited = new Map<string, number>();
  let queue: Promise<void> | undefined;

  const enqueue = (sources: () => readonly TeamSource[]): Promise<void> => {
    const before = queue ?? Promise.resolve();
    queue = before.then(() => options.run(sources())).catch((error) => {
      log.write("error", `Cannot sync strategies: ${errorText(error)}`);
    });
    return queue;
  };
  const daily = async (): Promise<void> => {
    while (!signal.aborted) {
      await wall.sleepUntil(nextSync(wall.now()), signal);
      if (!signal.aborted) await enqueue(() => [...known.values()]);
    }
  };

  return {
    take(sources) {
      const fresh = sources.filter((source) =>
        keyOf(known.get(source.teamId)) !== keyOf(source)
      );
      known.clear();
      for (const source of sources) known.set(source.teamId, source);
      if (fresh.length === 0) return;
      if (!queue) void daily();
      const count = (by: number): void => {
        for (const { teamId } of fresh) {
          awaited.set(teamId, (awaited.get(teamId) ?? 0) + by);
        }
      };
      count(1);
      void enqueue(() => fresh).then(() => count(-1));
    },
    isAwaited: (teamId) => (awaited.get(teamId) ?? 0) > 0,
    async settled() {
      if (!queue) return;
      const over = new AbortController();
      const end = wall.now() + firstWaitMs;
      const late = wall.sleepUntil(end, AbortSignal.any([over.signal, signal]));
      await Promise.race([queue, late]);
      over.abort();
    },
  };
}

/** Returns the next 01:00 UTC after a time; both Unix milliseconds. */
export function nextSync(now: number): number {
  return (Math.floor((now - HOUR_MS) / DAY_MS) + 1) * DAY_MS + HOUR_MS;
}

function keyOf(source: TeamSource | undefined): string | undefined {
  return source && JSON.stringify([source.url, source.branch]);
}
