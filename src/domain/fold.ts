/**
 * The fold of the ledger: every number that a decision depends on follows from
 * the events, in their order, and from nothing else.
 *
 * @module
 */

import { assert } from "./assert.ts";
import { MINUTE_MS } from "./bar.ts";
import { applyAction, payLate } from "./apply_action.ts";
import { type Books, LATE, teamOf } from "./books.ts";
import { amendCalendar } from "./calendar.ts";
import { abs, type Money, notional, type Quantity } from "./decimal.ts";
import type { EventKind, LedgerEvent } from "./event.ts";
import type { Fill } from "./fill.ts";
import type { Instrument } from "./instrument.ts";
import { applyMinute, updateMarks } from "./fold_minute.ts";
import {
  isTerminal,
  mayBecome,
  type Order,
  type OrderStatus,
} from "./order.ts";
import { takeFlow } from "./performance.ts";
import { bookFill, emptyPortfolio } from "./portfolio.ts";

/** What would change a board that is final; only executions may still arrive. */
const FINAL: ReadonlySet<EventKind> = new Set([
  "competition",
  "corporate_action",
  "deposit",
  "ended",
  "frozen",
  "opened",
  "order",
  "team",
  "team_removed",
  "thawed",
  "valued",
]);

/**
 * Applies one event, changing the books in place: there is one writer.
 *
 * @throws {InvariantError} when the event cannot follow what the books hold
 */
export function apply(books: Books, event: LedgerEvent): void {
  assert(
    books.competition?.ended === undefined || !FINAL.has(event.kind),
    `nothing is ${event.kind} after the competition's end`,
  );
  switch (event.kind) {
    case "identity":
      assert(!books.identity, "a ledger has one identity");
      books.identity = event.identity;
      return;
    case "terms":
      books.terms = event.terms;
      return;
    case "universe":
      return applyUniverse(books, event.instruments);
    case "deposit": {
      const team = teamOf(books, event.teamId);
      team.cash = team.cash + event.amount as Money;
      team.deposits = team.deposits + event.amount as Money;
      takeFlow(team.performance, event.amount);
      takeFlow(books.performance, event.amount);
      // A flow is neither won nor lost today.
      team.day.startEquity = team.day.startEquity + event.amount as Money;
      return;
    }
    case "competition":
    case "ended":
      return applyCompetition(books, event);
    case "failure":
      // Inside a minute it is a run that failed; its code stays the team's newest.
      if (event.phase === "load" && !books.open) {
        teamOf(books, event.teamId).fault = event.message;
      }
      return;
    case "session":
      books.sessions.set(event.change.date, event.change);
      amendCalendar(books.sessions.values());
      return;
    case "bars_added":
      if (event.marks) updateMarks(books, event.marks, event.minute);
      return;
    case "denial":
      return;
    case "corporate_action":
      return applyAction(books, event.action, event.minute);
    case "frozen":
    case "thawed":
      return applyFreeze(books, event);
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

/** What leaves may still be held: what it is remains known. */
function applyUniverse(
  books: Books,
  instruments: readonly Instrument[],
): void {
  const gone = new Map([...books.departed ?? [], ...books.instruments]);
  books.instruments.clear();
  for (const each of instruments) {
    books.instruments.set(each.symbol, each);
    gone.delete(each.symbol);
  }
  if (gone.size > 0) books.departed = gone;
  else delete books.departed;
}

function applyCompetition(
  books: Books,
  event: Extract<LedgerEvent, { kind: "competition" | "ended" }>,
): void {
  const { competition, open } = books;
  if (event.kind === "ended") {
    assert(
      competition?.spec.ends !== undefined && !open,
      "a competition that has an end ends between minutes",
    );
    competition.ended = event.minute;
  } else if (event.competition) {
    books.competition = { spec: event.competition };
  } else delete books.competition;
}

function applyFreeze(
  books: Books,
  event: Extract<LedgerEvent, { kind: "frozen" | "thawed" }>,
): void {
  const { symbol, minute, price } = event;
  const { frozen, marks, open } = books;
  assert(!open, `${symbol} is ${event.kind} between minutes`);
  if (event.kind === "frozen") {
    assert(!frozen.has(symbol), `${symbol} is frozen once`);
    assert(
      marks.get(symbol)?.price === event.mark,
      `what is frozen has a mark, which stays: ${symbol}`,
    );
    const { reason, refused } = event;
    frozen.set(symbol, {
      ...{ since: minute, price: event.price },
      ...(reason !== undefined && { reason }),
    });
    if (refused !== undefined) (books.refused ??= new Set()).add(refused);
    return;
  }
  assert(frozen.delete(symbol), `what thaws was frozen: ${symbol}`);
  if (price === undefined) return;
  assert(price > 0n, `an accepted price is one: ${symbol}`);
  marks.set(symbol, { price, at: books.barsUpTo ?? minute });
  books.changedAt = minute;
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
  if (known && !known.active && known.spec.pinned && !event.spec.pinned) {
    // A pin is lifted from a team that has left: that brings nobody back.
    known.spec = event.spec;
  } else if (known) {
    // What it was worth when it left says nothing about now.
    if (!known.active) delete known.equity;
    if (known.spec.code !== event.spec.code) delete known.quarantine;
    known.spec = event.spec;
    known.active = true;
    delete known.fault;
  } else {
    const { teamId, spec, minute } = event;
    books.teams.set(teamId, emptyPortfolio(spec, minute));
  }
}

function applyOrder(
  books: Books,
  event: Extract<LedgerEvent, { kind: "order" | "fill" | "status" }>,
): void {
  if (event.kind === "order") {
    const { order } = event;
    assert(event.teamId === order.teamId, `${order.id} has one team`);
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
  assert(event.teamId === order.teamId, `${order.id} has one team`);
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
    fill.symbol === order.symbol && fill.price > 0n &&
      (fill.quantity > 0n) === (order.side === "buy"),
    `an execution is its order's: ${fill.id}`,
  );
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
  payLate(books, fill);
  if (order.fillIds.length === 0) team.tradeCount++;
  order.fillIds.push(fill.id);
  order.filled = order.filled + size as Quantity;
  order.filledValue = order.filledValue +
    abs(notional(fill.price, fill.quantity)) as Money;
  order.fees = order.fees + fill.fee as Money;
  if (isTerminal(order.status)) {
    order.note = `${LATE}: filled after it was ${order.status}`;
    order.updatedAt = Math.max(order.updatedAt, fill.at);
    return;
  }
  if (order.filled === order.quantity) {
    become(books, order, "FILLED", fill.at);
  } else if (order.status === "PENDING_CANCEL") {
    // A partial fill does not take back the wish to cancel, nor its time.
    order.updatedAt = Math.max(order.updatedAt, fill.at);
  } else become(books, order, "PARTIALLY_FILLED", fill.at);
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
  else if (status === "ACCEPTED" || status === "PARTIALLY_FILLED") {
    // A cancel that was refused is none.
    delete order.cancelAt;
  }
  if (note !== undefined) order.note = note;
  if (isTerminal(status)) teamOf(books, order.teamId).open.delete(order.id);
}
