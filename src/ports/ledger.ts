import type { Bar } from "../domain/bar.ts";
import type { Books } from "../domain/books.ts";
import type { Fill } from "../domain/fill.ts";
import type { OrderIntent } from "../domain/order.ts";
import type { EventKind, LedgerEvent } from "../domain/event.ts";

/** Where the chain ends. */
export interface Head {
  /** Number of the last event; 0 when the ledger is empty. */
  readonly length: number;
  /** sha256 of the last event and all before it, hex. */
  readonly hash: string;
}

/** A team's value at the end of a minute, as charts want it. */
export interface SnapshotRow {
  readonly teamId: string;
  /** Start of the minute, Unix milliseconds. */
  readonly minute: number;
  /** Decimal dollars. */
  readonly equity: string;
  readonly cash: string;
}

/** Measured facts of one run; outside the chain, because they differ each time. */
export interface RunTelemetry {
  readonly teamId: string;
  readonly minute: number;
  readonly outcome: string;
  readonly fresh: boolean;
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Load of the host, see `StrategyRun.load`. */
  readonly load?: number;
  readonly log: string;
}

/** Everything that becomes durable at once, or not at all. */
export interface Batch {
  readonly events: readonly LedgerEvent[];
  /** New bars; one that is known already keeps its first values. */
  readonly bars?: readonly Bar[];
  /**
   * What the one `bars_added` event of the batch names, by minute, then symbol:
   * bars that fill a hole, and other values of bars that are there.
   */
  readonly addedBars?: readonly Bar[];
  readonly revisions?: readonly Bar[];
  /** New strategy states: JSON texts by team, with their hashes. */
  readonly states?: readonly {
    readonly teamId: string;
    readonly hash: string;
    readonly text: string;
  }[];
  readonly snapshots?: readonly SnapshotRow[];
  readonly telemetry?: readonly RunTelemetry[];
}

/** One event with its place in the chain. */
export interface LedgerRecord {
  /** 1 for the first. */
  readonly seq: number;
  readonly event: LedgerEvent;
}

/** What {@linkcode Ledger.prune} removes. Times are Unix milliseconds. */
export interface PruneLimits {
  /** Logs of runs before this minute are blanked; 0 keeps them. */
  readonly logsBefore: number;
  /** What was measured of runs before this minute is deleted; 0 keeps it. */
  readonly telemetryBefore: number;
  /** Runs that are changed or deleted at most, > 0. */
  readonly rows: number;
}

/** How many runs {@linkcode Ledger.prune} has changed. */
export interface Pruned {
  readonly logs: number;
  readonly telemetry: number;
}

/** The truth: an append-only chain of events. Durable when a call returns. */
export interface Ledger {
  /**
   * Appends in one transaction.
   *
   * @throws {QtcError} `unavailable` when the disk refuses; nothing is appended
   */
  commit(batch: Batch): Head;
  /** Returns the books of the last checkpoint that is whole, and the head. */
  load(): { readonly books: Books; readonly head: Head };
  /** Keeps the books as of the head, so that the next start is fast. */
  checkpoint(books: Books): void;
  /**
   * Removes old telemetry in one short transaction, the chain is not touched;
   * what is left is removed by later calls.
   *
   * @throws {QtcError} `unavailable` when the disk refuses; nothing is removed
   */
  prune(limits: PruneLimits): Pruned;
  /** Returns a team's saved state by its hash, JSON text. */
  state(teamId: string, hash: string): string | undefined;
  close(): void;
}

/** Reads what the chain and its side tables say, for answers. */
export interface LedgerReader {
  /** Returns the newest events of a team and kinds, newest first. */
  newest(
    teamId: string,
    kinds: readonly EventKind[],
    limit: number,
  ): LedgerRecord[];
  /** Returns a team's newest executions with their orders, newest first. */
  fills(
    teamId: string,
    limit: number,
  ): { readonly fill: Fill; readonly order: OrderIntent }[];
  /** Returns the last `limit` events of all, oldest first, with their numbers. */
  last(limit: number): LedgerRecord[];
  /** Returns a team's newest snapshots from `from` on, oldest first. */
  snapshots(teamId: string, from: number, limit: number): SnapshotRow[];
}

/**
 * Reads a ledger from its first event on, also while another thread appends to
 * it. What it returns for an event never changes once the event is there.
 */
export interface LedgerSource {
  /** Returns the number of the last event; 0 when there is none. */
  length(): number;
  /** Returns the events after `seq`, oldest first, at most `limit`. */
  after(seq: number, limit: number): LedgerRecord[];
  /** Returns the chain's hash after an event, hex; `undefined` when there is none. */
  hashAt(seq: number): string | undefined;
  /** Returns the newest kept books that are not after `seq`, with their event's number. */
  booksUpTo(seq: number): { readonly books: Books; readonly seq: number };
  /** Returns the last minute that was valued, Unix milliseconds. */
  lastValued(): number | undefined;
  /** Returns what the strategies wrote in a minute, without those that wrote nothing. */
  logs(
    minute: number,
    teamIds: readonly string[],
  ): { readonly teamId: string; readonly log: string }[];
  /**
   * Returns the UTC days that have bars with `from <= at < to`, oldest first.
   *
   * @param upTo Events whose bars count, those that came late included; default: all
   */
  barDays(from: number, to: number, upTo?: number): string[];
  /**
   * Returns all bars with `from <= at < to` (Unix milliseconds) as first seen, by
   * symbol, then minute.
   *
   * @param upTo As for {@linkcode LedgerSource.barDays}
   */
  bars(from: number, to: number, upTo?: number): Bar[];
  /** Returns how many bars there are of the UTC day that starts then, Unix milliseconds. */
  barCount(day: number): number;
  close(): void;
}
