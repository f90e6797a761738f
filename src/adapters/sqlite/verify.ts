import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { isDeepStrictEqual } from "node:util";
import { type Books, emptyBooks } from "../../domain/books.ts";
import { amendCalendar } from "../../domain/calendar.ts";
import { decimalText } from "../../domain/decimal.ts";
import { errorText } from "../../domain/error.ts";
import type { LedgerEvent } from "../../domain/event.ts";
import { decodeEvent } from "../../domain/event_codec.ts";
import { apply } from "../../domain/fold.ts";
import { brokenInvariants } from "../../domain/invariants.ts";
import type { Head } from "../../ports/ledger.ts";
import { chainHash, GENESIS, hex } from "./chain.ts";
import { checkpointBooks } from "./ledger.ts";
import { barChecks } from "./verify_bars.ts";

/** What a check of a whole ledger found. */
export interface Verdict {
  readonly head: Head;
  /** The fold of the events up to there. */
  readonly books: Books;
  readonly fills: number;
  /** What is wrong, with its place; empty when all is well. At most 20. */
  readonly faults: readonly string[];
}

/** Most faults that are listed: one wrong event breaks all that follow. */
const FAULTS_MAX = 20;

/** Most places of a damaged file that are listed. */
const PAGES_MAX = 5;

type Fault = (what: string) => void;
type Row = Readonly<Record<string, unknown>>;

/**
 * Replays a whole ledger: the chain, the columns beside each event, the books
 * and their invariants after every minute, the stored bars, the snapshots, the
 * states and the checkpoints.
 *
 * @param published Head and length as they were last published, so that a tail
 *   that was cut off shows
 */
export function verifyLedger(
  database: DatabaseSync,
  published?: Head,
): Verdict {
  const faults: string[] = [];
  const fault: Fault = (what) => {
    if (faults.length < FAULTS_MAX) faults.push(what);
  };
  // Days that the exchange changed come again with the events that say so.
  amendCalendar([]);
  const books = emptyBooks();
  orFault(fault, () => checkFile(database, fault));
  const replayed = replay(database, books, fault, published);
  const { head, fills, snapshots, isWhole } = replayed;
  if (isWhole) {
    if (published && published.length > head.length) {
      fault(
        `events ${
          head.length + 1
        } to ${published.length} are missing at the end`,
      );
    }
    for (const broken of brokenInvariants(books)) fault(broken);
    orFault(fault, () => {
      checkStates(database, books, fault);
      checkSurplus(database, books, head.length, snapshots, fault);
    });
  }
  return { head, books, fills, faults };
}

/** Does work; what SQLite cannot read any more is a fault like others. */
function orFault(fault: Fault, work: () => void): void {
  try {
    work();
  } catch (error) {
    fault(`the file itself is damaged: ${errorText(error)}`);
  }
}

function checkFile(database: DatabaseSync, fault: Fault): void {
  const rows = database.prepare(`pragma integrity_check(${PAGES_MAX})`).all();
  const lines = rows.flatMap((row) => `${Object.values(row)[0]}`.split("\n"));
  for (const line of lines) {
    if (line === "ok" || line.startsWith("***")) continue;
    fault(`the file itself is damaged: ${line}`);
  }
}

/** Walks the events, as far as they can follow each other. */
function replay(
  database: DatabaseSync,
  books: Books,
  fault: Fault,
  published: Head | undefined,
): { head: Head; fills: number; snapshots: number; isWhole: boolean } {
  let last = GENESIS;
  let length = 0;
  let fills = 0;
  let snapshots = 0;
  let isWhole = false;
  orFault(fault, () => {
    const check = checker(database, fault);
    const bars = barChecks(database, fault);
    const rows = database.prepare("select * from events order by seq")
      .iterate();
    for (const row of rows) {
      const place = `event ${length + 1}`;
      if (Number(row.seq) !== length + 1) {
        return fault(`${place} is missing: the next one is ${row.seq}`);
      }
      const text = String(row.body);
      const hash = chainHash(last, length + 1, text);
      if (hex(hash) !== hex(row.hash as Uint8Array)) {
        return fault(
          `${place} does not fit the chain: it or one before was changed`,
        );
      }
      last = hash;
      length++;
      if (published?.length === length && published.hash !== hex(hash)) {
        fault(`${place} is not the one whose hash was published`);
      }
      try {
        const event = decodeEvent(text);
        check.columns(place, row, event);
        apply(books, event);
        check.event(place, event, books);
        bars.event(place, length, event);
        if (event.kind === "fill") fills++;
      } catch (error) {
        return fault(`${place} cannot follow: ${errorText(error)}`);
      }
      check.checkpoint(length, hex(hash), books);
    }
    snapshots = check.snapshots();
    bars.finish();
    isWhole = true;
  });
  return { head: { length, hash: hex(last) }, fills, snapshots, isWhole };
}

function checker(database: DatabaseSync, fault: Fault) {
  const snapshot = database.prepare(
    "select equity, cash from snapshots where team = ? and minute = ?",
  );
  const checkpoint = database.prepare(
    "select * from checkpoints where seq = ?",
  );
  let snapshots = 0;
  return {
    columns(place: string, row: Row, event: LedgerEvent): void {
      const minute = "minute" in event ? event.minute : null;
      const team = "teamId" in event ? event.teamId : null;
      const ref = event.kind === "order" ? event.order.id : null;
      if (
        row.kind !== event.kind || row.minute !== minute || row.team !== team ||
        row.ref !== ref
      ) fault(`${place}: its columns are not what its text says`);
    },
    event(place: string, event: LedgerEvent, books: Books): void {
      if (event.kind === "closed") {
        for (const broken of brokenInvariants(books, event.minute)) {
          fault(`${place}: ${broken}`);
        }
      } else if (event.kind === "valued") {
        for (const [team, equity] of Object.entries(event.equity)) {
          snapshots++;
          const row = snapshot.get(team, event.minute);
          if (
            row?.equity !== decimalText(equity) ||
            row.cash !== decimalText(books.teams.get(team)?.cash ?? 0n)
          ) fault(`${place}: the snapshot of ${team} is another`);
        }
      }
    },
    /** The books of a checkpoint are those of the events before it. */
    checkpoint(seq: number, hash: string, books: Books): void {
      const row = checkpoint.get(seq);
      if (!row) return;
      const saved = checkpointBooks(row);
      if (saved === "foreign") return;
      if (
        saved === "damaged" || hex(row.hash as Uint8Array) !== hash ||
        !isDeepStrictEqual(saved, books)
      ) {
        fault(`the checkpoint after event ${seq} holds other books`);
      }
    },
    /** Returns how many snapshots the events so far speak of. */
    snapshots: () => snapshots,
  };
}

/** Every saved state is what its name says; each team's current one is there. */
function checkStates(
  database: DatabaseSync,
  books: Books,
  fault: Fault,
): void {
  const kept = new Set<string>();
  const rows = database.prepare("select team, hash, text from states")
    .iterate();
  for (const { team, hash, text } of rows) {
    if (sha256(String(text)) === hash) kept.add(`${team} ${hash}`);
    else fault(`a saved state of ${team} is another`);
  }
  for (const { spec: { id }, state } of books.teams.values()) {
    if (state !== undefined && !kept.has(`${id} ${state}`)) {
      fault(`the saved state of ${id} is missing or another`);
    }
  }
}

/** Nothing stands beside the chain that the chain does not speak of. */
function checkSurplus(
  database: DatabaseSync,
  books: Books,
  length: number,
  snapshots: number,
  fault: Fault,
): void {
  const unknown = count(database, "snapshots") - snapshots;
  if (unknown > 0) fault(`${unknown} snapshots are of no minute in the ledger`);
  const later = count(database, "bars where at > ?", books.barsUpTo ?? 0);
  if (later > 0) fault(`${later} bars are later than the last minute`);
  const ahead = count(database, "checkpoints where seq > ?", length);
  if (ahead > 0) fault(`a checkpoint is of events after ${length}, the last`);
}

function count(
  database: DatabaseSync,
  from: string,
  ...values: number[]
): number {
  return Number(
    database.prepare(`select count(*) as n from ${from}`).get(...values)?.n,
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
