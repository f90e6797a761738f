import { existsSync } from "node:fs";
import { join } from "node:path";
import { QtcError } from "../../domain/error.ts";
import type { Identity } from "../../domain/event.ts";
import type { BarStore } from "../../ports/bar_store.ts";
import type { Head, Ledger, LedgerReader } from "../../ports/ledger.ts";
import { sqliteBarStore } from "./bar_store.ts";
import { identityOf, sqliteLedger } from "./ledger.ts";
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
 *   when a newer version wrote it
 */
export function readIdentity(
  dataDir: string,
  published: Head | undefined,
): Identity | undefined {
  const path = pathOf(dataDir);
  if (!existsSync(path)) {
    if (!published) return undefined;
    throw new QtcError(
      "conflict",
      `Cannot use data folder "${dataDir}": its ledger.sqlite is gone; put it ` +
        "back, or start with another --data-dir",
    );
  }
  const database = openDatabaseReadOnly(path);
  try {
    return identityOf(database);
  } finally {
    database.close();
  }
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
  const database = openDatabaseReadOnly(path);
  try {
    const verdict = verifyLedger(database, published);
    const { head, minutes, teams, fills, faults } = verdict;
    return {
      facts: [
        `${head.length} events, ${minutes} minutes, ${teams} teams, ` +
        `${fills} fills`,
        `head ${head.hash}`,
      ],
      faults,
    };
  } finally {
    database.close();
  }
}

function pathOf(dataDir: string): string {
  return join(dataDir, "ledger.sqlite");
}
