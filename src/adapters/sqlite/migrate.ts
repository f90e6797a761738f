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

/** Columns of an index of days of bars that were all there when their minutes ran. */
export const COUNT_DAYS = `
  select at - at % 86400000 as day, symbol, count(*) as minutes, 0 as added,
    sum(regular) as regular, min(iif(regular, at, null)) as regular_first,
    max(iif(regular, at, null)) as regular_last
`;

/** A minute's bars lie together, so that appending them is one place's work. */
const BARS_BY_MINUTE = `
  create table bars_by_at (
    at integer not null,
    symbol text not null,
    open real not null,
    high real not null,
    low real not null,
    close real not null,
    volume real not null,
    trades integer,
    vwap real,
    regular integer not null,
    known integer,
    seq integer,
    primary key (at, symbol)
  ) strict, without rowid;
  insert into bars_by_at
    select at, symbol, open, high, low, close, volume, trades, vwap, regular,
      null, null
    from bars order by at, symbol;
  drop table bars;
  alter table bars_by_at rename to bars;
`;

const ADDED_BARS = ["added_bars", "bar_revisions"].map((name) => `
  create table ${name} (
    symbol text not null,
    at integer not null,
    open real not null,
    high real not null,
    low real not null,
    close real not null,
    volume real not null,
    trades integer,
    vwap real,
    regular integer not null,
    known integer not null,
    seq integer not null,
    primary key (symbol, at${name === "added_bars" ? "" : ", seq"})
  ) strict, without rowid;
`).join("");

const BAR_DAYS = `
  create table bar_days (
    day integer not null,
    symbol text not null,
    minutes integer not null,
    added integer not null,
    regular integer not null,
    regular_first integer,
    regular_last integer,
    primary key (day, symbol)
  ) strict, without rowid;
  insert into bar_days ${COUNT_DAYS} from bars group by 1, 2;
  create index corporate_actions on events (seq)
    where kind = 'corporate_action';
`;

/** The steps of the product. A version that was published is in here for ever. */
export const MIGRATIONS: Migrations = new Map([
  [1, "alter table runs add column load real"],
  [2, BARS_BY_MINUTE + ADDED_BARS + BAR_DAYS],
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
