import { DatabaseSync } from "node:sqlite";
import { QtcError } from "../../domain/error.ts";

/** Version of the tables below; a newer file is refused untouched. */
export const SCHEMA_VERSION = 1;

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
    primary key (symbol, at)
  ) strict, without rowid;
  create index bars_by_minute on bars (at);
  create table runs (
    team text not null,
    minute integer not null,
    outcome text not null,
    fresh integer not null,
    wall_ms real not null,
    cpu_ms real not null,
    log text not null,
    primary key (team, minute)
  ) strict, without rowid;
`;

/**
 * Opens the ledger's file, making it when it is missing, and returns the
 * connection: write-ahead log, every commit synced to the disk.
 *
 * @throws {QtcError} `unavailable` when it cannot be opened, `conflict` when a
 *   newer version of the program wrote it
 */
export function openDatabase(path: string): DatabaseSync {
  const database = connect(path, false);
  const version = schemaVersion(database);
  if (version > SCHEMA_VERSION) {
    database.close();
    throw tooNew(path, version);
  }
  try {
    database.exec("pragma journal_mode = wal");
    database.exec("pragma synchronous = full");
    if (version === 0) {
      database.exec(
        `begin immediate; ${TABLES} pragma user_version = ${SCHEMA_VERSION}; commit`,
      );
    }
  } catch (cause) {
    database.close();
    throw unusable(path, cause);
  }
  return database;
}

/**
 * Opens an existing ledger's file for reading only.
 *
 * @throws {QtcError} `unavailable`, or `conflict` for a newer version
 */
export function openDatabaseReadOnly(path: string): DatabaseSync {
  const database = connect(path, true);
  const version = schemaVersion(database);
  if (version === SCHEMA_VERSION) return database;
  database.close();
  if (version > SCHEMA_VERSION) throw tooNew(path, version);
  throw new QtcError(
    "conflict",
    `Cannot read ledger "${path}": it has no tables of this program`,
  );
}

function connect(path: string, readOnly: boolean): DatabaseSync {
  try {
    return new DatabaseSync(path, { readOnly });
  } catch (cause) {
    throw unusable(path, cause);
  }
}

function schemaVersion(database: DatabaseSync): number {
  const row = database.prepare("pragma user_version").get();
  return Number(row?.user_version ?? 0);
}

function tooNew(path: string, version: number): QtcError {
  return new QtcError(
    "conflict",
    `Cannot use ledger "${path}": its version ${version} is newer than this ` +
      `program's ${SCHEMA_VERSION}`,
  );
}

function unusable(path: string, cause: unknown): QtcError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new QtcError(
    "unavailable",
    `Cannot open ledger "${path}": ${reason}`,
    { cause },
  );
}
