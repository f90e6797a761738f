/**
 * Splits and dividends in the engine: when they are asked for, and what has to
 * end before they are booked.
 *
 * @module
 */

import { actionFault, bookedAs } from "../domain/apply_action.ts";
import { MINUTE_MS } from "../domain/bar.ts";
import { type Books, openOrders } from "../domain/books.ts";
import { newYorkDate, sessionOn } from "../domain/calendar.ts";
import {
  actionKey,
  actionText,
  type CorporateAction,
} from "../domain/corporate_action.ts";
import { errorText } from "../domain/error.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { isJump } from "../domain/jump.ts";
import { mayBecome } from "../domain/order.ts";
import { heldOf } from "../domain/portfolio.ts";
import type { Batch } from "../ports/ledger.ts";
import { askActions, inTime, unbooked } from "./ask_actions.ts";
import { isOver } from "./competition.ts";
import { type Engine, record, type Recorder } from "./engine.ts";
import { freeze } from "./jumps.ts";
import { rollbackMinute } from "./rollback.ts";
import { eventsOf } from "./settle.ts";

/** A question that failed is asked again each minute, so often. */
const QUICK_TRIES = 5;
/** After that, and while a price is unexplained, minutes between two questions. */
const SLOW_MINUTES = 15;
/** Days that are asked for again each time: sources know some things late. */
const DAYS_BACK = 10;
const DAY_MS = 1440 * MINUTE_MS;

/**
 * Books the actions that count from the day of a minute on: asked for before the
 * first minute of each day in New York that runs, of its session, and now and then
 * while a jump has no explanation. Open orders of what splits are cancelled first; the
 * simulated exchange ends them at once, before it sees a bar of that day. (A real
 * broker that fills one nevertheless, after a split, is not provided for.) A
 * question that fails holds up nothing but itself; an answer that takes long is
 * booked before a later minute.
 *
 * @param minute The minute that is about to open, Unix milliseconds
 * @throws {QtcError} `unavailable` when the ledger cannot be written
 */
export async function takeActions(
  engine: Engine,
  minute: number,
): Promise<void> {
  const { actions: source, books, log } = engine;
  if (!source || books.open || isOver(books)) return;
  const asked = engine.actionsAsked ??= {
    at: -Infinity,
    failures: 0,
    refused: new Map(),
  };
  if (!asked.pending) {
    const upTo = newYorkDate(minute);
    if (!isDue(engine, minute, upTo)) return;
    const symbols = sharesOf(books);
    if (symbols.length === 0) return;
    asked.at = minute;
    const from = firstDay(engine, minute);
    asked.pending = askActions(source, { symbols, from, upTo });
  }
  const answer = await inTime(asked.pending);
  if (!answer) return;
  delete asked.pending;
  const { symbols, from, upTo, found } = answer;
  if ("failure" in found) {
    if (asked.failures++ > 0) return;
    const reason = errorText(found.failure);
    log.write(
      "warning",
      `No splits and dividends: ${reason}; they are asked for again, and ` +
        "counted then",
    );
    return;
  }
  if (asked.failures > 0) log.write("info", "Splits and dividends are known");
  asked.date = upTo;
  asked.failures = 0;
  const refused = new Map<string, string>();
  for (const action of unbooked(engine.books, found)) {
    const { id, symbol, exDate } = action;
    if (!symbols.includes(symbol) || exDate < from || exDate > upTo) continue;
    const refusal = await book(engine, action, minute);
    if (refusal === undefined) continue;
    refused.set(id, refusal);
    if (!asked.refused.has(id)) log.write("error", refusal);
  }
  asked.refused = refused;
}

/** What {@linkcode bookPastActions} works with. */
export type ActionsDesk = Recorder & Pick<Engine, "actions" | "clock">;

/**
 * Books the actions of days before the first team, which concern nothing but how
 * history is adjusted: whoever brings bars of then asks for them.
 *
 * @param from First day in New York, `YYYY-MM-DD`
 * @returns How many are new; `undefined` while a minute is open, or without a source
 * @throws {QtcError} what the source throws, `unavailable` when the ledger cannot
 *   be written
 */
export async function bookPastActions(
  desk: ActionsDesk,
  from: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { actions: source, books: { teams }, clock } = desk;
  const joined = [...teams.values()].map(({ joinedAt }) => joinedAt);
  const first = newYorkDate(Math.min(clock.now(), ...joined));
  const symbols = sharesOf(desk.books);
  if (!source || isOver(desk.books)) return undefined;
  if (symbols.length === 0 || from >= first) return 0;
  const found = await source.actions(symbols, from, first, signal);
  const { books } = desk;
  if (books.open) return undefined;
  const fitting = unbooked(books, found).filter((action) =>
    action.exDate < first && symbols.includes(action.symbol) &&
    actionFault(books, action) === undefined
  );
  // Of two that differ the first counts.
  const past = [...Map.groupBy(fitting, actionKey).values()]
    .map(([action]) => action!);
  const minute = rollbackMinute(books, clock.now());
  record(desk, {
    events: past.map((action) => ({
      kind: "corporate_action",
      minute,
      action,
    })),
  });
  return past.length;
}

/** Shares of the universe, and of what has left it those that are held. */
function sharesOf({ instruments, departed, teams }: Books): string[] {
  const held = [...departed?.values() ?? []].filter(({ symbol }) =>
    [...teams.values()].some((team) => heldOf(team, symbol) > 0n)
  );
  return [...instruments.values(), ...held]
    .filter(({ assetClass }) => assetClass === "equity")
    .map(({ symbol }) => symbol);
}

function isDue(
  { actionsAsked, books }: Engine,
  minute: number,
  date: string,
): boolean {
  const { date: upTo, at = -Infinity, failures = 0 } = actionsAsked ?? {};
  // Coins begin their day at midnight, when sources do not know it all yet.
  const open = sessionOn(date)?.open ?? Infinity;
  const isAnswered = upTo === date && (at >= open || minute < open);
  if (isAnswered && books.frozen.size === 0) return false;
  const isSlow = failures >= QUICK_TRIES || isAnswered && failures === 0;
  return !isSlow || minute >= at + SLOW_MINUTES * MINUTE_MS;
}

/**
 * Days back from the minute and from the last bar, whatever was asked before: what
 * is booked is skipped. A jump is explained by what happened since its mark.
 */
function firstDay({ books }: Engine, minute: number): string {
  const { barsUpTo = minute, frozen, marks } = books;
  const jumps = [...frozen.keys()].map((symbol) =>
    marks.get(symbol)?.at ?? minute
  );
  return newYorkDate(
    Math.min(minute - DAYS_BACK * DAY_MS, barsUpTo, ...jumps),
  );
}

/** Returns why an action is not booked, `undefined` when it is. */
async function book(
  engine: Engine,
  action: CorporateAction,
  minute: number,
): Promise<string | undefined> {
  const text = actionText(action);
  const { exDate } = action;
  if (actionFault(engine.books, action) === undefined) {
    // A dividend leaves an order's shares what they are.
    if (action.type === "split") await cancelOrders(engine, action, minute);
  }
  const fault = actionFault(engine.books, action);
  if (fault !== undefined) {
    if (!bookedAs(engine.books, action)) {
      // All teams read it: it names none.
      const reason = `the ${text} of ${exDate} came too late to be booked`;
      freezeHeld(engine, action, { minute, reason });
    }
    return `Cannot book the ${text} of ${exDate}: ${fault}`;
  }
  record(
    engine,
    { events: [{ kind: "corporate_action", minute, action }] },
    () => thawExplained(engine, action, minute),
  );
  engine.log.write("info", `Booked the ${text}`, { exDate });
  return undefined;
}

/**
 * What teams hold of a symbol is not what it should be: nobody trades it until an
 * operator has looked at it, once.
 */
function freezeHeld(
  engine: Engine,
  { id, symbol }: CorporateAction,
  { minute, reason }: { readonly minute: number; readonly reason: string },
): void {
  const { books } = engine;
  const isHeld = [...books.teams.values()].some((team) =>
    heldOf(team, symbol) > 0n
  );
  if (!isHeld || books.frozen.has(symbol) || books.refused?.has(id)) return;
  const why = { refused: id, reason };
  record(engine, { events: freeze(books, { symbol, minute, why }) });
}

/** Ends what is open of a symbol; nothing that has not been settled fills it any more. */
async function cancelOrders(
  engine: Engine,
  action: CorporateAction,
  minute: number,
): Promise<void> {
  const { broker, log } = engine;
  const own = () =>
    openOrders(engine.books).filter(({ symbol }) => symbol === action.symbol);
  const note = actionText(action);
  record(engine, {
    events: own().flatMap(({ id, teamId, status }): LedgerEvent[] => {
      const event = { teamId, orderId: id, minute, at: minute, note };
      if (status === "SUBMITTING") {
        return [{ kind: "status", ...event, status: "EXPIRED" }];
      }
      return mayBecome(status, "PENDING_CANCEL")
        ? [{ kind: "status", ...event, status: "PENDING_CANCEL" }]
        : [];
    }),
  });
  const orders = own();
  if (orders.length === 0) return;
  const { books } = engine;
  const reports = await broker.cancel(orders);
  reports.push(
    ...await broker.settle({
      from: (books.settledUpTo ?? minute - MINUTE_MS) + MINUTE_MS,
      upTo: Math.max(minute, ...orders.map(({ cancelAt = 0 }) => cancelAt)),
      bars: [],
      orders: own(),
      instruments: books.instruments,
    }),
  );
  record(engine, { events: eventsOf(engine, minute, reports) });
  const left = own().length;
  if (left > 0) {
    log.write("error", `The broker has not ended ${left} orders: ${note}`);
  }
}

/** A jump is explained when the new mark is near the price that came. */
function thawExplained(
  { books, settings }: Engine,
  action: CorporateAction,
  minute: number,
): Batch {
  const { symbol } = action;
  const frozen = books.frozen.get(symbol);
  const mark = books.marks.get(symbol);
  if (
    !frozen || frozen.reason !== undefined || !mark ||
    isJump(frozen.price, mark.price, settings.jumpLimit)
  ) {
    return { events: [] };
  }
  const reason = `the ${actionText(action)} explains its price`;
  return { events: [{ kind: "thawed", minute, symbol, reason }] };
}
