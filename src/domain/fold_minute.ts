/**
 * The part of the fold that minutes go through: opened, settled, ran, decided,
 * closed, each once and in this order.
 *
 * @module
 */

import { assert } from "./assert.ts";
import { MINUTE_MS } from "./bar.ts";
import {
  type Books,
  equityOf,
  type MinutePhase,
  type OpenMinute,
  teamOf,
} from "./books.ts";
import { newYorkDate } from "./calendar.ts";
import type { Money } from "./decimal.ts";
import type { LedgerEvent, MarkUpdate } from "./event.ts";
import { isTerminal } from "./order.ts";
import { takeEquity } from "./performance.ts";
import { afterRun } from "./quarantine.ts";
import type { RunRecord } from "./run.ts";

/** How long a closed order stays in the books, for late executions. */
const KEEP_CLOSED_MS = 3 * 24 * 60 * MINUTE_MS;
/** How far a minute comes, in order. */
const PHASES: readonly MinutePhase[] = ["opened", "settled", "ran", "decided"];

/** What happens to minutes and prices rather than to teams. */
export type MinuteEvent = Extract<
  LedgerEvent,
  {
    kind:
      | "history"
      | "missed"
      | "opened"
      | "valued"
      | "runs"
      | "decided"
      | "closed"
      | "skipped";
  }
>;

/**
 * Applies one event of the minutes, changing the books in place.
 *
 * @throws {InvariantError} when the event cannot follow what the books hold
 */
export function applyMinute(books: Books, event: MinuteEvent): void {
  const { minute } = event;
  switch (event.kind) {
    case "history":
      books.barsUpTo = event.minute;
      books.settledUpTo = event.minute;
      updateMarks(books, event.marks, event.minute);
      return;
    case "missed":
      assert(
        !books.open && event.from <= minute,
        "minutes are missed between others",
      );
      assertLater(books, event.from);
      books.lastMinute = minute;
      return;
    case "opened":
      assertLater(books, minute);
      assert(!books.open, "a minute opens after the one before has closed");
      assert(
        minute > event.after && event.after === (books.barsUpTo ?? event.after),
        `bars follow those before: after ${event.after} for ${minute}`,
      );
      books.open = { minute, after: event.after, phase: "opened", runs: [] };
      books.barsUpTo = minute;
      books.minutesRun++;
      books.lastBars = event.symbols;
      updateMarks(books, event.marks, minute);
      return;
    case "valued":
      return value(books, event);
    case "skipped":
      if (!books.open) assertLater(books, minute);
      else assert(books.open.minute === minute, "the open minute is skipped");
      books.lastMinute = minute;
      delete books.open;
      return;
    default: {
      const { open } = books;
      assert(open?.minute === minute, `minute ${minute} is the open one`);
      if (event.kind === "closed") {
        assert(open.phase !== "opened", `minute ${minute} closes settled`);
        books.lastMinute = minute;
        delete books.open;
      } else if (event.kind === "runs") {
        advance(open, "ran");
        open.runs = event.runs;
        for (const run of event.runs) applyRun(books, minute, run);
      } else advance(open, "decided");
    }
  }
}

function applyRun(
  books: Books,
  minute: number,
  { teamId, outcome, state }: RunRecord,
): void {
  const team = teamOf(books, teamId);
  if (state !== undefined) team.state = state;
  const quarantine = afterRun(team.quarantine, minute, outcome);
  if (quarantine) team.quarantine = quarantine;
  else delete team.quarantine;
}

function value(
  books: Books,
  event: Extract<LedgerEvent, { kind: "valued" }>,
): void {
  const date = newYorkDate(event.minute);
  for (const [teamId, equity] of Object.entries(event.equity)) {
    const team = teamOf(books, teamId);
    assert(
      equity === equityOf(books, teamId),
      `equity is cash and what is held at its marks: ${teamId}`,
    );
    team.equity = equity;
    takeEquity(team.performance, equity);
    if (team.day.date !== date) {
      team.day = { date, startEquity: equity, orders: 0 };
    }
  }
  if (books.valuedAt === undefined || newYorkDate(books.valuedAt) !== date) {
    forgetClosed(books, event.minute);
  }
  // Who joins is valued at a minute that the account has been valued at.
  if (event.minute > (books.valuedAt ?? -Infinity)) {
    takeEquity(books.performance, accountEquity(books));
  }
  books.valuedAt = event.minute;
  if (books.open?.minute === event.minute) {
    advance(books.open, "settled");
    books.settledUpTo = event.minute;
  }
}

function accountEquity(books: Books): Money {
  let sum = 0n;
  for (const teamId of books.teams.keys()) sum += equityOf(books, teamId);
  return sum as Money;
}

function advance(open: OpenMinute, phase: MinutePhase): void {
  assert(
    PHASES.indexOf(phase) > PHASES.indexOf(open.phase),
    `minute ${open.minute} does not go from ${open.phase} to ${phase}`,
  );
  open.phase = phase;
}

function forgetClosed(books: Books, now: number): void {
  for (const [id, order] of books.orders) {
    if (isTerminal(order.status) && order.updatedAt < now - KEEP_CLOSED_MS) {
      books.orders.delete(id);
    }
  }
}

/**
 * Takes new marks, of minutes up to `upTo` (Unix milliseconds).
 *
 * @throws {InvariantError} when one is from the future, or its symbol frozen
 */
export function updateMarks(
  books: Books,
  marks: MarkUpdate,
  upTo: number,
): void {
  for (const [symbol, mark] of Object.entries(marks)) {
    assert(mark.at <= upTo, `a mark is not from the future: ${symbol}`);
    assert(!books.frozen.has(symbol), `what is frozen has no mark: ${symbol}`);
    books.marks.set(symbol, mark);
  }
}

function assertLater(books: Books, minute: number): void {
  assert(
    books.lastMinute === undefined || minute > books.lastMinute,
    `minutes increase: ${minute} after ${books.lastMinute}`,
  );
}
