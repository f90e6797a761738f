/**
 * Chance as a trader and as a broker: wishes within a team's means, and what
 * becomes of orders.
 *
 * @module
 */

import { MINUTE_MS } from "../domain/bar.ts";
import { type Books, buyingPower } from "../domain/books.ts";
import {
  notional,
  type Price,
  type Quantity,
  toNumber,
} from "../domain/decimal.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { feeOf } from "../domain/fees.ts";
import { instrument } from "../domain/instrument.ts";
import { isTerminal, type Order, remaining } from "../domain/order.ts";
import { heldOf } from "../domain/portfolio.ts";
import { becomes, fills, orders } from "./events.ts";

/** What chance looks at. */
export interface Chance {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  readonly books: Books;
}

const SYMBOLS = ["AAPL", "BTC", "MSFT"];
/** Texts that a careless reader takes for something else. */
export const WORDS: readonly string[] = [
  "1.5",
  "-0",
  "__proto__",
  'a "b"\n\u0000\ud800',
  "",
];

/** Returns how an order is filled or ended; some are filled after their end. */
export function settled(
  game: Chance,
  order: Order,
  minute: number,
): LedgerEvent[] {
  const { next, books } = game;
  if (order.status === "SUBMITTING") return [];
  const luck = next();
  const isLate = isTerminal(order.status);
  const left = remaining(order);
  if (left > 0n && luck < (isLate ? 0.2 : 0.5)) {
    const part = luck < 0.1
      ? left
      : left * BigInt(1 + Math.floor(next() * 99)) / 100n;
    if (part === 0n || isLate && !isCovered(books, order, part)) return [];
    const slack = BigInt(Math.floor(next() * 1000));
    const paid = order.side === "buy"
      ? order.worst - order.worst * slack / 100_000n
      : (order.limit ?? order.mark) + slack;
    return [fillOf(order, part, paid, minute)];
  }
  if (!isLate && luck > 0.8) {
    const status = order.status === "PENDING_CANCEL" ? "CANCELED" : "EXPIRED";
    return [becomes({ order }, status, { at: minute })];
  }
  return [];
}

function fillOf(
  order: Order,
  part: bigint,
  paid: bigint,
  minute: number,
): LedgerEvent {
  const quantity = (order.side === "buy" ? part : -part) as Quantity;
  return {
    ...fills({ order }, { quantity: 1 }),
    id: `${order.id} ${minute}`,
    minute,
    quantity,
    price: paid as Price,
    ...feeOf(
      instrument(order.symbol, order.assetClass),
      quantity,
      paid as Price,
      order.feeBps,
    ),
    at: minute,
  };
}

/** Says whether what was freed at an order's end is still free. */
function isCovered(books: Books, order: Order, part: bigint): boolean {
  return order.side === "buy"
    ? notional(order.worst, part as Quantity) * 11n / 10n <
      buyingPower(books, order.teamId)
    : part <= sellable(books, order.teamId, order.symbol);
}

/** Returns what teams wish for, within their means. */
export function decided(game: Chance, minute: number): LedgerEvent[] {
  const { books, next } = game;
  const denial = { rule: "no_price", message: "1.5", symbol: "7" } as const;
  const events: LedgerEvent[] = [
    { kind: "denial", teamId: "7", minute, index: 3, ...denial },
  ];
  for (const team of books.teams.values()) {
    const { id: teamId } = team.spec;
    if (!team.active) continue;
    for (const order of team.open.values()) {
      if (order.status === "ACCEPTED" && next() < 0.2) {
        const at = minute + MINUTE_MS;
        events.push({
          ...becomes({ order }, "PENDING_CANCEL", { at }),
          minute,
        });
      }
    }
    const event = wish(game, teamId, minute);
    if (event.order.quantity > 0n) events.push(event);
  }
  return [...events, { kind: "decided", minute }];
}

function wish({ books, next }: Chance, teamId: string, minute: number) {
  const symbol = SYMBOLS[Math.floor(next() * SYMBOLS.length)] ?? "";
  const mark = toNumber(books.marks.get(symbol)?.price ?? 0n);
  const side = next() < 0.6 ? "buy" : "sell";
  const most = side === "sell"
    ? toNumber(sellable(books, teamId, symbol))
    : Math.min(toNumber(buyingPower(books, teamId)), 4000) / mark / 1.05;
  const word = WORDS[Math.floor(next() * WORDS.length)] ?? "";
  return orders({
    teamId,
    minute,
    symbol,
    side,
    mark,
    quantity: Math.max(0, Math.floor(most * next() * 1e6) / 1e6),
    ...(next() < 0.5 && { limit: mark }),
    ...(side === "sell" && { worst: mark }),
    reason: word,
    confidence: 0.5,
    rounded: word,
  });
}

/** Returns what the broker answers; nothing, now and then. */
export function answered(
  { next }: Chance,
  order: Order,
): LedgerEvent[] {
  const luck = next();
  if (order.status !== "SUBMITTING" && order.status !== "UNKNOWN") return [];
  if (luck < 0.1) return [];
  const status = luck < 0.8 || order.status === "UNKNOWN"
    ? "ACCEPTED"
    : luck < 0.9
    ? "REJECTED"
    : "UNKNOWN";
  return [becomes({ order }, status, { note: "1" })];
}

function sellable(books: Books, teamId: string, symbol: string): bigint {
  const team = books.teams.get(teamId);
  if (!team) return 0n;
  let free: bigint = heldOf(team, symbol);
  for (const order of team.open.values()) {
    if (order.side === "sell" && order.symbol === symbol) {
      free -= remaining(order);
    }
  }
  return free;
}
