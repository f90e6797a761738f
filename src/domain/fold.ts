/**
 * The fold of the ledger: every number that a decision depends on follows from
 * the events, in their order, and from nothing else.
 *
 * @module
 */

import { assert } from "./assert.ts";
import { MINUTE_MS } from "./bar.ts";
import { type Books, teamOf } from "./books.ts";
import { newYorkDate } from "./calendar.ts";
import { abs, type Money, notional, type Quantity } from "./decimal.ts";
import type { LedgerEvent, MarkUpdate } from "./event.ts";
import type { Fill } from "./fill.ts";
import {
  isTerminal,
  mayBecome,
  type Order,
  type OrderStatus,
} from "./order.ts";
import { bookFill, emptyPortfolio } from "./portfolio.ts";

/** How long a closed order stays in the books, for late executions. */
const KEEP_CLOSED_MS = 3 * 24 * 60 * MINUTE_MS;

/**
 * Applies one event, changing the books in place: there is one writer.
 *
 * @throws {InvariantError} when the event cannot follow what the books hold
 */
export function apply(books: Books, event: LedgerEvent): void {
  switch (event.kind) {
    case "identity":
      books.identity = event.identity;
      return;
    case "terms":
      books.terms = event.terms;
      return;
    case "universe":
      books.instruments.clear();
      for (const each of event.instruments) {
        books.instruments.set(each.symbol, each);
      }
      return;
    case "history":
      books.barsUpTo = event.minute;
      books.settledUpTo = event.minute;
      updateMarks(books, event.marks, event.minute);
      return;
    case "deposit": {
      const team = teamOf(books, event.teamId);
      team.cash = team.cash + event.amount as Money;
      team.deposits = team.deposits + event.amount as Money;
      return;
    }
    case "failure":
      if (event.phase === "load") {
        teamOf(books, event.teamId).fault = event.message;
      }
      return;
    case "denial":
      return;
    case "team":
    case "team_removed":
      return applyTeam(books, event);
    case "order":
    case "fill":
    case "status":
      return applyOrder(books, event);
    default:
      return applyMinute(books, event);
  }
}

function applyTeam(
  books: Books,
  event: Extract<LedgerEvent, { kind: "team" | "team_removed" }>,
): void {
  if (event.kind === "team_removed") {
    teamOf(books, event.teamId).active = false;
    return;
  }
  const known = books.teams.get(event.teamId);
  if (known) {
    known.spec = event.spec;
    known.active = true;
    delete known.fault;
  } else books.teams.set(event.teamId, emptyPortfolio(event.spec));
}

function applyOrder(
  books: Books,
  event: Extract<LedgerEvent, { kind: "order" | "fill" | "status" }>,
): void {
  if (event.kind === "order") {
    const { order } = event;
    assert(
      !books.orders.has(order.id),
      `an order id is used once: ${order.id}`,
    );
    const team = teamOf(books, order.teamId);
    team.day.orders++;
    const sent: Order = {
      ...order,
      status: "SUBMITTING",
      filled: 0n as Quantity,
      filledValue: 0n as Money,
      fees: 0n as Money,
      fillIds: [],
      updatedAt: order.minute + MINUTE_MS,
    };
    books.orders.set(order.id, sent);
    team.open.set(order.id, sent);
    return;
  }
  const order = books.orders.get(event.orderId);
  assert(order, `an event's order is known: ${event.orderId}`);
  if (event.kind === "fill") return applyFillEvent(books, order, event);
  assert(
    mayBecome(order.status, event.status),
    `${order.id} may not go from ${order.status} to ${event.status}`,
  );
  become(books, order, event.status, event.at, event.note);
}

function applyFillEvent(books: Books, order: Order, fill: Fill): void {
  const size = abs(fill.quantity);
  assert(
    !order.fillIds.includes(fill.id),
    `an execution is booked once: ${fill.id}`,
  );
  assert(
    order.filled + size <= order.quantity,
    `${order.id} is not filled beyond its quantity`,
  );
  const team = teamOf(books, fill.teamId);
  bookFill(team, fill);
  if (order.fillIds.length === 0) team.tradeCount++;
  order.fillIds.push(fill.id);
  order.filled = order.filled + size as Quantity;
  order.filledValue = order.filledValue +
    abs(notional(fill.price, fill.quantity)) as Money;
  order.fees = order.fees + fill.fee as Money;
  if (isTerminal(order.status)) {
    order.note = `LATE: filled after it was ${order.status}`;
    return;
  }
  const done = order.filled === order.quantity;
  // A partial fill does not take back the wish to cancel.
  const next = done
    ? "FILLED"
    : order.status === "PENDING_CANCEL"
    ? order.status
    : "PARTIALLY_FILLED";
  become(books, order, next, fill.at);
}

function become(
  books: Books,
  order: Order,
  status: OrderStatus,
  at: number,
  note?: string,
): void {
  order.status = status;
  order.updatedAt = Math.max(order.updatedAt, at);
  if (status === "PENDING_CANCEL") order.cancelAt = at;
  if (note !== undefined) order.note = note;
  if (isTerminal(status)) teamOf(books, order.teamId).open.delete(order.id);
}

function applyMinute(
  books: Books,
  event: Extract<
    LedgerEvent,
    {
      kind:
        | "missed"
        | "opened"
        | "valued"
        | "runs"
        | "decided"
        | "closed"
        | "skipped";
    }
  >,
): void {
  const { minute } = event;
  switch (event.kind) {
    case "missed":
      assertLater(books, event.from);
      books.lastMinute = minute;
      return;
    case "opened":
      assertLater(books, minute);
      assert(!books.open, "a minute opens after the one before has closed");
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
      books.lastMinute = minute;
      delete books.open;
      return;
    default: {
      const { open } = books;
      assert(open?.minute === minute, `minute ${minute} is the open one`);
      if (event.kind === "closed") {
        books.lastMinute = minute;
        delete books.open;
      } else if (event.kind === "runs") {
        open.phase = "ran";
        open.runs = event.runs;
        for (const { teamId, state } of event.runs) {
          if (state !== undefined) teamOf(books, teamId).state = state;
        }
      } else open.phase = "decided";
    }
  }
}

function value(
  books: Books,
  event: Extract<LedgerEvent, { kind: "valued" }>,
): void {
  const date = newYorkDate(event.minute);
  for (const [teamId, equity] of Object.entries(event.equity)) {
    const team = teamOf(books, teamId);
    team.equity = equity;
    if (equity > team.peak) team.peak = equity;
    if (team.day.date !== date) {
      team.day = { date, startEquity: equity, orders: 0 };
    }
  }
  if (books.valuedAt === undefined || newYorkDate(books.valuedAt) !== date) {
    forgetClosed(books, event.minute);
  }
  books.valuedAt = event.minute;
  if (books.open?.minute === event.minute) {
    books.open.phase = "settled";
    books.settledUpTo = event.minute;
  }
}

function forgetClosed(books: Books, now: number): void {
  for (const [id, order] of books.orders) {
    if (isTerminal(order.status) && order.updatedAt < now - KEEP_CLOSED_MS) {
      books.orders.delete(id);
    }
  }
}

function updateMarks(books: Books, marks: MarkUpdate, upTo: number): void {
  for (const [symbol, mark] of Object.entries(marks)) {
    assert(mark.at <= upTo, `a mark is not from the future: ${symbol}`);
    books.marks.set(symbol, mark);
  }
}

function assertLater(books: Books, minute: number): void {
  assert(
    books.lastMinute === undefined || minute > books.lastMinute,
    `minutes increase: ${minute} after ${books.lastMinute}`,
  );
}
