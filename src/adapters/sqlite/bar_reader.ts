import { join } from "node:path";
import type { BarStore } from "../../ports/bar_store.ts";
import { sqliteBarStore } from "./bar_store.ts";
import { guarded, orDamaged } from "./damage.ts";
import { openDatabaseReadOnly } from "./schema.ts";

/** Bars of a data folder, over a connection of their own. */
export interface BarReader extends BarStore {
  close(): void;
}

/**
 * Opens the bars of a data folder beside the process that writes them: what has
 * been committed before a call is in its answer.
 *
 * @param isAroundTheClock Says whether a symbol has no sessions: all its bars count
 * @throws {QtcError} `unavailable` or `conflict`
 */
export function openBars(
  dataDir: string,
  isAroundTheClock: (symbol: string) => boolean,
): BarReader {
  const path = join(dataDir, "ledger.sqlite");
  return orDamaged(path, () => {
    const database = openDatabaseReadOnly(path);
    try {
      return {
        ...guarded(path, sqliteBarStore(database, isAroundTheClock)),
        close: () => database.close(),
      };
    } catch (error) {
      database.close();
      throw error;
    }
  });
}
