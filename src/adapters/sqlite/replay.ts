import type { Books } from "../../domain/books.ts";
import { errorText, QtcError } from "../../domain/error.ts";
import type { LedgerEvent } from "../../domain/event.ts";
import { decodeEvent } from "../../domain/event_codec.ts";
import { apply } from "../../domain/fold.ts";
import type { Head } from "../../ports/ledger.ts";
import { chainHash, hex } from "./chain.ts";

/** Where rows of events begin. */
export interface ReplayFrom {
  /** After the events up to `seq`; they change. */
  readonly books: Books;
  /** Number of the event before the first row; 0 when there is none. */
  readonly seq: number;
  /** Its hash. */
  readonly hash: Uint8Array;
  /** Told of each event once it is applied; `head` is after it. */
  readonly onApplied?: (event: LedgerEvent, head: Head) => void;
}

/**
 * Applies events to the books in order, each checked against the chain.
 *
 * @param rows `seq`, `body` and `hash` of each
 * @throws {QtcError} `conflict` when one does not fit the chain or the books
 */
export function replay(
  rows: Iterable<Readonly<Record<string, unknown>>>,
  { books, seq: after, hash: before, onApplied }: ReplayFrom,
): void {
  let seq = after;
  let chain = before;
  const damaged = (why: string, cause?: unknown): QtcError =>
    new QtcError(
      "conflict",
      `Cannot use the ledger: event ${seq} ${why}; qtc verify says more`,
      { cause },
    );
  for (const { seq: found, body, hash } of rows) {
    seq++;
    const text = String(body);
    chain = chainHash(chain, seq, text);
    if (found !== seq || hex(chain) !== hex(hash as Uint8Array)) {
      throw damaged("does not fit the chain");
    }
    let event: LedgerEvent;
    try {
      event = decodeEvent(text);
      apply(books, event);
    } catch (cause) {
      throw damaged(`cannot follow (${errorText(cause)})`, cause);
    }
    onApplied?.(event, { length: seq, hash: hex(chain) });
  }
}
