import { join } from "node:path";
import type { BarHistory } from "../../ports/bar_history.ts";
import { sqliteBarHistory } from "./bar_history.ts";
import { guarded, orDamaged } from "./damage.ts";
import { requireIndex } from "./read_only.ts";
import { openDatabase, openDatabaseReadOnly } from "./schema.ts";
import { reading } from "./untouched.ts";

/** What is kept of the file in memory, KiB: a month of a symbol lies all over it. */
const CACHE_KB = 24_576;

/** Bars of a data folder, over a connection of their own. */
export interface OpenHistory extends BarHistory {
  close(): void;
}

/**
 * Opens the bars of a data folder: what has been committed before a call is in
 * its answer.
 *
 * @param isAroundTheClock Says whether a symbol has no sessions: all its bars count
 * @param use `beside` while a process writes it, `alone` with the folder's lock:
 *   an older version is migrated then
 * @throws {QtcError} `unavailable` or `conflict`
 */
export function openHistory(
  dataDir: string,
  isAroundTheClock: (symbol: string) => boolean,
  use: "beside" | "alone" = "beside",
): OpenHistory {
  const path = join(dataDir, "ledger.sqlite");
  return orDamaged(path, () => {
    const database = use === "alone"
      ? openDatabase(path)
      : openDatabaseReadOnly(path);
    try {
      database.exec(`pragma cache_size = -${CACHE_KB}`);
      return {
        ...guarded(path, sqliteBarHistory(database, isAroundTheClock)),
        close: () => database.close(),
      };
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/**
 * Returns the bars of a data folder, read without a trace: the file is opened
 * and closed at each call.
 *
 * @param isAroundTheClock Says whether a symbol has no sessions: all its bars count
 */
export function untouchedHistory(
  dataDir: string,
  isAroundTheClock: (symbol: string) => boolean,
): BarHistory {
  const path = join(dataDir, "ledger.sqlite");
  const read = <T>(work: (history: BarHistory) => T): T => {
    requireIndex(path);
    return reading(
      path,
      (database) => work(sqliteBarHistory(database, isAroundTheClock)),
    );
  };
  return {
    read: (query) => read((history) => history.read(query)),
    readAll: (from, to) => read((history) => history.readAll(from, to)),
    days: (from, to) => read((history) => history.days(from, to)),
    actions: (symbol) => read((history) => history.actions(symbol)),
  };
}
