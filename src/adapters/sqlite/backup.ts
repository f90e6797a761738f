import { existsSync, rmSync } from "node:fs";
import { backup, DatabaseSync } from "node:sqlite";
import { errorText, QtcError } from "../../domain/error.ts";
import type { Head } from "../../ports/ledger.ts";
import { hashAt, lengthOf } from "./ledger.ts";
import { syncPath } from "./migrate.ts";
import { READABLE } from "./schema.ts";
import { addressOf, reading } from "./untouched.ts";

/** More than any file has: all of it in one step, see {@linkcode copyDatabase}. */
const ALL_PAGES = 2 ** 31 - 1;
/** How often a copy is made again because a writer came or went meanwhile. */
const TRIES = 3;

/**
 * Copies a ledger that others may be writing, synced, and returns where the copy
 * ends. An older version stays one.
 *
 * @param to Must not be there
 * @throws {QtcError} `not_found` when there is no ledger, `conflict` when it is
 *   another program's, `unavailable` when it cannot be read or the copy written
 */
export async function copyLedger(from: string, to: string): Promise<Head> {
  await copyDatabase(from, to);
  return reading(to, (database) => {
    const length = lengthOf(database);
    return { length, hash: hashAt(database, length) ?? "0".repeat(64) };
  }, READABLE);
}

/**
 * Copies one state of an SQLite file that others may be writing, synced.
 *
 * @param to Must not be there
 * @throws {QtcError} `not_found` or `unavailable`
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  if (!existsSync(from)) {
    throw new QtcError("not_found", `Cannot copy "${from}": it is not there`);
  }
  try {
    for (let tries = 1; !await copyOnce(from, to); tries++) {
      rmSync(to, { force: true });
      if (tries === TRIES) throw new Error("it is being opened and closed");
    }
    syncPath(to);
  } catch (cause) {
    throw new QtcError(
      "unavailable",
      `Cannot copy "${from}" to "${to}": ${errorText(cause)}`,
      { cause },
    );
  }
}

/** Returns whether it was one state that was copied. */
async function copyOnce(from: string, to: string): Promise<boolean> {
  const address = addressOf(from);
  const database = new DatabaseSync(address, { readOnly: true });
  // A commit between two steps would make a backup in steps begin again.
  try {
    await backup(database, to, { rate: ALL_PAGES });
  } finally {
    // Not by "using": a compiled program would leave it open.
    database.close();
  }
  return addressOf(from) === address;
}
