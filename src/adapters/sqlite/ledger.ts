/**
 * The ledger in SQLite: events in a hash chain, and beside them what is derived
 * or measured. One connection, one writer; a commit is on the disk when it
 * returns.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { deserialize, serialize } from "node:v8";
import { type Books, emptyBooks } from "../../domain/books.ts";
import { amendCalendar } from "../../domain/calendar.ts";
import { errorText, QtcError } from "../../domain/error.ts";
import type { Identity, LedgerEvent } from "../../domain/event.ts";
import { decodeEvent, encodeEvent } from "../../domain/event_codec.ts";
import type { Batch, Head, Ledger, Pruned } from "../../ports/ledger.ts";
import { barWriter } from "./bar_writer.ts";
import { chainHash, GENESIS, hex } from "./chain.ts";
import { pruner } from "./prune.ts";
import { replay } from "./replay.ts";

/** Form of the checkpoints' books; others are not read but folded anew. */
const CHECKPOINT_FORM = 3;
/** Checkpoints that are kept. */
const CHECKPOINTS = 2;
/** States that are kept of each team. */
const STATES = 2;

/** Returns the ledger of an open database. Closing it closes the database. */
export function sqliteLedger(database: DatabaseSync): Ledger {
  const write = writer(database);
  const state = database.prepare(
    "select text from states where team = ? and hash = ?",
  );
  let head = readHead(database);
  let prune = pruner(database);

  return {
    commit(batch): Head {
      let { length, hash } = head;
      transact(database, () => {
        for (const event of batch.events) {
          const text = encodeEvent(event);
          hash = chainHash(hash, ++length, text);
          write.event(length, event, text, hash);
        }
        write.rest(batch, length);
      });
      head = { length, hash };
      return { length, hash: hex(hash) };
    },

    load: () => {
      const { books, seq, hash } = readCheckpoint(database);
      const rows = database.prepare(
        "select seq, body, hash from events where seq > ? order by seq",
      ).iterate(seq);
      replay(rows, { books, seq, hash });
      return { books, head: { length: head.length, hash: hex(head.hash) } };
    },

    checkpoint(books): void {
      const bytes = serialize({ form: CHECKPOINT_FORM, books });
      transact(database, () => {
        database.prepare(
          "insert or replace into checkpoints values (?, ?, ?, ?)",
        ).run(head.length, head.hash, bytes, digest(bytes));
        database.prepare(
          "delete from checkpoints where seq not in " +
            "(select seq from checkpoints order by seq desc limit ?)",
        ).run(CHECKPOINTS);
      });
    },

    prune(limits) {
      let pruned: Pruned = { logs: 0, telemetry: 0 };
      try {
        transact(database, () => void (pruned = prune(limits)));
      } catch (error) {
        // What it remembers to have done was undone.
        prune = pruner(database);
        throw error;
      }
      return pruned;
    },

    state(teamId, hash) {
      const row = state.get(teamId, hash);
      return row && String(row.text);
    },

    close: () => database.close(),
  };
}

/** Returns what a ledger belongs to; `undefined` when it is empty. */
export function identityOf(database: DatabaseSync): Identity | undefined {
  const row = database.prepare("select body from events where seq = 1").get();
  const event = row && decodeEvent(String(row.body));
  return event?.kind === "identity" ? event.identity : undefined;
}

/** Returns the number of the last event; 0 when the ledger is empty. */
export function lengthOf(database: DatabaseSync): number {
  return readHead(database).length;
}

/** Does all of the work, or none of it and says why. */
function transact(database: DatabaseSync, work: () => void): void {
  try {
    database.exec("begin immediate");
    work();
    database.exec("commit");
  } catch (cause) {
    if (database.isOpen && database.isTransaction) database.exec("rollback");
    throw new QtcError(
      "unavailable",
      `Cannot write to the ledger: ${errorText(cause)}`,
      { cause },
    );
  }
}

/** Reads the books of the newest whole checkpoint; empty ones if there is none. */
function readCheckpoint(
  database: DatabaseSync,
): { books: Books; seq: number; hash: Uint8Array } {
  const rows = database.prepare(
    "select c.seq, c.hash, c.books, c.digest from checkpoints c " +
      "join events e on e.seq = c.seq and e.hash = c.hash order by c.seq desc",
  ).all();
  for (const row of rows) {
    const books = checkpointBooks(row);
    if (books instanceof Object) {
      amendCalendar(books.sessions.values());
      return { books, seq: Number(row.seq), hash: row.hash as Uint8Array };
    }
  }
  amendCalendar([]);
  return { books: emptyBooks(), seq: 0, hash: GENESIS };
}

/**
 * Returns the books that a row of checkpoints holds, `damaged`, or `foreign` when
 * another version of the program wrote them.
 */
export function checkpointBooks(
  row: Readonly<Record<string, unknown>>,
): Books | "damaged" | "foreign" {
  const bytes = row.books as Uint8Array;
  if (hex(digest(bytes)) !== hex(row.digest as Uint8Array)) return "damaged";
  try {
    const saved = deserialize(bytes);
    return saved.form === CHECKPOINT_FORM ? saved.books : "foreign";
  } catch {
    // A newer V8 wrote it in a form that this one cannot read.
    return "foreign";
  }
}

/** Returns the hash of an event by its number, hex; `undefined` when there is none. */
export function hashAt(
  database: DatabaseSync,
  seq: number,
): string | undefined {
  const row = database.prepare("select hash from events where seq = ?")
    .get(seq);
  return row && hex(row.hash as Uint8Array);
}

function readHead(
  database: DatabaseSync,
): { length: number; hash: Uint8Array } {
  const last = database.prepare(
    "select seq, hash from events order by seq desc limit 1",
  ).get();
  return last
    ? { length: Number(last.seq), hash: last.hash as Uint8Array }
    : { length: 0, hash: GENESIS };
}

function writer(database: DatabaseSync) {
  const event = database.prepare(
    "insert into events values (?, ?, ?, ?, ?, ?, ?)",
  );
  const bars = barWriter(database);
  const state = database.prepare(
    "insert or replace into states values (?, ?, ?, ?)",
  );
  const oldStates = database.prepare(
    "delete from states where team = ?1 and hash <> ?2 and hash not in " +
      "(select hash from states where team = ?1 and hash <> ?2 " +
      "order by seq desc limit ?3)",
  );
  const snapshot = database.prepare(
    "insert or replace into snapshots values (?, ?, ?, ?)",
  );
  const run = database.prepare(
    "insert or replace into runs values (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  return {
    event(
      seq: number,
      each: LedgerEvent,
      text: string,
      hash: Uint8Array,
    ): void {
      const minute = "minute" in each ? each.minute : null;
      const team = "teamId" in each ? each.teamId : null;
      const ref = each.kind === "order" ? each.order.id : null;
      event.run(seq, minute, each.kind, team, ref, text, hash);
    },
    rest(batch: Batch, seq: number): void {
      bars(batch, seq);
      for (const { teamId, hash, text } of batch.states ?? []) {
        state.run(teamId, hash, text, seq);
        oldStates.run(teamId, hash, STATES - 1);
      }
      for (const each of batch.snapshots ?? []) {
        snapshot.run(each.teamId, each.minute, each.equity, each.cash);
      }
      for (const each of batch.telemetry ?? []) {
        run.run(
          each.teamId,
          each.minute,
          each.outcome,
          each.fresh ? 1 : 0,
          each.wallMs,
          each.cpuMs,
          each.log,
          each.load ?? null,
        );
      }
    },
  };
}

function digest(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}
