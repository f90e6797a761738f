import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Books } from "../../domain/books.ts";
import { QtcError } from "../../domain/error.ts";
import type { Identity, LedgerEvent } from "../../domain/event.ts";
import type { Head, LedgerReader } from "../../ports/ledger.ts";
import { readIdentity } from "./data_folder.ts";
import { hashAt, sqliteLedger } from "./ledger.ts";
import { sqliteLedgerReader } from "./reader.ts";
import { replay } from "./replay.ts";
import { reading, wantsIndex } from "./untouched.ts";

/** Events that are taken at a time from a server that writes. */
const EVENTS_MAX = 5_000;

/** A ledger that is read and left as it is, whoever writes to it meanwhile. */
export interface ReadOnlyLedger {
  readonly identity: Identity;
  /** The fold of the events up to `head`. */
  readonly books: Books;
  /** How far {@linkcode ReadOnlyLedger.follow} has come. */
  readonly head: Head;
  /** Reads the file as it is at each call. */
  readonly reader: LedgerReader;
  /**
   * Applies what has been appended since.
   *
   * @param onApplied Told of each event; `head` is after it
   * @returns `false` when another ledger is in its place: open it anew
   * @throws {QtcError} `unavailable` when it cannot be read at the moment,
   *   `conflict` when it does not hold together: open it anew
   */
  follow(onApplied: (event: LedgerEvent, head: Head) => void): boolean;
}

/**
 * Opens the ledger of a data folder without a lock, a log or any other trace.
 *
 * @param published Where it ended when that was last published
 * @throws {QtcError} `not_found` when there is none or nothing has begun,
 *   `conflict` or `unavailable` as a start on it would be refused
 */
export function openReadOnly(
  dataDir: string,
  published: Head | undefined,
): ReadOnlyLedger {
  const path = join(dataDir, "ledger.sqlite");
  requireIndex(path);
  const identity = readIdentity(dataDir, published);
  if (!identity) {
    const state = existsSync(path)
      ? "its ledger.sqlite is still empty"
      : "it has no ledger.sqlite";
    throw new QtcError(
      "not_found",
      `Cannot serve data folder "${dataDir}": ${state}; name one in which a ` +
        "competition has run, such as data/sample, or begin one with qtc " +
        `--data-dir "${dataDir}"`,
    );
  }
  const loaded = reading(path, (database) => sqliteLedger(database).load());
  const { books } = loaded;
  let { head } = loaded;
  return {
    identity,
    books,
    get head() {
      return head;
    },
    reader: readerOf(path),
    follow(onApplied) {
      requireIndex(path);
      const { length, hash } = head;
      // All rows first: what is read may be read twice, not what is applied.
      const rows = reading(
        path,
        (database) =>
          hashAt(database, length) === hash
            ? database.prepare(
              "select seq, body, hash from events where seq > ? " +
                "order by seq limit ?",
            ).all(length, EVENTS_MAX)
            : undefined,
      );
      if (!rows) return false;
      replay(rows, {
        books,
        seq: length,
        hash: Uint8Array.fromHex(hash),
        onApplied(event, after) {
          head = after;
          onApplied(event, after);
        },
      });
      return true;
    },
  };
}

/** Opens and closes the file for each answer: nobody waits for a reader to leave. */
function readerOf(path: string): LedgerReader {
  const read = <T>(work: (reader: LedgerReader) => T): T => {
    requireIndex(path);
    return reading(path, (database) => work(sqliteLedgerReader(database)));
  };
  return {
    newest: (...asked) => read((reader) => reader.newest(...asked)),
    fills: (...asked) => read((reader) => reader.fills(...asked)),
    last: (...asked) => read((reader) => reader.last(...asked)),
    snapshots: (...asked) => read((reader) => reader.snapshots(...asked)),
  };
}

/**
 * Refuses a ledger that could be read only by making a file beside it.
 *
 * @throws {QtcError} `unavailable`
 */
export function requireIndex(path: string): void {
  if (!wantsIndex(path)) return;
  throw new QtcError(
    "unavailable",
    `Cannot read ledger "${path}" without changing it: its log ` +
      "ledger.sqlite-wal came without ledger.sqlite-shm; copy that file as " +
      "well, or run qtc verify on a copy of the folder that may be written",
  );
}
