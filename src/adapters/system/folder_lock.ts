import { accessSync, constants } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { QtcError } from "../../domain/error.ts";

/** A data folder that is ours alone. */
export interface FolderLock {
  /** Lets others have the folder. */
  release(): void;
  /**
   * As {@linkcode release}, and takes away what locking has made, as far as it
   * is still empty: a start that is refused leaves nothing behind.
   */
  abandon(): void;
}

/** Name of the file that is locked. */
export const LOCK_FILE = ".lock";

/**
 * Takes a data folder for this process, and makes it when it is not there. The
 * system ends the lock with the process, whatever way it ends.
 *
 * @throws {QtcError} `conflict` when another process has it, `unavailable` when
 *   it cannot be made or written; then nothing new is left behind
 */
export function lockFolder(dataDir: string): FolderLock {
  const folder = resolve(dataDir);
  const path = join(folder, LOCK_FILE);
  const made: string[] = [];
  let file: Deno.FsFile | undefined;
  try {
    made.push(...makeFolders(folder));
    accessSync(folder, constants.W_OK | constants.X_OK);
    const isNew = !exists(path);
    file = Deno.openSync(path, { write: true, create: true, mode: 0o600 });
    if (isNew) made.push(path);
    if (!file.tryLockSync(true) || !isSame(file, path)) {
      // The one that has it made the file, or is taking it away.
      if (made.at(-1) === path) made.pop();
      throw new QtcError(
        "conflict",
        `Cannot use data folder "${dataDir}": another qtc is running on it`,
      );
    }
  } catch (cause) {
    file?.close();
    takeAway(made);
    if (cause instanceof QtcError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new QtcError(
      "unavailable",
      `Cannot use data folder "${dataDir}": it cannot be written (${why})`,
      { cause },
    );
  }
  let held: Deno.FsFile | undefined = file;
  const release = () => {
    held?.close();
    held = undefined;
  };
  return {
    release,
    abandon() {
      // Taken away while it is still locked: nobody can have it in between.
      if (held) takeAway(made);
      release();
    },
  };
}

/** Makes a folder and those above it; returns the new ones, outermost first. */
function makeFolders(folder: string): string[] {
  const missing: string[] = [];
  for (let path = folder; !exists(path); path = dirname(path)) {
    missing.unshift(path);
    if (dirname(path) === path) break;
  }
  const made: string[] = [];
  try {
    for (const path of missing) {
      Deno.mkdirSync(path);
      made.push(path);
    }
  } catch (error) {
    takeAway(made);
    throw error;
  }
  return made;
}

/** Removes files and empty folders, the newest first. */
function takeAway(made: readonly string[]): void {
  for (const path of made.toReversed()) {
    try {
      Deno.removeSync(path);
    } catch {
      // Somebody has put something into it: it stays.
      return;
    }
  }
}

/** Says whether the open file is still the one that its path names. */
function isSame(file: Deno.FsFile, path: string): boolean {
  if (!exists(path)) return false;
  const ours = file.statSync();
  const theirs = Deno.statSync(path);
  return ours.ino === theirs.ino && ours.dev === theirs.dev;
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
