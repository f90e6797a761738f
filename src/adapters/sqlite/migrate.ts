import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
} from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { errorText, QtcError } from "../../domain/error.ts";

/** What turns version n of the tables into n + 1, SQL, by n. */
export type Migrations = ReadonlyMap<number, string>;

/** The steps of the product. A version that was published is in here for ever. */
export const MIGRATIONS: Migrations = new Map([
  [1, "alter table runs add column load real"],
]);

/** What a migration has done. */
export interface Migrated {
  readonly from: number;
  readonly to: number;
  /** Where the ledger lies as it was before. */
  readonly copy: string;
}

/**
 * Brings a ledger to a newer version: first a copy beside it, then all steps in
 * one transaction. A process that dies in between leaves the old version.
 *
 * @param database The only connection to the file
 * @param path The file's path
 * @throws {QtcError} `unavailable` when a step or the disk fails; the ledger is
 *   as it was then
 */
export function migrate(
  database: DatabaseSync,
  path: string,
  { from, to, migrations }: {
    readonly from: number;
    readonly to: number;
    readonly migrations: Migrations;
  },
): Migrated {
  let copy: string | undefined;
  try {
    copy = copyBeside(database, path, from);
    database.exec("begin immediate");
    for (let version = from; version < to; version++) {
      const step = migrations.get(version);
      if (step === undefined) throw new Error(`no step from ${version}`);
      database.exec(step);
    }
    database.exec(`pragma user_version = ${to}; commit`);
    return { from, to, copy };
  } catch (cause) {
    if (database.isTransaction) database.exec("rollback");
    const kept = copy === undefined ? "" : `, a copy of it is "${copy}"`;
    throw new QtcError(
      "unavailable",
      `Cannot migrate ledger "${path}" from version ${from} to ${to}: ` +
        `${errorText(cause)}; it is as it was${kept}`,
      { cause },
    );
  }
}

/** Makes a copy that is whole or not there; never takes another one's name. */
function copyBeside(
  database: DatabaseSync,
  path: string,
  version: number,
): string {
  let copy = `${path}.v${version}`;
  for (let n = 2; existsSync(copy); n++) copy = `${path}.v${version}.${n}`;
  const beside = `${copy}.new`;
  rmSync(beside, { force: true });
  try {
    database.prepare("vacuum into ?").run(beside);
    syncPath(beside);
    renameSync(beside, copy);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  syncPath(dirname(path));
  return copy;
}

/** Makes a file, or the names in a folder, durable. */
export function syncPath(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
