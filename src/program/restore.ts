import { basename, dirname, join, resolve, sep } from "node:path";
import { copyLedger } from "../adapters/sqlite/backup.ts";
import { isOlder, openLedger } from "../adapters/sqlite/data_folder.ts";
import type { Migrations } from "../adapters/sqlite/migrate.ts";
import { newestVersion } from "../adapters/sqlite/schema.ts";
import { unfinishedIn, unfinishedPath } from "../adapters/sqlite/unfinished.ts";
import { copyFile } from "../adapters/system/copy_tree.ts";
import { exists } from "../adapters/system/files.ts";
import { lockFolder } from "../adapters/system/folder_lock.ts";
import { syncFolder } from "../adapters/system/publish_file.ts";
import { readStatusFile, statusFile } from "../adapters/system/status_file.ts";
import { restore } from "../cli/restore.ts";
import { errorText, QtcError } from "../domain/error.ts";
import type { Head } from "../ports/ledger.ts";
import { type CopyContext, withProgress } from "./backup.ts";
import { checkFolder } from "./check_folder.ts";
import { copyParts } from "./copy_parts.ts";

/** What is put where. */
export interface RestoreOptions {
  /** The backup. */
  readonly folder: string;
  readonly dataDir: string;
  /** Steps from older ledgers; those of the product, others are for tests. */
  readonly migrations?: Migrations;
}

/** What a data folder must not hold yet. */
const PARTS = [
  "ledger.sqlite",
  "ledger.sqlite-wal",
  "api_keys.json",
  "auth.sqlite",
  "team",
  "qtc-alpha",
  "prices",
];

/** Where a backup's older ledger is migrated to be checked, and removed again. */
const CHECKED = ".restore";

/** Runs `qtc restore FOLDER` and returns its exit code. */
export function restoreCommand(
  options: RestoreOptions,
  context: CopyContext,
): Promise<number> {
  return restore(options, {
    restore: () => restoreBackup(options, context),
    print: context.print,
  });
}

/**
 * Checks a backup and copies it into a data folder that holds nothing yet. The
 * ledger gets its name last; until then no start takes the folder, and the next
 * restore begins again.
 *
 * @returns Where the ledger ends
 * @throws {QtcError} `not_found` or `conflict` when the backup or the folder is
 *   not as it must be, and nothing was written; `unavailable` when the disk
 *   refuses
 */
export function restoreBackup(
  options: RestoreOptions,
  context: CopyContext,
): Promise<Head> {
  return withProgress(
    context,
    (progress) => putInto(options, { ...context, progress }),
  );
}

async function putInto(
  options: RestoreOptions,
  context: Required<CopyContext>,
): Promise<Head> {
  const { folder, dataDir } = options;
  requireApart(folder, dataDir);
  const lock = lockFolder(dataDir);
  let head: Head;
  try {
    requireVacant(dataDir);
    context.progress("Restore: checking the backup");
    head = await check(options);
  } catch (error) {
    lock.abandon();
    throw error;
  }
  context.onStarted();
  try {
    await fill(folder, dataDir, head, context);
    return head;
  } catch (cause) {
    throw new QtcError(
      "unavailable",
      `Cannot restore "${dataDir}": ${errorText(cause)}; run it again`,
      { cause },
    );
  } finally {
    lock.release();
  }
}

function requireVacant(dataDir: string): void {
  const begun = unfinishedIn(dataDir);
  if (begun === "restore") return;
  const part = PARTS.find((name) => exists(join(dataDir, name)));
  if (part === undefined && begun === undefined) return;
  const state = begun
    ? `a ${begun} of it was interrupted; run qtc ${begun} again`
    : `it has a ${part}; move it away first, or use ` +
      (part === "ledger.sqlite" ? "qtc reset" : "another --data-dir");
  throw new QtcError(
    "conflict",
    `Cannot restore to "${dataDir}": ${state}`,
  );
}

/** Refuses what would be written into the backup. */
function requireApart(folder: string, dataDir: string): void {
  if (!`${realPath(dataDir)}${sep}`.startsWith(`${realPath(folder)}${sep}`)) {
    return;
  }
  throw new QtcError(
    "conflict",
    `Cannot restore to "${dataDir}": it lies in the backup "${folder}"; use ` +
      "another --data-dir",
  );
}

/** Follows the links of what is there, and takes the rest as it is written. */
function realPath(path: string): string {
  const whole = resolve(path);
  if (exists(whole) || dirname(whole) === whole) return real(whole);
  return join(realPath(dirname(whole)), basename(whole));
}

function real(path: string): string {
  return exists(path) ? Deno.realPathSync(path) : path;
}

/** Checks a backup and returns where its ledger ends; writes nothing that stays. */
async function check(
  { folder, dataDir, migrations }: RestoreOptions,
): Promise<Head> {
  if (!exists(join(folder, "ledger.sqlite"))) {
    throw new QtcError(
      "not_found",
      `Cannot restore "${folder}": it is no backup, it has no ledger.sqlite`,
    );
  }
  const aside = join(dataDir, CHECKED);
  remove(aside);
  const newest = newestVersion(migrations);
  const isMigrated = isOlder(folder, newest);
  try {
    if (isMigrated) {
      // The backup stays as it is: what a start would make of it is checked.
      Deno.mkdirSync(aside);
      const path = join(aside, "ledger.sqlite");
      await copyLedger(join(folder, "ledger.sqlite"), path);
      openLedger(aside, migrations && { migrations }).close();
    }
    const { head, faults } = await checkFolder(folder, {
      published: readStatusFile(folder),
      files: "bars",
      ledgerIn: isMigrated ? aside : folder,
      versions: { newest },
    });
    if (faults.length === 0) return head;
    throw new QtcError(
      "conflict",
      `Cannot restore "${folder}": it is damaged (${
        faults[0]
      }); use another one`,
    );
  } finally {
    remove(aside);
  }
}

async function fill(
  folder: string,
  dataDir: string,
  head: Head,
  { wall, progress }: Required<CopyContext>,
): Promise<void> {
  const beside = unfinishedPath(dataDir, "restore");
  if (exists(beside)) {
    for (const name of PARTS) remove(join(dataDir, name));
    remove(`${beside}-journal`);
    remove(beside);
  }
  // From here on a start says that the ledger is not there.
  statusFile(dataDir, wall).write(head, true);
  syncFolder(dataDir);
  progress("Restore: copying the ledger");
  const copied = await copyLedger(join(folder, "ledger.sqlite"), beside);
  if (copied.hash !== head.hash) throw new Error("the backup has changed");
  syncFolder(dataDir);
  progress("Restore: copying keys, strategies and bars");
  // Never linked: what happens in the folder must not reach the backup.
  await copyParts(folder, dataDir, copyFile);
  syncFolder(dataDir);
  Deno.renameSync(beside, join(dataDir, "ledger.sqlite"));
  syncFolder(dataDir);
}

function remove(path: string): void {
  if (exists(path)) Deno.removeSync(path, { recursive: true });
}
