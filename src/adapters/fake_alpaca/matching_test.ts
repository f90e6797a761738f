import { strict as assert } from "node:assert";
import { random } from "../../domain/random.ts";
import {
  coinFee,
  cut,
  executionPrice,
  isOpenFor,
  isTriggered,
  lifetimeOf,
} from "./matching.ts";
import type { OrderTerms } from "./orders.ts";
import { floorAt, units } from "./trading_fixture_test.ts";

const { world } = floorAt();

function terms(
  more: Partial<OrderTerms> & { symbol?: string } = {},
): OrderTerms {
  const { symbol = "AAPL", ...rest } = more;
  const asset = world.asset(symbol);
  assert.ok(asset);
  return {
    ...{ asset, side: "buy", type: "market", tif: "day", quantity: units(1) },
    ...{ extendedHours: false, clientOrderId: "c" },
    ...rest,
  };
}

const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16);
const life = (order: OrderTerms, at: string): string[] => {
  const { from, until } = lifetimeOf(order, Date.parse(at));
  return [iso(from), iso(until)];
};

Deno.test("lifetimeOf() ends a day order at the close, and queues it for the next session", () => {
  assert.deepEqual(life(terms(), "2026-11-20T15:30:00Z"), [
    "2026-11-20T15:30",
    "2026-11-20T21:00",
  ]);
  // After Friday's close comes Monday.
  assert.deepEqual(life(terms(), "2026-11-20T21:00:00Z"), [
    "2026-11-23T14:30",
    "2026-11-23T21:00",
  ]);
  // The day after Thanksgiving closes at 13:00 in New York.
  assert.deepEqual(life(terms(), "2026-11-27T15:00:00Z"), [
    "2026-11-27T15:00",
    "2026-11-27T18:00",
  ]);
});

Deno.test("lifetimeOf() knows auctions, extended hours, 90 days, and coins", () => {
  const at = "2026-11-20T15:30:00Z";
  assert.deepEqual(life(terms({ tif: "opg" }), at), [
    "2026-11-23T14:30",
    "2026-11-23T14:31",
  ]);
  assert.deepEqual(life(terms({ tif: "cls" }), at), [
    "2026-11-20T21:00",
    "2026-11-20T21:01",
  ]);
  assert.deepEqual(life(terms({ tif: "gtc" }), at), [
    "2026-11-20T15:30",
    "2027-02-18T15:30",
  ]);
  const wide = terms({ extendedHours: true, type: "limit", limit: units(1) });
  assert.deepEqual(life(wide, "2026-11-20T22:00:00Z"), [
    "2026-11-20T22:00",
    "2026-11-21T01:00",
  ]);
  assert.equal(isOpenFor(wide, Date.parse("2026-11-20T22:00:00Z")), true);
  assert.equal(isOpenFor(wide, Date.parse("2026-11-21T01:00:00Z")), false);
  assert.equal(isOpenFor(terms(), Date.parse("2026-11-20T22:00:00Z")), false);
  const coin = terms({ symbol: "BTC", tif: "gtc" });
  assert.deepEqual(life(coin, "2026-11-21T15:30:00Z")[0], "2026-11-21T15:30");
  assert.equal(isOpenFor(coin, Date.parse("2026-11-21T15:30:00Z")), true);
});

Deno.test("executionPrice() slips at most 5 basis points against the order, in cents", () => {
  assert.equal(executionPrice(terms(), units(100), 0), units(100));
  // 0.99 x 5 basis points of 100 dollars are 4.95 cents.
  assert.equal(executionPrice(terms(), units(100), 0.99), units(100.05));
  const sale = terms({ side: "sell" });
  assert.equal(executionPrice(sale, units(100), 0.99), units(99.95));
  assert.equal(executionPrice(sale, units(0.5), 0.99), units(0.4998));
});

Deno.test("executionPrice() never passes a limit", () => {
  const buy = terms({ type: "limit", limit: units(100.01) });
  assert.equal(executionPrice(buy, units(100), 0.99), units(100.01));
  assert.equal(executionPrice(buy, units(99), 0), units(99));
  assert.equal(executionPrice(buy, units(100.02), 0), undefined);
  const sell = terms({ type: "limit", side: "sell", limit: units(100) });
  assert.equal(executionPrice(sell, units(99.99), 0), undefined);
  assert.equal(executionPrice(sell, units(100.01), 0.99), units(100));
});

Deno.test("isTriggered() waits until a stop is touched", () => {
  const buy = { stop: units(110), side: "buy", triggered: false } as const;
  assert.equal(isTriggered(buy, units(109.99)), false);
  assert.equal(isTriggered(buy, units(110)), true);
  const sell = { stop: units(90), side: "sell", triggered: false } as const;
  assert.equal(isTriggered(sell, units(90.01)), false);
  assert.equal(isTriggered(sell, units(89)), true);
  assert.equal(isTriggered({ ...sell, triggered: true }, units(95)), true);
});

Deno.test("coinFee() takes 0.25 or 0.15 percent of what is credited, of equities nothing", () => {
  const { asset } = terms({ symbol: "BTC" });
  assert.deepEqual(coinFee(asset, units(2), units(50_000), false), {
    fee: 0n,
    feeQuantity: units(0.005),
  });
  assert.deepEqual(coinFee(asset, units(-2), units(50_000), true), {
    fee: units(150),
    feeQuantity: 0n,
  });
  assert.deepEqual(coinFee(terms().asset, units(2), units(100), false), {
    fee: 0n,
    feeQuantity: 0n,
  });
});

Deno.test("cut() returns whole pieces whose sum is the quantity", () => {
  const next = random("cut");
  for (let n = 1; n <= 200; n++) {
    const pieces = cut(units(n), 4, { step: units(1), next });
    assert.ok(pieces.length >= 1 && pieces.length <= 4);
    assert.ok(pieces.every((each) => each > 0n && each % units(1) === 0n));
    assert.equal(pieces.reduce((sum, each) => sum + each, 0n), units(n));
  }
  assert.equal(cut(units(100), 4, { step: units(1), next }).length, 4);
});
