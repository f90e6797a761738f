import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { errorText, QtcError } from "../../domain/error.ts";
import type { Log } from "../../ports/log.ts";
import { COUNT_DAYS, migrate, MIGRATIONS, type Migrations } from "./migrate.ts";

/** Version of the tables below; a newer file is refused untouched. */
export const SCHEMA_VERSION = 3;

/** The first version with bars that came late, and an index of the days. */
const WITH_ADDED_BARS = 3;

/** Says in the file's header whose it is: "QTC1". */
export const APPLICATION_ID = 0x51544331;

const TABLES = `
  create table events (
    seq integer primary key,
    minute integer,
    kind text not null,
    team text,
    ref text,
    body text not null,
    hash blob not null
  ) strict;
  create index events_by_team on events (team, kind, seq) where team is not null;
  create index orders_by_id on events (team, ref)
    where kind = 'order' and ref is not null;
  create table checkpoints (
    seq integer primary key,
    hash blob not null,
    books blob not null,
    digest blob not null
  ) strict;
  create table states (
    team text not null,
    hash text not null,
    text text not null,
    seq integer not null,
    primary key (team, hash)
  ) strict, without rowid;
  create table snapshots (
    team text not null,
    minute integer not null,
    equity text not null,
    cash text not null,
    primary key (team, minute)
  ) strict, without rowid;
  create table bars (
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
  create table added_bars (
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
    primary key (symbol, at)
  ) strict, without rowid;
  create table bar_revisions (
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
    primary key (symbol, at, seq)
  ) strict, without rowid;
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
  create index corporate_actions on events (seq)
    where kind = 'corporate_action';
  create table runs (
    team text not null,
    minute integer not null,
    outcome text not null,
    fresh integer not null,
    wall_ms real not null,
    cpu_ms real not null,
    log text not null,
    load real,
    primary key (team, minute)
  ) strict, without rowid;
`;

/** What {@linkcode WITH_ADDED_BARS} has and older versions have not, as they would have it. */
const MISSING = `
  create temp view bars as
    select *, null as known, null as seq from main.bars;
  create temp table added_bars as
    select * from temp.bars where false;
  create temp table bar_revisions as
    select * from temp.bars where false;
  create temp table bar_days as ${COUNT_DAYS} from main.bars group by 1, 2;
`;

/** How {@linkcode openDatabase} opens. */
export interface OpenOptions {
  /** Is told of a migration. */
  readonly log?: Log;
  /** Steps from older versions; those of the product, others are for tests. */
  readonly migrations?: Migrations;
}

/**
 * Opens the ledger's file, making it when it is missing, and returns the
 * connection: write-ahead log, every commit synced to the disk. An older version
 * is migrated, after a copy was made beside it.
 *
 * @throws {QtcError} `unavailable` when it cannot be opened or migrated,
 *   `conflict` when a newer version of the program or another one wrote it
 */
export function openDatabase(
  path: string,
  { log, migrations = MIGRATIONS }: OpenOptions = {},
): DatabaseSync {
  const newest = newestVersion(migrations);
  // Closing a writer folds a left-over log into the file: look before that.
  if (existsSync(path)) checkUntouched(path, newest);
  const { database, version } = connect(path, false);
  try {
    database.exec("pragma journal_mode = wal");
    database.exec("pragma synchronous = full");
    if (version === 0) {
      database.exec(
        `begin immediate; ${TABLES} pragma user_version = ${SCHEMA_VERSION}; ` +
          `pragma application_id = ${APPLICATION_ID}; commit`,
      );
    } else if (version < newest) {
      const plan = { from: version, to: newest, migrations };
      const done = migrate(database, path, plan);
      log?.write("warning", "Migrated the ledger", { ...done });
    }
  } catch (cause) {
    database.close();
    throw cause instanceof QtcError ? cause : unusable(path, cause);
  }
  return database;
}

/** Returns the version that {@linkcode openDatabase} makes of older ones. */
export function newestVersion(migrations: Migrations = MIGRATIONS): number {
  const steps = [...migrations.keys()];
  return Math.max(SCHEMA_VERSION, ...steps.map((step) => step + 1));
}

/** Versions that a caller can read, closed; the newest alone by default. */
export interface Versions {
  readonly oldest?: number;
  readonly newest?: number;
}

/** Versions whose events, bars and logs are read as those of the newest. */
export const READABLE: Versions = { oldest: 1 };

/**
 * Opens an existing ledger's file for reading only.
 *
 * @throws {QtcError} `unavailable`, or `conflict` for another version
 */
export function openDatabaseReadOnly(
  path: string,
  { newest = SCHEMA_VERSION, oldest = newest }: Versions = {},
): DatabaseSync {
  const { database, version } = connect(path, true);
  if (version < oldest || version > newest) {
    database.close();
    throw foreign(path, version, newest);
  }
  if (version < WITH_ADDED_BARS) actAsNewest(path, database);
  return database;
}

/** Gives an older version's connection the tables that it lacks; the file stays as it is. */
function actAsNewest(path: string, database: DatabaseSync): void {
  try {
    database.exec("pragma temp_store = memory");
    database.exec(MISSING);
  } catch (cause) {
    database.close();
    throw unusable(path, cause);
  }
}

/** Refuses a file of a newer version or of another program, writing nothing. */
function checkUntouched(path: string, newest: number): void {
  const { database, version } = connect(path, true);
  const tables = database.prepare("select count(*) as n from sqlite_schema")
    .get()?.n;
  database.close();
  const isOurs = version > 0 && version <= newest;
  if (version !== 0 && !isOurs || version === 0 && tables !== 0) {
    throw foreign(path, version, newest);
  }
}

function connect(
  path: string,
  readOnly: boolean,
): { database: DatabaseSync; version: number } {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly });
    const number = (name: string): number =>
      Number(database!.prepare(`pragma ${name}`).get()?.[name]);
    const version = number("user_version");
    const isOurs = number("application_id") === APPLICATION_ID;
    // What another program calls its version says nothing about ours.
    return { database, version: version === 0 || isOurs ? version : -1 };
  } catch (cause) {
    database?.close();
    throw unusable(path, cause);
  }
}

function foreign(path: string, version: number, newest: number): QtcError {
  const state = version > newest
    ? `its version ${version} is newer than this program's ${newest}`
    : version > 0
    ? `its version ${version} is older than this program's ${newest}; start ` +
      "qtc on it, which migrates it after a copy"
    : "it has no tables of this program";
  return new QtcError("conflict", `Cannot use ledger "${path}": ${state}`);
}

function unusable(path: string, cause: unknown): QtcError {
  return new QtcError(
    "unavailable",
    `Cannot open ledger "${path}": ${errorText(cause)}`,
    { cause },
  );
}
