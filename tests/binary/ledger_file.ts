/**
 * Looks into a data folder from outside, also while a server writes to it.
 *
 * @module
 */

import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";

/** A row of any table. */
export type Row = Record<string, unknown>;

/** An event as it is stored. */
export interface StoredEvent {
  readonly seq: number;
  /** Unix milliseconds. */
  readonly minute: number;
  readonly team: string;
  // deno-lint-ignore no-explicit-any -- whatever the kind has
  readonly body: any;
}

/** Returns the rows of a query on a data folder's ledger. */
export function query(
  dataDir: string,
  sql: string,
  ...values: SQLInputValue[]
): Row[] {
  using database = open(dataDir, true);
  return database.prepare(sql).all(...values);
}

/** Changes a data folder's ledger behind its back. */
export function damage(dataDir: string, sql: string): void {
  using database = open(dataDir, false);
  database.exec(sql);
}

/** Returns the events of a kind, in order. */
export function eventsOf(dataDir: string, kind: string): StoredEvent[] {
  return query(
    dataDir,
    "select seq, minute, team, body from events where kind = ? order by seq",
    kind,
  ).map(({ seq, minute, team, body }) => ({
    seq: Number(seq),
    minute: Number(minute),
    team: String(team),
    body: JSON.parse(String(body)),
  }));
}

/** Returns the minutes that ran, as `2026-11-20T14:30Z`, in the order they did. */
export function minutesRun(dataDir: string): string[] {
  return eventsOf(dataDir, "closed").map(({ minute }) => utc(minute));
}

/** Returns `2026-11-20T14:30Z`. */
export function utc(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16)}Z`;
}

/** Returns the hash of the last event, hex. */
export function headOf(dataDir: string): string {
  const [row] = query(
    dataDir,
    "select lower(hex(hash)) as head from events order by seq desc limit 1",
  );
  return String(row?.head);
}

/** Returns `{team_id: key}`. */
export function keysOf(dataDir: string): Record<string, string> {
  return JSON.parse(Deno.readTextFileSync(join(dataDir, "api_keys.json")));
}

function open(dataDir: string, readOnly: boolean): DatabaseSync & Disposable {
  const path = join(dataDir, "ledger.sqlite");
  const database = new DatabaseSync(path, { readOnly, timeout: 5_000 });
  return Object.assign(database, { [Symbol.dispose]: () => database.close() });
}
