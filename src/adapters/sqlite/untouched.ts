/**
 * Reads a ledger's file and leaves everything as it is: no log, index or lock
 * is made beside it, also where that would be possible.
 *
 * @module
 */

import { statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { QtcError } from "../../domain/error.ts";
import { orDamaged } from "./damage.ts";
import { openDatabaseReadOnly, type Versions } from "./schema.ts";

/** Length of a log's header. Source: https://sqlite.org/fileformat2.html#walformat */
const LOG_HEADER_BYTES = 32;

/**
 * Does work on one state of a ledger's file and returns what it returned.
 *
 * @param work Reads only; done a second time when a writer came or went meanwhile
 * @throws {QtcError} `unavailable`, also when it is damaged, or `conflict` for
 *   another version
 */
export function reading<T>(
  path: string,
  work: (database: DatabaseSync) => T,
  versions: Versions = {},
): T {
  const before = stampOf(path);
  try {
    const result = readOnce(path, work, versions);
    if (stampOf(path) === before) return result;
  } catch (error) {
    if (stampOf(path) === before) throw error;
  }
  return readOnce(path, work, versions);
}

/**
 * Returns what to open for reading. Without a log there is no writer, so the
 * file may be read as one that never changes; a plain reader would put an empty
 * log and its index beside it, and fail where it may not. With a log the index
 * is mapped for reading only, or built in memory when its writer was killed.
 *
 * Source: https://sqlite.org/uri.html, https://sqlite.org/walformat.html
 */
export function addressOf(path: string): string {
  if (!hasLog(path)) return `${pathToFileURL(path)}?immutable=1`;
  if (isThere(`${path}-shm`)) return `${pathToFileURL(path)}?readonly_shm=1`;
  return path;
}

/**
 * Says whether a ledger has a log without its index, as after a copy of the two
 * files alone: who reads it has to make the index.
 */
export function wantsIndex(path: string): boolean {
  return hasLog(path) && !isThere(`${path}-shm`);
}

function readOnce<T>(
  path: string,
  work: (database: DatabaseSync) => T,
  versions: Versions,
): T {
  const database = openUntouched(path, versions);
  try {
    // One view of it, also while an engine goes on writing.
    return orDamaged(path, () => {
      database.exec("begin");
      return work(database);
    });
  } finally {
    database.close();
  }
}

function openUntouched(path: string, versions: Versions): DatabaseSync {
  const address = addressOf(path);
  try {
    return openDatabaseReadOnly(address, versions);
  } catch (error) {
    if (!(error instanceof QtcError)) throw error;
    // No message should show an address.
    const message = error.message.replace(address, () => path);
    throw new QtcError(error.code, message, { cause: error.cause });
  }
}

/** Returns a text that changes when what was read may not have been one state. */
function stampOf(path: string): string {
  if (hasLog(path)) return isThere(`${path}-shm`) ? "log" : "log without index";
  const file = statSync(path, { bigint: true, throwIfNoEntry: false });
  return file ? `${file.ino} ${file.size} ${file.mtimeNs}` : "missing";
}

/**
 * An empty log without an index is what is left when nothing was in it. One that
 * is no longer than its header, which is synced before the first page, holds
 * nothing either; SQLite waits ten seconds for the rest and then refuses it.
 */
function hasLog(path: string): boolean {
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
  if (log === undefined) return false;
  return log.size > LOG_HEADER_BYTES ||
    log.size === 0 && isThere(`${path}-shm`);
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
