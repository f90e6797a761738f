/**
 * What a competition is to the engine: when the registry has to be looked at
 * although no minute runs, and how it ends: orders are cancelled, what they
 * still brought is booked and valued, and after that nothing changes any more.
 *
 * @module
 */

import { MINUTE_MS } from "../domain/bar.ts";
import { type Books, equityOf, openOrders } from "../domain/books.ts";
import {
  type CompetitionSpec,
  phaseOf,
  uploadsAreFrozen,
} from "../domain/competition.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { mayBecome } from "../domain/order.ts";
import type { Batch } from "../ports/ledger.ts";
import { type Engine, record } from "./engine.ts";
import { minuteText } from "./minute_text.ts";
import { reconcile } from "./reconcile.ts";
import { nextDue } from "./schedule.ts";
import { eventsOf, valuation } from "./settle.ts";

/** How often a broker is asked what became of the last cancels. */
const TRIES = 60;
/** Time between two tries, milliseconds. */
const TRY_MS = 1_000;
/** Looks at the registry before uploads freeze: one finds new code, one takes it. */
const FREEZE_LOOKS = 2;

/** Says whether the competition is over and the board final. */
export function isOver({ competition }: Books): boolean {
  return competition?.ended !== undefined;
}

/** Says whether two competitions are one and the same. */
export function isSameCompetition(
  a: CompetitionSpec | undefined,
  b: CompetitionSpec | undefined,
): boolean {
  return a?.name === b?.name && a?.starts === b?.starts &&
    a?.ends === b?.ends && a?.uploadsUntil === b?.uploadsUntil;
}

/** Returns the end that is still to come, Unix milliseconds. */
export function pendingEnd({ competition }: Books): number | undefined {
  return competition?.ended === undefined ? competition?.spec.ends : undefined;
}

/**
 * Returns when the competition ends if no minute is due before; else
 * `undefined`. Where the data ends it counts when the market would next open.
 *
 * @param next The next minute to run, Unix milliseconds; absent at the end of the data
 */
export function endBefore(
  { books }: Pick<Engine, "books">,
  next: number | undefined,
): number | undefined {
  const ends = pendingEnd(books);
  if (ends === undefined) return undefined;
  const due = next ?? nextDue(
    [...books.instruments.values()].map(({ listedUntil: _, ...each }) => each),
    lastMinuteOf(books),
  );
  return due === undefined || due >= ends ? ends : undefined;
}

/**
 * Returns the first minute between `after` and `next` (both excluded) that does
 * not run and after which the registry is looked at nevertheless: the last ones
 * before uploads freeze, and the last of the competition.
 */
export function nextLook(
  { books, clock, settings }: Engine,
  after: number,
  next: number,
): number | undefined {
  const { ends, uploadsUntil } = books.competition?.spec ?? {};
  const looks: number[] = [];
  for (let n = FREEZE_LOOKS; n > 0 && uploadsUntil !== undefined; n--) {
    looks.push(uploadsUntil - n * MINUTE_MS);
  }
  if (ends !== undefined) looks.push(ends - MINUTE_MS);
  // In real time what is found later came later.
  const oldest = settings.isLive ? clock.now() - 2 * MINUTE_MS : -Infinity;
  return looks.filter((look) => look > after && look > oldest && look < next)
    .sort((a, b) => a - b)[0];
}

/** Says whether a process that starts has to end the competition before anything else. */
export function isEndDue({ books, clock, settings }: Engine): boolean {
  const ends = pendingEnd(books);
  if (ends === undefined || clock.now() < ends) return false;
  if (settings.isLive) return true;
  const instruments = [...books.instruments.values()];
  return (nextDue(instruments, lastMinuteOf(books)) ?? Infinity) >= ends;
}

/**
 * Ends the competition. Each part is durable before the next, so that a process
 * that dies in it goes on where it was. A broker that does not say what became
 * of the orders is asked for a minute; then the board is final without it.
 *
 * @param signal Ends the asking; the next start goes on with it
 */
export async function endCompetition(
  engine: Engine,
  signal?: AbortSignal,
): Promise<void> {
  const { broker, clock, log } = engine;
  const ends = pendingEnd(engine.books);
  if (ends === undefined) return;
  recordMissed(engine, ends);
  const minute = lastMinuteBefore(engine.books, ends);
  record(engine, { events: lastOrders(engine, minute) });
  const cancelled = openOrders(engine.books)
    .filter(({ status }) => status === "PENDING_CANCEL");
  const reports = cancelled.length > 0 ? await broker.cancel(cancelled) : [];
  for (let tries = 1; !isOver(engine.books); tries++) {
    if (openOrders(engine.books).length > 0) {
      reports.push(...await settleRest(engine, minute));
    }
    const isLast = tries === TRIES;
    record(
      engine,
      { events: eventsOf(engine, minute, reports.splice(0)) },
      () =>
        isLast || openOrders(engine.books).length === 0
          ? lastWords(engine.books, minute)
          : { events: [] },
    );
    if (isOver(engine.books)) break;
    await clock.sleepUntil(clock.now() + TRY_MS, signal);
    if (signal?.aborted) return;
  }
  const left = openOrders(engine.books).length;
  if (left > 0) {
    log.write("error", `The broker did not end ${left} orders: check them`);
  }
  reconcile(engine, minute);
  const { name } = engine.books.competition?.spec ?? {};
  log.write("info", `The competition "${name}" has ended: the board is final`);
}

/** Returns how the competition is at a minute, in words; `undefined` without one. */
export function competitionLine(
  { competition }: Books,
  minute: number,
): string | undefined {
  if (!competition) return undefined;
  const { spec } = competition;
  const { name, starts = 0, ends } = spec;
  const frozen = uploadsAreFrozen(spec, minute) ? "; uploads are frozen" : "";
  const phase = phaseOf(competition, minute) === "before"
    ? `starts at ${minuteText(starts)}`
    : `runs${ends === undefined ? "" : ` until ${minuteText(ends)}`}`;
  return `The competition "${name}" ${phase}${frozen}`;
}

/** Says at a start that there is nothing more to run, and what is ignored. */
export async function sayOver(engine: Engine): Promise<void> {
  const { spec } = engine.books.competition ?? {};
  if (!spec) return;
  const { name, ends = 0 } = spec;
  engine.log.write(
    "info",
    `The competition "${name}" ended at ${minuteText(ends)}: the board is ` +
      "final; qtc reset starts a new one",
  );
  const edition = await engine.registry.changes();
  if (!edition || isSameCompetition(edition.competition, spec)) return;
  engine.log.write(
    "warning",
    `Ignored the registry's competition: "${name}" has ended already`,
  );
}

/** Last minute that ran, was skipped or missed, or the one before the first. */
function lastMinuteOf({ lastMinute, barsUpTo = 0 }: Books): number {
  return lastMinute ?? barsUpTo;
}

/** An end that was moved into the past does not undo what ran since. */
function lastMinuteBefore(books: Books, ends: number): number {
  const { lastMinute = 0, valuedAt = 0 } = books;
  return Math.max(ends - MINUTE_MS, lastMinute, valuedAt);
}

/** Minutes that nobody ran while there was time are over as well. */
function recordMissed(engine: Engine, ends: number): void {
  const instruments = [...engine.books.instruments.values()];
  const from = nextDue(instruments, lastMinuteOf(engine.books));
  let last: number | undefined;
  for (
    let due = from;
    due !== undefined && due < ends;
    due = nextDue(instruments, due)
  ) last = due;
  if (from === undefined || last === undefined) return;
  engine.log.write("warning", "Missed minutes: the competition is over");
  const reason = "late";
  record(engine, { events: [{ kind: "missed", from, minute: last, reason }] });
}

/** What never left does not leave any more, everything else is taken back. */
function lastOrders({ books }: Engine, minute: number): LedgerEvent[] {
  const at = minute + MINUTE_MS;
  return openOrders(books).flatMap(({ id, teamId, status }): LedgerEvent[] => {
    const event = { kind: "status", teamId, orderId: id, minute, at } as const;
    if (status === "SUBMITTING") {
      return [{ ...event, status: "EXPIRED", note: "not_sent" }];
    }
    if (!mayBecome(status, "PENDING_CANCEL")) return [];
    const note = "the competition has ended";
    return [{ ...event, status: "PENDING_CANCEL", note }];
  });
}

/** A minute that opened and was skipped left bars: they fill as they would have. */
async function settleRest({ books, broker, barStore }: Engine, minute: number) {
  const { barsUpTo = minute } = books;
  const { settledUpTo = barsUpTo } = books;
  return await broker.settle({
    from: settledUpTo + MINUTE_MS,
    // The minute that the cancels arrive with.
    upTo: minute + MINUTE_MS,
    bars: settledUpTo < barsUpTo ? barStore.between(settledUpTo, barsUpTo) : [],
    orders: openOrders(books),
    instruments: books.instruments,
  });
}

/** Books that have moved since they were valued are valued once more. */
function lastWords(books: Books, minute: number): Batch {
  const { name = "" } = books.competition?.spec ?? {};
  const ended: LedgerEvent = { kind: "ended", minute, name };
  const hasMoved = [...books.teams].some(([id, { active, equity }]) =>
    active && equity !== equityOf(books, id)
  );
  if (!hasMoved) return { events: [ended] };
  const valued = valuation(books, minute);
  return { ...valued, events: [...valued.events, ended] };
}
