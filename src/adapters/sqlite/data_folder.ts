import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Books } from "../../domain/books.ts";
import { QtcError } from "../../domain/error.ts";
import type { Identity } from "../../domain/event.ts";
import type { BarHistory } from "../../ports/bar_history.ts";
import type { BarStore } from "../../ports/bar_store.ts";
import type { Head, Ledger, LedgerReader } from "../../ports/ledger.ts";
import { sqliteBarHistory } from "./bar_history.ts";
import { sqliteBarStore } from "./bar_store.ts";
import { guarded, orDamaged } from "./damage.ts";
import { hashAt, identityOf, lengthOf, sqliteLedger } from "./ledger.ts";
import { sqliteLedgerReader } from "./reader.ts";
import {
  openDatabase,
  type OpenOptions,
  READABLE,
  type Versions,
} from "./schema.ts";
import { unfinishedIn } from "./unfinished.ts";
import { addressOf, reading } from "./untouched.ts";
import { verifyLedger } from "./verify.ts";

/** The ledger of a data folder, with what is read beside it. */
export interface OpenLedger extends Ledger {
  readonly reader: LedgerReader;
  /** @param isAroundTheClock Says whether a symbol has no sessions */
  bars(isAroundTheClock: (symbol: string) => boolean): BarStore;
  /** @param isAroundTheClock Says whether a symbol has no sessions */
  history(isAroundTheClock: (symbol: string) => boolean): BarHistory;
}

/**
 * Opens the ledger of a data folder, making it when there is none and migrating
 * it when it is of an older version.
 *
 * @throws {QtcError} `unavailable` or `conflict`
 */
export function openLedger(
  dataDir: string,
  options: OpenOptions = {},
): OpenLedger {
  return openLedgerAt(pathOf(dataDir), options);
}

/** Returns a ledger that is forgotten when it is closed: for a trial, not for a competition. */
export function openMemoryLedger(): OpenLedger {
  return openLedgerAt(":memory:");
}

function openLedgerAt(path: string, options: OpenOptions = {}): OpenLedger {
  return orDamaged(path, () => {
    const database = openDatabase(path, options);
    try {
      return {
        ...guarded(path, sqliteLedger(database)),
        reader: guarded(path, sqliteLedgerReader(database)),
        bars: (isAroundTheClock) =>
          guarded(path, sqliteBarStore(database, isAroundTheClock)),
        history: (isAroundTheClock) =>
          guarded(path, sqliteBarHistory(database, isAroundTheClock)),
      };
    } catch (error) {
      database.close();
      throw error;
    }
  });
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
  const what = unfinishedIn(dataDir);
  if (what) {
    throw new QtcError(
      "conflict",
      `Cannot use data folder "${dataDir}": a ${what} of it was interrupted; ` +
        `run qtc ${what} again`,
    );
  }
  const path = pathOf(dataDir);
  const isThere = existsSync(path);
  const begun = isThere && !isUnborn(path)
    ? reading(path, (database) => ({
      identity: identityOf(database),
      length: lengthOf(database),
      hash: published && hashAt(database, published.length),
      // Older ones as well: they are migrated where they are opened.
    }), READABLE)
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

/**
 * Says whether the ledger of a data folder is of an older version, which
 * {@linkcode openLedger} would migrate. Writes nothing.
 *
 * @param newest The version that is not older
 * @throws {QtcError} `unavailable`, or `conflict` when it is of a newer version
 *   or another program's
 */
export function isOlder(dataDir: string, newest: number): boolean {
  return reading(pathOf(dataDir), (database) => {
    const row = database.prepare("pragma user_version").get();
    return Number(row?.user_version) < newest;
  }, { ...READABLE, newest });
}

/** What a check found, for people. */
export interface FolderVerdict {
  /** Where the ledger ends, as far as it fits together. */
  readonly head: Head;
  /** The fold of the events up to there. */
  readonly books: Books;
  readonly facts: readonly string[];
  readonly faults: readonly string[];
}

/**
 * Checks the ledger of a data folder without changing it.
 *
 * @param published Where it ended when that was last published
 * @param versions That can be read
 * @throws {QtcError} `not_found` when there is none
 */
export function verifyFolder(
  dataDir: string,
  published: Head | undefined,
  versions: Versions = {},
): FolderVerdict {
  const path = pathOf(dataDir);
  if (!existsSync(path)) {
    throw new QtcError(
      "not_found",
      `Cannot verify "${path}": it is not there; name a folder in which a ` +
        "competition has run with --data-dir",
    );
  }
  const { head, books, fills, faults } = reading(
    path,
    (database) => verifyLedger(database, published),
    versions,
  );
  return {
    head,
    books,
    facts: [
      `${head.length} events, ${books.minutesRun} minutes, ` +
      `${books.teams.size} teams, ${fills} fills`,
      `head ${head.hash}`,
    ],
    faults,
  };
}

/** Says whether a start died before it had made the tables. */
function isUnborn(path: string): boolean {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(addressOf(path), { readOnly: true });
    const row = database.prepare(
      "select count(*) as n from sqlite_schema",
    ).get();
    return row?.n === 0;
  } catch {
    return false; // what cannot be read is refused where it is opened
  } finally {
    // Not by `using`: in the binary, that leaves the file open and locked.
    database?.close();
  }
}

function pathOf(dataDir: string): string {
  return join(dataDir, "ledger.sqlite");
}
