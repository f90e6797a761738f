/**
 * Whether a data folder or a backup holds what it says: one check for `verify`,
 * `backup` and `restore`.
 *
 * @module
 */

import { join } from "node:path";
import {
  type FolderVerdict,
  verifyFolder,
} from "../adapters/sqlite/data_folder.ts";
import { READABLE, type Versions } from "../adapters/sqlite/schema.ts";
import { codeFaults, sourceFolder } from "../adapters/system/code_store.ts";
import { keyFaults } from "../adapters/system/keys.ts";
import type { Books } from "../domain/books.ts";
import { errorText } from "../domain/error.ts";
import type { TeamSpec } from "../domain/team.ts";
import type { Head } from "../ports/ledger.ts";
import { packageHash, readPackage } from "../sandbox/package.ts";
import { checkBars, checkLake } from "./export.ts";

/** What {@linkcode checkFolder} looks at. */
export interface CheckOptions {
  /** Where the ledger ended when that was last published. */
  readonly published: Head | undefined;
  /** All files that follow from the ledger, or bars alone as in a backup. */
  readonly files: "all" | "bars";
  /** Where the ledger lies; in the folder itself by default. */
  readonly ledgerIn?: string;
  readonly versions?: Versions;
}

/**
 * Checks the ledger, then keys and code of the teams, then the files that follow
 * from the ledger. Writes nothing.
 *
 * @throws {QtcError} `not_found` when there is no ledger, `unavailable` when it
 *   or the disk refuses
 */
export async function checkFolder(
  folder: string,
  { published, files, ledgerIn = folder, versions = READABLE }: CheckOptions,
): Promise<FolderVerdict> {
  const ledger = verifyFolder(ledgerIn, published, versions);
  // From a ledger that does not agree, nothing follows.
  if (ledger.faults.length > 0) return ledger;
  const parts = await partFaults(folder, ledger.books);
  const lake = files === "all"
    ? await checkLake(folder, versions)
    : await checkBars(folder, { ledgerIn, versions });
  return {
    ...ledger,
    facts: [...ledger.facts, ...lake.facts],
    faults: [...parts, ...lake.faults],
  };
}

/** What is wrong with that which cannot be made again from the ledger. */
async function partFaults(folder: string, books: Books): Promise<string[]> {
  const teams = [...books.teams.values()];
  const active = teams.filter(({ active }) => active).map(({ spec }) =>
    spec.id
  );
  const faults = keyFaults(join(folder, "api_keys.json"), active);
  for (const { spec } of teams) {
    const { id, code } = spec;
    if (code === undefined) continue;
    const found = codeFaults(folder, id, code);
    if (found.length === 0) found.push(...await sourceFaults(folder, spec));
    faults.push(...found);
  }
  return faults;
}

/** The sources are what the version is named by. */
async function sourceFaults(
  folder: string,
  { id, code = "", entryPoint }: TeamSpec,
): Promise<string[]> {
  const path = sourceFolder(id, code);
  try {
    const sources = await readPackage(join(folder, path));
    const isSame = packageHash(sources, entryPoint) === code;
    return isSame ? [] : [`${path}: its files are others than were saved`];
  } catch (error) {
    return [`${path}: ${errorText(error)}`];
  }
}
