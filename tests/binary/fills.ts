/**
 * What a fill may cost, computed from the ledger's own bars and terms.
 *
 * @module
 */

import { strict as assert } from "node:assert";
import { eventsOf, query, type Row } from "./ledger_file.ts";

/** The largest step that a price is rounded to, dollars. */
const STEP = 1e-4;
/** Half the spread is at most so many times its mean. */
const SPREAD_MAX = 1.5;

/**
 * Checks every fill of a data folder: later than its order's minute, on a bar
 * that there is, inside it (a market order: inside it widened by the largest
 * spread and the impact of what the team took), and at most the share of its
 * volume that the terms allow.
 *
 * @returns How many there were
 */
export function checkFills(dataDir: string): number {
  const [terms] = eventsOf(dataDir, "terms").map(({ body }) => body.terms);
  const [instruments] = eventsOf(dataDir, "universe")
    .map(({ body }) => body.instruments);
  const classes = new Map<string, string>(
    instruments.map((each: Row) => [each.symbol, each.assetClass]),
  );
  const orders = new Map(
    eventsOf(dataDir, "order").map(({ body }) => [body.order.id, body.order]),
  );
  const bars = new Map(
    query(dataDir, "select * from bars").map((bar) => [
      `${bar.symbol} ${bar.at}`,
      bar,
    ]),
  );
  const taken = new Map<string, number>();
  const fills = eventsOf(dataDir, "fill").map(({ body }) => body);
  for (const fill of fills) {
    const place = JSON.stringify(fill);
    const order = orders.get(fill.orderId);
    const bar = bars.get(`${fill.symbol} ${fill.at}`);
    assert(order && bar, place);
    assert(fill.at >= order.minute + 60_000, `${place}: too early`);
    const quantity = Number(fill.quantity);
    assert.equal(quantity > 0, order.side === "buy", place);
    const key = `${fill.teamId} ${fill.symbol} ${order.side} ${fill.at}`;
    const sum = (taken.get(key) ?? 0) + Math.abs(quantity);
    taken.set(key, sum);
    const share = sum / Number(bar.volume);
    assert(share <= terms.participation + 1e-9, `${place}: too much`);

    const spread = classes.get(fill.symbol) === "crypto"
      ? terms.cryptoSpreadBps
      : terms.equitySpreadBps;
    const cost = order.type === "limit"
      ? 0
      : (SPREAD_MAX * spread / 2 + terms.impactBps * Math.sqrt(share)) / 1e4;
    const price = Number(fill.price);
    assert(price >= Number(bar.low) * (1 - cost) - STEP, `${place}: too low`);
    assert(price <= Number(bar.high) * (1 + cost) + STEP, `${place}: too high`);
    if (order.type === "limit") {
      const isKept = order.side === "buy"
        ? price <= Number(order.limit)
        : price >= Number(order.limit);
      assert(isKept, `${place}: past its limit`);
    }
  }
  return fills.length;
}
