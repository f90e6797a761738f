/**
 * `qtc export`: the whole lake anew, from the ledger alone.
 *
 * @module
 */

import { type LakeDisk, lakeDisk } from "../adapters/lake/disk.ts";
import { beginExport, endExport } from "../adapters/lake/export_lake.ts";
import { type LakeVerdict, verifyLake } from "../adapters/lake/verify_lake.ts";
import { readIdentity } from "../adapters/sqlite/data_folder.ts";
import { openSource } from "../adapters/sqlite/source.ts";
import type { Versions } from "../adapters/sqlite/schema.ts";
import { lockFolder } from "../adapters/system/folder_lock.ts";
import { publishWith } from "../adapters/system/publish_file.ts";
import { readStatusFile } from "../adapters/system/status_file.ts";
import type { Config } from "../config/config.ts";
import type { LedgerSource } from "../ports/ledger.ts";
import type { Log } from "../ports/log.ts";
import { unendedBars } from "./copy_parts.ts";
import { exportShares } from "./export_shares.ts";
import { requireFolder } from "./require_folder.ts";
import type { Program } from "./program.ts";

/** Real time between two lines of progress, milliseconds. */
const PROGRESS_MS = 2_000;
/** Each thread reads the whole ledger: more of them do that more often, and little else. */
const THREADS_MAX = 4;

/**
 * Writes the lake of a data folder that no server is running on.
 *
 * @returns The exit code
 * @throws {QtcError} `conflict` when the folder is in use or its ledger is not
 *   whole, `not_found` when there is none, `unavailable` when the disk refuses
 */
export async function runExport(
  { dataDir, keepLogsDays }: Pick<Config, "dataDir" | "keepLogsDays">,
  { print, wall, onStarted }: Program,
): Promise<number> {
  requireFolder(dataDir);
  const lock = lockFolder(dataDir);
  let source: LedgerSource;
  try {
    readIdentity(dataDir, readStatusFile(dataDir));
    source = openSource(dataDir, "alone");
  } catch (error) {
    lock.abandon();
    throw error;
  }
  onStarted();
  const started = wall.now();
  const rate = (rows: number): string => {
    const perSecond = rows * 1_000 / Math.max(wall.now() - started, 1);
    return `${count(rows)} rows, ${count(Math.round(perSecond))} a second`;
  };
  let said = started;
  try {
    const length = source.length();
    const disk = lakeDisk(dataDir, publishWith);
    const log: Log = { write: (_, message) => print(message) };
    beginExport({ source, disk, log });
    const { states, progress } = await exportShares({
      dataDir,
      keepLogsDays,
      threads: Math.min(navigator.hardwareConcurrency, THREADS_MAX),
      onProgress({ rows, events }): void {
        if (wall.now() - said < PROGRESS_MS) return;
        said = wall.now();
        print(`${Math.floor(100 * events / length)} %: ${rate(rows)}`);
      },
    });
    endExport(states, { source, disk });
    const { events, rows } = progress;
    print(`Exported ${count(events)} events: ${rate(rows)}`);
  } finally {
    source.close();
    lock.release();
  }
  return 0;
}

/**
 * Checks the lake of a data folder against its ledger, changing nothing.
 *
 * @param versions Of ledgers that can be read
 * @throws {QtcError} `not_found` when there is no ledger, `unavailable` when it or
 *   the disk refuses
 */
export async function checkLake(
  dataDir: string,
  versions: Versions = {},
): Promise<LakeVerdict> {
  const inUse = isInUse(dataDir);
  // Who may not touch the log's index sees what others have looked at last.
  const source = openSource(dataDir, inUse ? "beside" : "untouched", versions);
  try {
    const disk = lakeDisk(dataDir, publishWith);
    return await verifyLake({ source, disk, isInUse: () => isInUse(dataDir) });
  } finally {
    source.close();
  }
}

/**
 * Checks a backup's bars of days that have ended against its ledger, changing
 * nothing. Whatever else of a lake lies beside them does not count.
 *
 * @param options.ledgerIn Where the ledger lies, of one of these versions
 * @throws {QtcError} `not_found` when there is no ledger, `unavailable` when it or
 *   the disk refuses
 */
export async function checkBars(
  folder: string,
  { ledgerIn = folder, versions = {} }: {
    readonly ledgerIn?: string;
    readonly versions?: Versions;
  } = {},
): Promise<LakeVerdict> {
  const source = openSource(ledgerIn, "untouched", versions);
  try {
    const disk = lakeDisk(folder, publishWith);
    const unended = unendedBars(folder, source);
    const isBars = (path: string) =>
      path.startsWith("prices/") && !unended.includes(path);
    const bars: LakeDisk = {
      ...disk,
      list: () => disk.list().filter(isBars),
      size: (path) => isBars(path) ? disk.size(path) : undefined,
    };
    return await verifyLake({ source, disk: bars, isInUse: () => false });
  } finally {
    source.close();
  }
}

/** Says whether a server or an export has the folder. */
function isInUse(dataDir: string): boolean {
  try {
    using file = Deno.openSync(`${dataDir}/.lock`);
    return !file.tryLockSync(false);
  } catch {
    return false; // nobody has ever locked it, or not here
  }
}

function count(value: number): string {
  return value.toLocaleString("en");
}
