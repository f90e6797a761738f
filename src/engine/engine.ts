import type { Books } from "../domain/books.ts";
import { QtcError } from "../domain/error.ts";
import { apply } from "../domain/fold.ts";
import type { BarHistory } from "../ports/bar_history.ts";
import type { BarStore } from "../ports/bar_store.ts";
import type { Broker } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import type { CorporateActions } from "../ports/corporate_actions.ts";
import type { Digest } from "../ports/digest.ts";
import type { Batch, Head, Ledger } from "../ports/ledger.ts";
import type { Log } from "../ports/log.ts";
import type { MarketData } from "../ports/market_data.ts";
import type { Registry, RegistryEdition } from "../ports/registry.ts";
import type { Rollbacks } from "../ports/rollbacks.ts";
import type { Strategies } from "../ports/strategies.ts";
import type { ActionsAnswer } from "./ask_actions.ts";

/** What the steps of a minute work with. There is one per process. */
export interface Engine {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly barStore: BarStore;
  /** All bars that are known, on the ledger's own connection. */
  readonly history: BarHistory;
  readonly marketData: MarketData;
  readonly broker: Broker;
  readonly strategies: Strategies;
  readonly registry: Registry;
  /** Splits and dividends; absent when nobody knows of any. */
  readonly actions?: CorporateActions;
  /** What operators ask for between minutes; absent when nobody can. */
  readonly rollbacks?: Rollbacks;
  readonly digest: Digest;
  /** Lets what waits have its turn between two pieces of work that block. */
  readonly breathe: () => Promise<void>;
  readonly log: Log;
  readonly settings: EngineSettings;
  /** The fold of the ledger; only `record()` changes it. */
  books: Books;
  /** Where the ledger ends. */
  head: Head;
  /** Why no new orders are sent; absent while all is well. */
  halted?: string;
  /** The first broken invariant, as last checked; absent while all adds up. */
  broken?: string;
  /** Changes that were said to be ignored: uploads are frozen, or a version is pinned. */
  ignored?: Set<string>;
  /** The registry as it was last taken in. */
  edition?: RegistryEdition;
  /** A version was pinned or a pin lifted: what the registry said last is looked at again. */
  hasNewPins?: boolean;
  /** Says whether a team's version (sha256 of its sources) can be loaded; absent: it can. */
  readonly hasCode?: (teamId: string, code: string) => boolean;
  /** When the source of actions was asked last; absent before the first time. */
  actionsAsked?: ActionsAsked;
  /** What simulated minutes make room for, because they leave none; absent: nothing. */
  between?: () => Promise<void>;
  /** Set when the process ends: what comes after it is not recorded. */
  isClosed?: boolean;
  /** Told after each durable batch, for views and activity. */
  readonly onRecorded: (batch: Batch, head: Head) => void;
}

/** How far {@linkcode Engine.actions} has been asked. */
export interface ActionsAsked {
  /** Day in New York up to which it has answered, `YYYY-MM-DD`; absent before it has. */
  date?: string;
  /** Minute of the last question, Unix milliseconds. */
  at: number;
  /** Questions in a row that failed. */
  failures: number;
  /** Why actions of the last answer cannot be booked, by id. */
  refused: ReadonlyMap<string, string>;
  /** A question that is under way. */
  pending?: Promise<ActionsAnswer>;
}

/** What differs between competitions. */
export interface EngineSettings {
  /** Whether minutes happen in real time: late ones are missed, not run. */
  readonly isLive: boolean;
  readonly seed: number;
  /** Rows of each symbol that strategies see. */
  readonly window: number;
  /** Milliseconds that all strategies together may take in a minute. */
  readonly phaseBudgetMs: number;
  /** Milliseconds after a minute's end before its bars are asked for. */
  readonly barDelayMs: number;
  /** Percent that a price may jump by; 0 when by any, see `isJump()`. */
  readonly jumpLimit: number;
  /** Minutes between checkpoints. */
  readonly checkpointMinutes: number;
  /** Days that logs of runs are kept; 0 for ever. */
  readonly keepLogsDays: number;
  /** Days that what was measured of runs is kept, and as long as logs; 0 for ever. */
  readonly keepTelemetryDays: number;
}

/** What {@linkcode record} works with. */
export type Recorder = Pick<
  Engine,
  "books" | "head" | "isClosed" | "ledger" | "onRecorded"
>;

/**
 * Appends events and applies them to the books: the only way anything changes.
 * They are applied first, so that what cannot follow never becomes durable.
 *
 * @param batch Everything that becomes durable at once
 * @param more Computed on the books after `batch`, durable together with it
 * @throws {QtcError} `unavailable` when the disk refuses
 * @throws {InvariantError} when an event cannot follow what happened before;
 *   the books are as before, whatever is thrown
 */
export function record(
  engine: Recorder,
  batch: Batch,
  more?: () => Batch,
): void {
  if (engine.isClosed) {
    throw new QtcError("unavailable", "Cannot record: the engine has closed");
  }
  let whole: Batch;
  try {
    for (const event of batch.events) apply(engine.books, event);
    const added = more?.() ?? { events: [] };
    for (const event of added.events) apply(engine.books, event);
    whole = joined(batch, added);
    if (whole.events.length === 0) return;
    engine.head = engine.ledger.commit(whole);
  } catch (error) {
    engine.books = engine.ledger.load().books;
    throw error;
  }
  engine.onRecorded(whole, engine.head);
}

function joined(a: Batch, b: Batch): Batch {
  return {
    events: [...a.events, ...b.events],
    bars: [...a.bars ?? [], ...b.bars ?? []],
    addedBars: [...a.addedBars ?? [], ...b.addedBars ?? []],
    revisions: [...a.revisions ?? [], ...b.revisions ?? []],
    states: [...a.states ?? [], ...b.states ?? []],
    snapshots: [...a.snapshots ?? [], ...b.snapshots ?? []],
    telemetry: [...a.telemetry ?? [], ...b.telemetry ?? []],
  };
}
