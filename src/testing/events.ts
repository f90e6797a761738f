/**
 * Events and books for tests: amounts in dollars and shares, minutes counted
 * from the first one of a session.
 *
 * @module
 */

import { MINUTE_MS } from "../domain/bar.ts";
import { type Books, emptyBooks } from "../domain/books.ts";
import {
  fromNumber,
  type Money,
  type Price,
  type Quantity,
} from "../domain/decimal.ts";
import type { LedgerEvent, MarkUpdate } from "../domain/event.ts";
import type { Fill } from "../domain/fill.ts";
import { apply } from "../domain/fold.ts";
import { instrument } from "../domain/instrument.ts";
import type { OrderIntent, OrderStatus } from "../domain/order.ts";
import type { TeamSpec } from "../domain/team.ts";
import { type Sample, sampleOrder } from "./orders.ts";

/** Event of one kind. */
export type EventOf<K extends LedgerEvent["kind"]> = Extract<
  LedgerEvent,
  { kind: K }
>;

/** 09:30 in New York on Monday, 7 October 2013, Unix milliseconds. */
export const FIRST_MINUTE = Date.parse("2013-10-07T13:30:00Z");

/** Returns the start of the n-th minute of the session, Unix milliseconds. */
export function minuteAt(n: number): number {
  return FIRST_MINUTE + n * MINUTE_MS;
}

/** Returns dollars. */
export function usd(value: number): Money {
  return fromNumber<Money>(value);
}

/** Returns dollars per share. */
export function price(value: number): Price {
  return fromNumber<Price>(value);
}

/** Returns shares. */
export function shares(value: number): Quantity {
  return fromNumber<Quantity>(value);
}

/** Returns a team as the registry would have it. */
export function teamSpec(id: string, spec: Partial<TeamSpec> = {}): TeamSpec {
  return {
    id,
    name: `Team ${id}`,
    initialCash: usd(10_000),
    run247: false,
    entryPoint: "strategy:Strategy",
    code: "c0de",
    params: {},
    limits: {},
    ...spec,
  };
}

/** Returns the events of a team that joins before the first minute. */
export function joins(
  id: string,
  cash = 10_000,
  spec: Partial<TeamSpec> = {},
): LedgerEvent[] {
  const minute = minuteAt(0);
  return [
    { kind: "team", teamId: id, minute, spec: teamSpec(id, spec) },
    {
      kind: "deposit",
      teamId: id,
      minute,
      amount: usd(cash),
      cause: "initial cash",
    },
  ];
}

/** Returns marks of one minute, dollars by symbol. */
export function marks(
  prices: Readonly<Record<string, number>>,
  at: number,
): MarkUpdate {
  return Object.fromEntries(
    Object.entries(prices).map(([symbol, each]) => [
      symbol,
      { price: price(each), at },
    ]),
  );
}

/** Returns the n-th minute's opening, by default with AAPL at 100 dollars. */
export function opens(
  n: number,
  prices: Readonly<Record<string, number>> = { AAPL: 100 },
): EventOf<"opened"> {
  return {
    kind: "opened",
    minute: minuteAt(n),
    after: minuteAt(n - 1),
    count: 0,
    symbols: Object.keys(prices).length,
    hash: "",
    marks: marks(prices, minuteAt(n)),
  };
}

/** Returns the valuation of the n-th minute, dollars by team. */
export function values(
  n: number,
  equity: Readonly<Record<string, number>> = {},
): EventOf<"valued"> {
  return {
    kind: "valued",
    minute: minuteAt(n),
    equity: Object.fromEntries(
      Object.entries(equity).map(([id, value]) => [id, usd(value)]),
    ),
  };
}

/** Returns an order of alpha, by default a market buy of 100 AAPL at a mark of 100 dollars. */
export function orders(sample: Sample = {}): EventOf<"order"> {
  const {
    status: _status,
    filled: _filled,
    filledValue: _filledValue,
    fees: _fees,
    updatedAt: _updatedAt,
    fillIds: _fillIds,
    ...order
  } = sampleOrder({ minute: minuteAt(0), ...sample });
  return { kind: "order", teamId: order.teamId, minute: order.minute, order };
}

/** Returns an execution of an order, by default one minute later; amounts unsigned. */
export function fills(
  { order }: { readonly order: OrderIntent },
  { quantity, price: at = 100, fee = 0, feeQuantity = 0, ...rest }:
    & Partial<Omit<Fill, "quantity" | "price" | "fee" | "feeQuantity">>
    & {
      readonly quantity: number;
      readonly price?: number;
      readonly fee?: number;
      readonly feeQuantity?: number;
    },
): EventOf<"fill"> {
  const minute = order.minute + MINUTE_MS;
  return {
    kind: "fill",
    minute,
    id: `fill of ${order.id}`,
    orderId: order.id,
    teamId: order.teamId,
    symbol: order.symbol,
    quantity: shares(order.side === "buy" ? quantity : -quantity),
    price: price(at),
    fee: usd(fee),
    feeQuantity: shares(feeQuantity),
    at: minute,
    ...rest,
  };
}

/** Returns what somebody says about an order, one minute after it. */
export function becomes(
  { order }: { readonly order: OrderIntent },
  status: OrderStatus,
  more: { readonly at?: number; readonly note?: string } = {},
): EventOf<"status"> {
  const at = order.minute + MINUTE_MS;
  return {
    kind: "status",
    teamId: order.teamId,
    orderId: order.id,
    minute: at,
    status,
    at,
    ...more,
  };
}

/** Returns the books after events, those before included. */
export function fold(
  events: readonly LedgerEvent[],
  books: Books = emptyBooks(),
): Books {
  for (const event of events) apply(books, event);
  return books;
}

/** Returns books with AAPL, MSFT and BTC at 100 dollars and alpha with its cash. */
export function openBooks(cash = 10_000): Books {
  return fold([
    {
      kind: "universe",
      instruments: [
        instrument("AAPL", "equity"),
        instrument("BTC", "crypto"),
        instrument("MSFT", "equity"),
      ],
    },
    {
      kind: "history",
      minute: minuteAt(-1),
      count: 0,
      hash: "",
      marks: marks({ AAPL: 100, BTC: 100, MSFT: 100 }, minuteAt(-1)),
    },
    ...joins("alpha", cash),
  ]);
}
