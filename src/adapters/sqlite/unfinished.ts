import { existsSync } from "node:fs";
import { join } from "node:path";

/** What can be interrupted and has to be run again. */
export type Unfinished = "reset" | "restore";

/**
 * Returns where the ledger lies while a data folder is put together or taken
 * apart: a start must see that it is not there yet, or no longer.
 */
export function unfinishedPath(dataDir: string, what: Unfinished): string {
  return join(dataDir, `ledger.sqlite.${what}`);
}

/** Returns what was interrupted in a data folder; `undefined` when nothing was. */
export function unfinishedIn(dataDir: string): Unfinished | undefined {
  if (existsSync(join(dataDir, "ledger.sqlite"))) return undefined;
  return (["reset", "restore"] as const).find((what) =>
    existsSync(unfinishedPath(dataDir, what))
  );
}
