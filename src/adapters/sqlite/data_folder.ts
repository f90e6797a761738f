import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { QtcError } from "../../domain/error.ts";
import type { Identity } from "../../domain/event.ts";
import type { BarStore } from "../../ports/bar_store.ts";
import type { Head, Ledger, LedgerReader } from "../../ports/ledger.ts";
import { sqliteBarStore } from "./bar_store.ts";
import { hashAt, identityOf, lengthOf, sqliteLedger } from "./ledger.ts";
import { sqliteLedgerReader } from "./reader.ts";
import { openDatabase, openDatabaseReadOnly } from "./schema.ts";
import { verifyLedger } from "./verify.ts";

/** The ledger of a data folder, with what is read beside it. */
export interface OpenLedger extends Ledger {
  readonly reader: LedgerReader;
  /** @param isAroundTheClock Says whether a symbol has no sessions */
  bars(isAroundTheClock: (symbol: string) => boolean): BarStore;
}

/**
 * Opens the ledger of a data folder, making it when there is none.
 *
 * @throws {QtcError} `unavailable` or `conflict`
 */
export function openLedger(dataDir: string): OpenLedger {
  const database = openDatabase(pathOf(dataDir));
  return {
    ...sqliteLedger(database),
    reader: sqliteLedgerReader(database),
    bars: (isAroundTheClock) => sqliteBarStore(database, isAroundTheClock),
  };
}

/**
 * Returns what the ledger of a data folder belongs to, `undefined` when there
 * is none yet. Writes nothing.
 *
 * @param published Where it ended when that was last published
 * @throws {QtcError} `conflict` when there should be a ledger and is none, or
 *   a shorter one, or when a newer version or another program wrote it
 */
export function readIdentity(
  dataDir: string,
  published: Head | undefined,
): Identity | undefined {
  const path = pathOf(dataDir);
  const isThere = existsSync(path);
  const begun = isThere && !isUnborn(path)
    ? reading(path, (database) => ({
      identity: identityOf(database),
      length: lengthOf(database),
      hash: published && hashAt(database, published.length),
    }))
    : { identity: undefined, length: 0, hash: undefined };
  const wanted = published?.length ?? 0;
  // What was published had been synced before: it cannot be missing by itself.
  const isSame = wanted === 0 || begun.hash === published?.hash;
  if (begun.length >= wanted && isSame) return begun.identity;
  const state = begun.length >= wanted
    ? `another than the one that was here: event ${wanted} differs`
    : begun.length > 0
    ? `cut off after event ${begun.length} of ${wanted}`
    : isThere
    ? "empty"
    : "gone";
  throw new QtcError(
    "conflict",
    `Cannot use data folder "${dataDir}": its ledger.sqlite is ${state}; put ` +
      "it back, or start with another --data-dir",
  );
}

/** What a check found, for people. */
export interface FolderVerdict {
  readonly facts: readonly string[];
  readonly faults: readonly string[];
}

/**
 * Checks the ledger of a data folder without changing it.
 *
 * @param published Where it ended when that was last published
 * @throws {QtcError} `not_found` when there is none
 */
export function verifyFolder(
  dataDir: string,
  published: Head | undefined,
): FolderVerdict {
  const path = pathOf(dataDir);
  if (!existsSync(path)) {
    throw new QtcError("not_found", `Cannot verify "${path}": it is not there`);
  }
  const { head, minutes, teams, fills, faults } = reading(
    path,
    (database) => verifyLedger(database, published),
  );
  return {
    facts: [
      `${head.length} events, ${minutes} minutes, ${teams} teams, ` +
      `${fills} fills`,
      `head ${head.hash}`,
    ],
    faults,
  };
}

/** Does work on one state of a ledger's file, which it leaves as it is. */
function reading<T>(path: string, work: (database: DatabaseSync) => T): T {
  const database = openUntouched(path);
  try {
    // One view of it, also while an engine goes on writing.
    database.exec("begin");
    return work(database);
  } finally {
    database.close();
  }
}

function openUntouched(path: string): DatabaseSync {
  const address = addressOf(path);
  if (address === path) return openDatabaseReadOnly(path);
  try {
    return openDatabaseReadOnly(address);
  } catch (error) {
    // Addresses want all permissions, and no message should show one.
    if (!(error instanceof QtcError) || error.code === "unavailable") {
      return openDatabaseReadOnly(path);
    }
    const message = error.message.replace(address, () => path);
    throw new QtcError(error.code, message, { cause: error.cause });
  }
}

/** Says whether a start died before it had made the tables. */
function isUnborn(path: string): boolean {
  try {
    using database = new DatabaseSync(addressOf(path), { readOnly: true });
    const row = database.prepare(
      "select count(*) as n from sqlite_schema",
    ).get();
    return row?.n === 0;
  } catch {
    return false; // what cannot be read is refused where it is opened
  }
}

/**
 * Returns what to open for reading. A reader would put an empty log and its
 * index beside a ledger that was closed, and fail where it may not; without a
 * log there is no writer either, so the file may be read as one that never
 * changes.
 */
function addressOf(path: string): string {
  if (existsSync(`${path}-wal`)) return path;
  return `${pathToFileURL(path)}?immutable=1`;
}

function pathOf(dataDir: string): string {
  return join(dataDir, "ledger.sqlite");
}
