import { dirname, join, resolve } from "node:path";
import { copyLedger } from "../adapters/sqlite/backup.ts";
import {
  linkOrCopy,
  type PlaceFile,
  sizeOf,
} from "../adapters/system/copy_tree.ts";
import { exists, folderExists } from "../adapters/system/files.ts";
import {
  type FolderLock,
  LOCK_FILE,
  lockFolder,
} from "../adapters/system/folder_lock.ts";
import { systemLog } from "../adapters/system/log.ts";
import { syncFolder } from "../adapters/system/publish_file.ts";
import { readStatusFile, statusFile } from "../adapters/system/status_file.ts";
import { backup, type BackupReport } from "../cli/backup.ts";
import { errorText, QtcError } from "../domain/error.ts";
import type { Head } from "../ports/ledger.ts";
import { checkFolder } from "./check_folder.ts";
import { copyParts, settleBars } from "./copy_parts.ts";
import type { Program } from "./program.ts";

/** What the commands that copy data folders work with. */
export interface CopyContext extends Program {
  /** Shows what is being done; on the standard error by default. */
  readonly progress?: (text: string) => void;
}

/** What is copied, and where to. */
export interface BackupOptions {
  readonly dataDir: string;
  /** Must be empty or absent; a new one below the data folder by default. */
  readonly folder?: string;
  /** Gives a file a second name; the system's, others are for tests. */
  readonly link?: PlaceFile;
}

/** Runs `qtc backup [FOLDER]` and returns its exit code. */
export function backupCommand(
  options: BackupOptions,
  context: CopyContext,
): Promise<number> {
  return backup({
    backup: () => makeBackup(options, context),
    print: context.print,
  });
}

/**
 * Copies ledger, keys, strategies and bars, and checks the copy as `qtc verify`
 * does. It lies in `FOLDER.partial` until all of it is on the disk.
 *
 * @throws {QtcError} `not_found` without a ledger, `conflict` when the folder is
 *   in use or the ledger damaged, `unavailable` when the disk refuses
 */
export function makeBackup(
  options: BackupOptions,
  context: CopyContext,
): Promise<BackupReport> {
  return withProgress(
    context,
    (progress) => publish(options, context, progress),
  );
}

/** Does work that says what it does, and ends the line of its progress. */
export async function withProgress<T>(
  { progress }: CopyContext,
  work: (progress: (text: string) => void) => Promise<T>,
): Promise<T> {
  const log = systemLog({ level: "info" });
  try {
    return await work(progress ?? log.progress);
  } finally {
    log.endProgress();
  }
}

async function publish(
  options: BackupOptions,
  context: CopyContext,
  progress: (text: string) => void,
): Promise<BackupReport> {
  const { dataDir, folder: wanted } = options;
  const { wall } = context;
  const begun = wall.now();
  if (!exists(join(dataDir, "ledger.sqlite"))) {
    throw new QtcError(
      "not_found",
      `Cannot back up "${dataDir}": it has no ledger.sqlite`,
    );
  }
  const folder = wanted === undefined
    ? freeFolder(join(dataDir, "backups"), begun)
    : join(wanted, ".");
  requireEmpty(folder);
  const partial = `${folder}.partial`;
  const lock = lockPartial(partial, folder);
  context.onStarted();
  try {
    Deno.chmodSync(partial, 0o700);
    clear(partial);
    const head = await fill(options, partial, { ...context, progress });
    const bytes = sizeOf(partial);
    Deno.renameSync(partial, folder);
    Deno.removeSync(join(folder, LOCK_FILE));
    syncFolder(dirname(resolve(folder)));
    lock.release();
    return { folder, head, bytes, seconds: (wall.now() - begun) / 1_000 };
  } catch (error) {
    if (exists(partial)) clear(partial);
    lock.abandon();
    if (error instanceof QtcError) throw error;
    throw new QtcError(
      "unavailable",
      `Cannot write backup "${folder}": ${errorText(error)}`,
      { cause: error },
    );
  }
}

/** Copies everything into an empty folder, and checks it. */
async function fill(
  { dataDir, link }: BackupOptions,
  partial: string,
  { wall, progress }: Required<CopyContext>,
): Promise<Head> {
  // Read first: the ledger was this long by then.
  const published = readStatusFile(dataDir);
  progress("Backup: copying the ledger");
  const ledger = "ledger.sqlite";
  const head = await copyLedger(join(dataDir, ledger), join(partial, ledger));
  // After the ledger: what it names has been written before it was named.
  progress("Backup: copying keys, strategies and bars");
  await copyParts(dataDir, partial, linkOrCopy(link));
  settleBars(partial);
  statusFile(partial, wall).write(head, true);
  syncFolder(partial);
  progress("Backup: checking the copy");
  const { faults } = await checkFolder(partial, { published, files: "bars" });
  const [fault] = faults;
  if (fault === undefined) return head;
  // What is wrong is wrong where it was copied from.
  const what = fault.replaceAll(partial, () => dataDir);
  throw new QtcError(
    "conflict",
    `Cannot back up "${dataDir}": it does not agree (${what}); qtc verify ` +
      "says more",
  );
}

/** Takes the folder that is filled, and speaks of the one that is wanted. */
function lockPartial(partial: string, folder: string): FolderLock {
  try {
    return lockFolder(partial);
  } catch (cause) {
    const { code, message, cause: why } = cause as QtcError;
    throw new QtcError(
      code,
      `Cannot write backup "${folder}": ` +
        (code === "conflict"
          ? "another qtc is running on it"
          : errorText(why ?? message)),
      { cause },
    );
  }
}

/** Returns a name for a new backup that nobody has. */
function freeFolder(folder: string, time: number): string {
  const stamp = new Date(time).toISOString().replace(/[-:]|\.\d+/g, "");
  let path = join(folder, stamp);
  for (let n = 2; exists(path); n++) path = join(folder, `${stamp}-${n}`);
  return path;
}

function requireEmpty(folder: string): void {
  if (!exists(folder)) return;
  const state = !folderExists(folder)
    ? "it is no folder"
    : [...Deno.readDirSync(folder)].length > 0
    ? "it is not empty"
    : undefined;
  if (state === undefined) return;
  throw new QtcError(
    "conflict",
    `Cannot back up to "${folder}": ${state}; give a new folder`,
  );
}

/** Removes what a backup that was interrupted has left. */
function clear(partial: string): void {
  for (const { name } of Deno.readDirSync(partial)) {
    if (name === LOCK_FILE) continue;
    Deno.removeSync(join(partial, name), { recursive: true });
  }
}
