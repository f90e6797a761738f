import { join } from "node:path";
import { countBars, publishBars } from "../adapters/lake/bars_table.ts";
import {
  barsDate,
  barsFile,
  dateOf,
  dayStart,
  listLake,
} from "../adapters/lake/layout.ts";
import { copyDatabase } from "../adapters/sqlite/backup.ts";
import { READABLE } from "../adapters/sqlite/schema.ts";
import { openSource } from "../adapters/sqlite/source.ts";
import { copyTree, type PlaceFile } from "../adapters/system/copy_tree.ts";
import { exists } from "../adapters/system/files.ts";
import {
  publishWith,
  syncFolder,
  writeSynced,
} from "../adapters/system/publish_file.ts";
import type { LedgerSource } from "../ports/ledger.ts";

/** Whoever may read it may act for every team. */
const KEYS_FILE = "api_keys.json";
const AUTH_FILE = "auth.sqlite";
const SECRET_MODE = 0o600;
const DAY_MS = 86_400_000;

/**
 * Copies what a data folder or a backup holds beside the ledger and cannot make
 * again from it: keys, users, strategies, bars. What is not there is left out.
 *
 * @param place How strategies and bars are copied, which are replaced, never changed
 */
export async function copyParts(
  from: string,
  to: string,
  place: PlaceFile,
): Promise<void> {
  if (exists(join(from, KEYS_FILE))) {
    const text = Deno.readTextFileSync(join(from, KEYS_FILE));
    writeSynced(join(to, KEYS_FILE), text, SECRET_MODE);
  }
  if (exists(join(from, AUTH_FILE))) {
    const path = join(to, AUTH_FILE);
    // Made before it is filled: others must not see it for a moment.
    writeSynced(path, "", SECRET_MODE);
    await copyDatabase(join(from, AUTH_FILE), path);
  }
  const teams = join(from, "team");
  const names = exists(teams) ? [...Deno.readDirSync(teams)] : [];
  for (const { name, isDirectory } of names) {
    if (!isDirectory) continue;
    const inside = join("team", name);
    const [source, target] = [join(from, inside), join(to, inside)];
    if (copyTree(join(source, "strategy"), join(target, "strategy"), place)) {
      syncFolder(target);
    }
  }
  if (exists(join(to, "team"))) syncFolder(join(to, "team"));
  copyTree(join(from, "prices"), join(to, "prices"), place);
}

/**
 * Returns the files of bars in a folder, of days that had not ended by the end of
 * a ledger: what a server has written of them may be less, or more.
 */
export function unendedBars(folder: string, ledger: LedgerSource): string[] {
  const today = dateOf(ledger.lastValued() ?? 0);
  return listLake(folder).filter((path) => {
    const [, date = ""] = /^prices\/.*(\d{4}-\d\d-\d\d)\.parquet$/.exec(path) ??
      [];
    return date >= today;
  });
}

/**
 * Makes the bars of a backup those of its ledger: what {@linkcode unendedBars}
 * returns goes, and a day to which bars came late meanwhile is written again.
 */
export function settleBars(folder: string): void {
  const ledger = openSource(folder, "untouched", READABLE);
  try {
    for (const path of unendedBars(folder, ledger)) {
      Deno.removeSync(join(folder, path));
    }
    const last = listLake(folder).flatMap((path) => barsDate(path) ?? [])
      .sort().at(-1);
    if (last === undefined) return;
    for (const date of ledger.barDays(0, dayStart(last) + DAY_MS)) {
      const path = join(folder, barsFile(date));
      const start = dayStart(date);
      if (exists(path)) {
        const count = countBars(path);
        if (count === undefined || count === ledger.barCount(start)) continue;
      }
      // A new file takes the name: what it was linked to stays as it is.
      const bars = ledger.bars(start, start + DAY_MS);
      publishBars(path, bars, publishWith);
    }
  } finally {
    ledger.close();
  }
}
