/**
 * Orders and bars for tests, and the fold that carries orders over reports.
 *
 * @module
 */

import { strict as assert } from "node:assert";
import { type Bar, MINUTE_MS } from "../domain/bar.ts";
import {
  abs,
  fromNumber,
  type Money,
  notional,
  type Price,
  type Quantity,
} from "../domain/decimal.ts";
import { DEFAULT_TERMS } from "../domain/exchange.ts";
import { feeBpsOf } from "../domain/fees.ts";
import { orderId } from "../domain/ids.ts";
import { type Instrument, instrument } from "../domain/instrument.ts";
import { isTerminal, mayBecome, type Order } from "../domain/order.ts";
import type { BrokerReport } from "../ports/broker.ts";

/** 10:00 in New York on a Tuesday, Unix milliseconds: when sample orders are decided. */
export const SAMPLE_MINUTE = Date.parse("2026-11-17T15:00:00Z");

/** A share and a coin. */
export const SAMPLE_INSTRUMENTS: ReadonlyMap<string, Instrument> = new Map([
  ["AAPL", instrument("AAPL", "equity")],
  ["BTC", instrument("BTC", "crypto")],
]);

/** What a sample order may be told apart by; amounts in dollars and shares. */
export interface Sample
  extends Partial<Omit<Order, "quantity" | "limit" | "worst" | "mark">> {
  /** Position in the strategy's list, for the id. */
  readonly index?: number;
  readonly quantity?: number;
  /** Makes it a limit order. */
  readonly limit?: number;
  readonly mark?: number;
  readonly worst?: number;
}

/** Returns an accepted order, by default a market buy of 100 AAPL at a mark of 100 dollars. */
export function sampleOrder(sample: Sample = {}): Order {
  const {
    index = 0,
    quantity = 100,
    limit,
    mark = 100,
    worst = limit ?? mark * 1.03,
    ...rest
  } = sample;
  const { teamId = "alpha", minute = SAMPLE_MINUTE, symbol = "AAPL" } = rest;
  const assetClass = symbol === "AAPL" ? "equity" : "crypto";
  return {
    id: orderId(teamId, minute, index),
    teamId,
    symbol: "AAPL",
    side: "buy",
    type: limit === undefined ? "market" : "limit",
    timeInForce: "day",
    quantity: fromNumber<Quantity>(quantity),
    ...(limit !== undefined && { limit: fromNumber<Price>(limit) }),
    assetClass,
    feeBps: feeBpsOf(assetClass, DEFAULT_TERMS),
    mark: fromNumber<Price>(mark),
    worst: fromNumber<Price>(worst),
    minute,
    status: "ACCEPTED",
    filled: 0n as Quantity,
    filledValue: 0n as Money,
    fees: 0n as Money,
    updatedAt: minute + MINUTE_MS,
    fillIds: [],
    ...rest,
  };
}

/** Returns a bar, by default of 10,000 AAPL that open at 100 dollars and move by a dollar both ways. */
export function sampleBar(bar: Partial<Bar> & { readonly at: number }): Bar {
  const { open = 100, high = open + 1, low = open - 1, ...rest } = bar;
  return {
    symbol: "AAPL",
    open,
    high,
    low,
    close: open,
    volume: 10_000,
    ...rest,
  };
}

/**
 * Returns the orders after reports, as the books would carry them on.
 *
 * @throws {AssertionError} when a report cannot follow what was known
 */
export function carry(
  orders: readonly Readonly<Order>[],
  reports: readonly BrokerReport[],
): Order[] {
  const carried = new Map(
    orders.map((order) => [
      order.id,
      { ...order, fillIds: [...order.fillIds] },
    ]),
  );
  for (const report of reports) {
    const order = carried.get(report.orderId);
    assert.ok(order, `a report of an order that was not asked for`);
    for (const fill of report.fills) applyFill(order, fill);
    const { status, at } = report;
    if (status === undefined) continue;
    assert.ok(
      mayBecome(order.status, status),
      `${order.id}: ${order.status} to ${status}`,
    );
    order.status = status;
    if (status === "PENDING_CANCEL") order.cancelAt = at;
  }
  return [...carried.values()];
}

function applyFill(order: Order, fill: BrokerReport["fills"][number]): void {
  const { id, teamId, symbol, side } = order;
  assert.deepEqual(
    [fill.orderId, fill.teamId, fill.symbol, fill.quantity > 0n],
    [id, teamId, symbol, side === "buy"],
    "a fill is its order's",
  );
  assert.ok(!isTerminal(order.status), `${id}: filled when ${order.status}`);
  assert.ok(!order.fillIds.includes(fill.id), `${fill.id}: twice`);
  assert.ok(fill.quantity !== 0n && fill.price > 0n && fill.fee >= 0n);
  assert.ok(fill.at > order.minute, `${fill.id}: before it was decided`);
  order.filled = order.filled + abs(fill.quantity) as Quantity;
  order.filledValue = order.filledValue +
    abs(notional(fill.price, fill.quantity)) as Money;
  order.fees = order.fees + fill.fee as Money;
  order.fillIds.push(fill.id);
  assert.ok(order.filled <= order.quantity, `${id}: filled beyond its size`);
  if (order.filled === order.quantity) order.status = "FILLED";
  else if (order.status !== "PENDING_CANCEL") order.status = "PARTIALLY_FILLED";
}
