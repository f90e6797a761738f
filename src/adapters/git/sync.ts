import { existsSync } from "node:fs";
import { join } from "node:path";
import { errorText, QtcError } from "../../domain/error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { type GitSource, lastCopy, repairCopies, syncCopy } from "./copy.ts";
import { type GitOptions, runGit } from "./git.ts";

/** What {@linkcode gitSync} works with. */
export interface GitSyncOptions
  extends Omit<GitOptions, "timeoutMs" | "packMb"> {
  /** Absolute path of the folder of all copies, one folder a team. */
  readonly root: string;
  /** Real time. */
  readonly wall: Clock;
  readonly log: Log;
  /** Longest run of one command of git, milliseconds; default 60,000. */
  readonly timeoutMs?: number;
  /** Largest repository as it comes from the network, MB; default 100. */
  readonly packMb?: number;
}

/** Copies of the teams' repositories. */
export interface GitSync {
  /**
   * Brings the copies up to date, several at a time. Never rejects: each that
   * fails is a line of the log, and its last copy stays.
   */
  run(sources: readonly GitSource[]): Promise<void>;
}

/** Copies that are made at the same time. */
const AT_ONCE = 4;
/** Real time between two lines of progress, milliseconds. */
const PROGRESS_MS = 5_000;

/**
 * Returns how the copies are kept through the system's git. What a kill has
 * cut off is put back at once, also when nothing is synced after it.
 */
export function gitSync(options: GitSyncOptions): GitSync {
  const { root, wall, log, signal } = options;
  const git: GitOptions = { timeoutMs: 60_000, packMb: 100, ...options };
  const now = () => new Date(wall.now()).toISOString();
  repairCopies(root);

  /** Returns whether the copy is the newest now, and whether it is new. */
  const sync = async (source: GitSource) => {
    const { teamId, branch } = source;
    try {
      const synced = await syncCopy(source, { root, git, now });
      if (synced.isNew) {
        const without = synced.leftOut && `, without ${synced.leftOut}`;
        const of = branch === undefined ? "" : ` of ${branch}`;
        log.write(
          "info",
          `Synced "${teamId}": commit ${short(synced.commit)}${of}${without}` +
            (synced.isMended ? "; its copy was damaged or edited" : ""),
        );
      }
      return { isSynced: true, isNew: synced.isNew };
    } catch (error) {
      if (!signal?.aborted) {
        const what = `Cannot sync "${teamId}": ${errorText(error)}`;
        log.write("warning", `${what}; ${whatStays(root, teamId)}`);
      }
      return { isSynced: false, isNew: false };
    }
  };

  return {
    async run(sources) {
      if (sources.length === 0 || !await isGitThere(git, log)) return;
      log.write("info", `Syncing ${sources.length} strategies`);
      let synced = 0;
      let changed = 0;
      let said = wall.now();
      const rest = [...sources];
      const work = async (): Promise<void> => {
        for (let next = rest.shift(); next; next = rest.shift()) {
          if (signal?.aborted) return;
          const { isSynced, isNew } = await sync(next);
          if (isSynced) synced++;
          if (isNew) changed++;
          if (rest.length === 0 || wall.now() - said < PROGRESS_MS) continue;
          said = wall.now();
          log.write("info", `Synced ${synced} of ${sources.length} strategies`);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      if (signal?.aborted) return;
      log.write(
        "info",
        `Synced ${synced} of ${sources.length} strategies, ${changed} changed`,
      );
    },
  };
}

async function isGitThere(git: GitOptions, log: Log): Promise<boolean> {
  try {
    await runGit(git, { args: ["version"], cwd: "/" });
    return true;
  } catch (error) {
    if (git.signal?.aborted) return false;
    const why = error instanceof QtcError ? error.message : errorText(error);
    log.write(
      "error",
      `Cannot sync strategies: ${why}; install git and coreutils. The last ` +
        "copies stay",
    );
    return false;
  }
}

function whatStays(root: string, teamId: string): string {
  const last = lastCopy(root, teamId);
  if (last) return `its last copy, ${short(last.commit)} of ${last.at}, stays`;
  return existsSync(join(root, teamId))
    ? "its last copy stays"
    : "there is no copy of it yet";
}

function short(commit: string): string {
  return commit.slice(0, 12);
}
