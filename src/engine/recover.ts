import { MINUTE_MS } from "../domain/bar.ts";
import type { Books } from "../domain/books.ts";
import { lastSessionStart, sessionOn } from "../domain/calendar.ts";
import { QtcError } from "../domain/error.ts";
import type { Identity, LedgerEvent } from "../domain/event.ts";
import type { ExchangeTerms } from "../domain/exchange.ts";
import { type Instrument, isListed } from "../domain/instrument.ts";
import type { CompetitionSpec } from "../domain/competition.ts";
import { hashBars } from "./bar_hash.ts";
import { marksOf, usable } from "./bars.ts";
import { endCompetition, isEndDue, isOver, pendingEnd } from "./competition.ts";
import { competitionEvents } from "./competition_change.ts";
import type { Log } from "../ports/log.ts";
import { type Engine, record } from "./engine.ts";
import { runMinute } from "./minute.ts";
import { fetchNewcomers, newcomersBatch } from "./newcomers.ts";
import { expireUnsent } from "./orders.ts";
import { skipMinute } from "./publish.ts";
import { reconcile } from "./reconcile.ts";

/** A live minute may be resumed this long after its end, milliseconds (R13). */
const RESUME_MS = 55_000;
/** Longest that the history before the first minute may take, milliseconds. */
const HISTORY_MS = 60_000;

/** What a start brings along; it must agree with what the ledger holds. */
export interface StartOptions {
  readonly identity: Identity;
  readonly terms: ExchangeTerms;
  readonly instruments: readonly Instrument[];
  /** The competition as the registry names it now. */
  readonly competition?: CompetitionSpec;
}

/**
 * The only way to start: takes the books as the ledger has them, refuses a
 * foreign ledger before anything is written, finishes the minute that was open
 * and a competition whose end has come, and returns the first minute that may
 * run next, Unix milliseconds. An empty ledger begins at the clock's time.
 *
 * @throws {QtcError} `conflict` when the ledger belongs to something else
 */
export async function recover(
  engine: Engine,
  options: StartOptions,
): Promise<number> {
  checkIdentity(engine.books.identity, options.identity);
  const isNew = !engine.books.identity;
  if (isNew) await begin(engine, options);
  reconcile(engine, 0);
  // Before anything is filled under them; what is final stays as it is.
  if (!isOver(engine.books)) {
    const bars = isNew ? [] : await fetchNewcomers(engine, options.instruments);
    const batch = { events: changes(engine, options) };
    record(engine, batch, () => newcomersBatch(engine, bars));
  }
  const { open } = engine.books;
  if (open) await resume(engine, open.minute);
  putOff(engine, options.competition);
  if (isEndDue(engine)) await endCompetition(engine);
  return nextAfter(engine.books);
}

/** An end that was put off while nobody ran counts before the old one does. */
function putOff(engine: Engine, wanted: CompetitionSpec | undefined): void {
  const { books, clock } = engine;
  const { ends } = wanted ?? {};
  const isLater = ends !== undefined && ends > (pendingEnd(books) ?? Infinity);
  if (!isEndDue(engine) || !isLater || ends <= clock.now()) return;
  const events = competitionEvents(engine, wanted, nextAfter(books));
  record(engine, { events });
}

function nextAfter({ lastMinute, barsUpTo = 0 }: Books): number {
  return (lastMinute ?? barsUpTo) + MINUTE_MS;
}

/**
 * Refuses a ledger that belongs to another broker, account, feed, clock or seed.
 *
 * @throws {QtcError} `conflict`, naming every difference
 */
export function checkIdentity(
  kept: Identity | undefined,
  wanted: Identity,
): void {
  if (!kept) return;
  const fields = ["broker", "account", "feed", "clock", "seed"] as const;
  const differences = fields
    .filter((field) => kept[field] !== wanted[field])
    .map((field) => `its ${field} is ${kept[field]}, not ${wanted[field]}`);
  if (differences.length > 0) {
    throw new QtcError(
      "conflict",
      `Cannot use this data folder: ${
        differences.join("; ")
      }. Start with the ` +
        "same settings, or with another --data-dir",
    );
  }
}

/** When an empty ledger starts, as `--at` says it. */
export type StartTime =
  | "now"
  | { readonly date: string }
  | { readonly instant: number };

/**
 * Returns the minute at which the simulated clock starts: where the ledger is,
 * or, when it is empty, what `at` says: the session's open on a date (midnight
 * UTC when there is none), else the open of the last session, or where the data
 * begins.
 *
 * @param now Real time, Unix milliseconds
 */
export function startOf(
  books: Books,
  instruments: readonly Instrument[],
  at: StartTime | undefined,
  now: number,
  log: Log,
): number {
  const { open, lastMinute, barsUpTo } = books;
  const kept = open?.minute ?? lastMinute ?? barsUpTo;
  if (kept !== undefined) {
    const start = open ? open.minute : kept + MINUTE_MS;
    if (at !== undefined && at !== "now") {
      const time = new Date(start).toISOString();
      log.write("info", `Ignored --at: the ledger goes on at ${time}`);
    }
    return start;
  }
  if (at === "now") return floorMinute(now);
  if (at && "instant" in at) return floorMinute(at.instant);
  if (at) {
    const midnight = Date.parse(`${at.date}T00:00:00Z`);
    const session = sessionOn(at.date);
    const hasEquities = instruments.some((each) =>
      each.assetClass === "equity" &&
      isListed(each, session?.open ?? midnight)
    );
    return session && hasEquities ? session.open : midnight;
  }
  const begins = instruments.map(({ listedFrom }) => listedFrom ?? -Infinity);
  const data = Math.min(...begins);
  return data === -Infinity ? lastSessionStart(now) : data;
}

function floorMinute(time: number): number {
  return time - time % MINUTE_MS;
}

async function begin(engine: Engine, options: StartOptions): Promise<void> {
  const { identity, terms, instruments } = options;
  const first = floorMinute(engine.clock.now());
  const start: LedgerEvent[] = [
    { kind: "identity", identity },
    { kind: "terms", terms },
    { kind: "universe", instruments },
  ];
  const fetched = await engine.marketData.history(
    first,
    engine.settings.window,
    AbortSignal.timeout(HISTORY_MS),
  );
  const known = new Map(instruments.map((each) => [each.symbol, each]));
  const bars = usable(known, fetched, engine.log)
    .filter(({ at }) => at < first);
  record(engine, {
    events: [...start, {
      kind: "history",
      minute: first - MINUTE_MS,
      count: bars.length,
      hash: hashBars(bars, engine.digest),
      marks: marksOf(known, bars),
    }],
    bars,
  });
}

/** Finishes the minute that a process left open; one that is too old is closed. */
async function resume(engine: Engine, minute: number): Promise<void> {
  const { clock, settings, log } = engine;
  const isLate = settings.isLive &&
    clock.now() > minute + MINUTE_MS + RESUME_MS;
  log.write("info", isLate ? "Closing an old minute" : "Resuming a minute", {
    minute: new Date(minute).toISOString(),
  });
  if (!isLate) return await runMinute(engine, minute);
  expireUnsent(engine, minute);
  skipMinute(engine, minute, "the process was down");
}

/** Terms and universe may change between starts; both are on record. */
function changes(
  { books }: Engine,
  { terms, instruments }: StartOptions,
): LedgerEvent[] {
  const differ = (a: unknown, b: unknown): boolean => text(a) !== text(b);
  return [
    ...(differ(books.terms, terms) ? [{ kind: "terms" as const, terms }] : []),
    ...(differ([...books.instruments.values()], instruments)
      ? [{ kind: "universe" as const, instruments }]
      : []),
  ];
}

function text(value: unknown): string {
  return JSON.stringify(
    value,
    (_, each) => typeof each === "bigint" ? `${each}` : each,
  );
}
