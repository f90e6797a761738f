import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { isDeepStrictEqual } from "node:util";
import { deserialize } from "node:v8";
import { barLine } from "../../domain/bar.ts";
import { type Books, emptyBooks } from "../../domain/books.ts";
import { decimalText } from "../../domain/decimal.ts";
import { errorText } from "../../domain/error.ts";
import type { LedgerEvent } from "../../domain/event.ts";
import { decodeEvent } from "../../domain/event_codec.ts";
import { apply } from "../../domain/fold.ts";
import { brokenInvariants } from "../../domain/invariants.ts";
import type { Head } from "../../ports/ledger.ts";
import { sqliteBarStore } from "./bar_store.ts";
import { chainHash, GENESIS, hex } from "./chain.ts";

/** What a check of a whole ledger found. */
export interface Verdict {
  readonly head: Head;
  /** Minutes that ran. */
  readonly minutes: number;
  readonly fills: number;
  readonly teams: number;
  /** What is wrong, with its place; empty when all is well. At most 20. */
  readonly faults: readonly string[];
}

/** Most faults that are listed: one wrong event breaks all that follow. */
const FAULTS_MAX = 20;

/**
 * Replays a whole ledger: the chain, the columns beside each event, the books
 * and their invariants after every minute, the stored bars, the snapshots, the
 * states and the checkpoint.
 *
 * @param published Head and length as they were last published, so that a tail
 *   that was cut off shows
 */
export function verifyLedger(
  database: DatabaseSync,
  published?: Head,
): Verdict {
  const faults: string[] = [];
  const fault = (what: string): void => {
    if (faults.length < FAULTS_MAX) faults.push(what);
  };
  const check = checker(database, fault);
  const books = emptyBooks();
  let hash = GENESIS;
  let seq = 0;
  let fills = 0;
  const rows = database.prepare("select * from events order by seq").iterate();
  for (const row of rows) {
    seq++;
    const place = `event ${seq}`;
    if (Number(row.seq) !== seq) {
      fault(`${place} is missing: the next one is ${row.seq}`);
      break;
    }
    const text = String(row.body);
    hash = chainHash(hash, seq, text);
    if (hex(hash) !== hex(row.hash as Uint8Array)) {
      fault(`${place} does not fit the chain: it or one before was changed`);
      break;
    }
    if (published?.length === seq && published.hash !== hex(hash)) {
      fault(`${place} is not the one whose hash was published`);
    }
    try {
      const event = decodeEvent(text);
      check.columns(place, row, event);
      apply(books, event);
      check.event(place, event, books);
      if (event.kind === "fill") fills++;
    } catch (error) {
      fault(`${place} cannot follow: ${errorText(error)}`);
      break;
    }
    check.checkpoint(seq, books);
  }
  if (published && published.length > seq) {
    fault(`events ${seq + 1} to ${published.length} are missing at the end`);
  }
  for (const broken of brokenInvariants(books)) fault(broken);
  check.states(books);
  return {
    head: { length: seq, hash: hex(hash) },
    minutes: books.minutesRun,
    fills,
    teams: books.teams.size,
    faults,
  };
}

function checker(database: DatabaseSync, fault: (what: string) => void) {
  const bars = sqliteBarStore(database, () => true);
  const snapshot = database.prepare(
    "select equity, cash from snapshots where team = ? and minute = ?",
  );
  const state = database.prepare(
    "select text from states where team = ? and hash = ?",
  );
  const checkpoint = database.prepare(
    "select books from checkpoints where seq = ?",
  );
  const checkpoints = new Set(
    database.prepare("select seq from checkpoints").all()
      .map(({ seq }) => Number(seq)),
  );
  const checkBars = (
    place: string,
    after: number,
    upTo: number,
    expected: { count: number; hash: string },
  ): void => {
    const stored = bars.between(after, upTo);
    const lines = stored.map(barLine).join("\n");
    if (
      stored.length !== expected.count ||
      sha256(lines) !== expected.hash
    ) fault(`${place}: the stored bars are not those that were hashed`);
  };
  return {
    columns(
      place: string,
      row: Record<string, unknown>,
      event: LedgerEvent,
    ): void {
      const minute = "minute" in event ? event.minute : null;
      const team = "teamId" in event ? event.teamId : null;
      const ref = event.kind === "order" ? event.order.id : null;
      if (
        row.kind !== event.kind || row.minute !== minute || row.team !== team ||
        row.ref !== ref
      ) fault(`${place}: its columns are not what its text says`);
    },
    event(place: string, event: LedgerEvent, books: Books): void {
      if (event.kind === "opened") {
        checkBars(place, event.after, event.minute, event);
      } else if (event.kind === "history") {
        checkBars(place, 0, event.minute, event);
      } else if (event.kind === "closed") {
        for (const broken of brokenInvariants(books, event.minute)) {
          fault(`${place}: ${broken}`);
        }
      } else if (event.kind === "valued") {
        for (const [team, equity] of Object.entries(event.equity)) {
          const row = snapshot.get(team, event.minute);
          if (
            row?.equity !== decimalText(equity) ||
            row.cash !== decimalText(books.teams.get(team)?.cash ?? 0n)
          ) fault(`${place}: the snapshot of ${team} is another`);
        }
      }
    },
    /** The saved state of each team is the one that the chain names. */
    states(books: Books): void {
      for (const { spec: { id }, state: hash } of books.teams.values()) {
        if (hash === undefined) continue;
        const text = state.get(id, hash)?.text;
        if (text === undefined || sha256(String(text)) !== hash) {
          fault(`the saved state of ${id} is missing or another`);
        }
      }
    },
    /** The books of a checkpoint are those of the events before it. */
    checkpoint(seq: number, books: Books): void {
      if (!checkpoints.has(seq)) return;
      const bytes = checkpoint.get(seq)?.books as Uint8Array;
      const saved = deserialize(bytes).books;
      if (!isDeepStrictEqual(saved, books)) {
        fault(`the checkpoint after event ${seq} holds other books`);
      }
    },
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
