import { type Bar, MINUTE_MS } from "../domain/bar.ts";
import { type Books, equityOf, openOrders } from "../domain/books.ts";
import { abs, decimalText } from "../domain/decimal.ts";
import type { LedgerEvent } from "../domain/event.ts";
import {
  isTerminal,
  mayBecome,
  type OrderStatus,
  remaining,
} from "../domain/order.ts";
import type { BrokerReport } from "../ports/broker.ts";
import type { Batch } from "../ports/ledger.ts";
import { type Engine, record } from "./engine.ts";

/**
 * Books what happened to open orders up to the end of a minute, then values
 * every portfolio at the new marks; one commit.
 *
 * @param bars The minute's bars, by minute, then symbol
 */
export async function settle(
  engine: Engine,
  minute: number,
  bars: readonly Bar[],
): Promise<void> {
  const { books, broker, barStore } = engine;
  if (books.open?.phase !== "opened") return;
  const { after } = books.open;
  const settledUpTo = books.settledUpTo ?? after;
  // A minute that opened and was skipped left its bars unsettled.
  const tape = settledUpTo < after
    ? barStore.between(settledUpTo, minute)
    : bars;
  const reports = await broker.settle({
    from: settledUpTo + MINUTE_MS,
    upTo: minute,
    // What is frozen is filled by nobody: its orders end.
    bars: books.frozen.size === 0
      ? tape
      : tape.filter(({ symbol }) => !books.frozen.has(symbol)),
    orders: openOrders(books).filter(({ status }) => status !== "SUBMITTING"),
    instruments: books.instruments,
  });
  const events = eventsOf(engine, minute, reports);
  record(engine, { events }, () => valuation(engine.books, minute));
}

/**
 * Returns the events that a broker's reports come to: executions that are not
 * booked yet, states that R1 allows. Anything else is refused and said.
 */
export function eventsOf(
  engine: Engine,
  minute: number,
  reports: readonly BrokerReport[],
): LedgerEvent[] {
  const events: LedgerEvent[] = [];
  const booked = new Set<string>();
  const states = new Map<string, Progress>();
  for (const { orderId, fills, status, at, note } of reports) {
    const order = engine.books.orders.get(orderId);
    if (!order) {
      engine.log.write("error", `Refused a report: no order "${orderId}"`);
      continue;
    }
    const now = states.get(orderId) ??
      { status: order.status, left: remaining(order) };
    states.set(orderId, now);
    for (const fill of fills) {
      if (order.fillIds.includes(fill.id) || booked.has(fill.id)) continue;
      booked.add(fill.id);
      events.push({ kind: "fill", minute, ...fill });
      advance(now, abs(fill.quantity));
    }
    if (status === undefined || status === now.status) continue;
    if (!mayBecome(now.status, status)) {
      // An older report never downgrades a newer state (R4).
      if (!isTerminal(now.status)) {
        const state = `${orderId} is ${now.status}, not ${status}`;
        engine.log.write("warning", `Refused a report: ${state}`);
      }
      continue;
    }
    now.status = status;
    events.push({
      kind: "status",
      teamId: order.teamId,
      orderId,
      minute,
      status,
      at,
      ...(note !== undefined && { note }),
    });
  }
  return events;
}

/** How far an order comes while its reports are read. */
interface Progress {
  status: OrderStatus;
  /** What may still be filled, unsigned. */
  left: bigint;
}

/** What the fold will make of a fill, see `apply()`. */
function advance(order: Progress, filled: bigint): void {
  order.left -= filled;
  if (isTerminal(order.status)) return;
  if (order.left === 0n) order.status = "FILLED";
  else if (order.status !== "PENDING_CANCEL") order.status = "PARTIALLY_FILLED";
}

/** Returns the equity of every team that takes part, for ledger and charts. */
export function valuation(
  books: Books,
  minute: number,
  teamIds = activeTeams(books),
): Batch {
  const equity = Object.fromEntries(
    teamIds.map((id) => [id, equityOf(books, id)]),
  );
  return {
    events: [{ kind: "valued", minute, equity }],
    snapshots: teamIds.map((teamId) => ({
      teamId,
      minute,
      equity: decimalText(equity[teamId] ?? 0n),
      cash: decimalText(books.teams.get(teamId)?.cash ?? 0n),
    })),
  };
}

function activeTeams(books: Books): string[] {
  return [...books.teams.values()].filter(({ active }) => active)
    .map(({ spec }) => spec.id);
}
