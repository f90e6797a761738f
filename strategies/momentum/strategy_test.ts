/// <reference lib="deno.ns" />
import { strict as assert } from "node:assert";
import { bars, lastPrices, long, openOrder, team } from "../made_up.ts";
import { MyStrategy, type State } from "./strategy.ts";

const RISING = bars({ A: [100, 101], B: [200, 210], C: [50, 49], D: [40, 41] });
const PRICES = lastPrices(RISING);

Deno.test("generate_signal() buys the best two for 47.5 % of the equity each", () => {
  // Gains: B 5 %, D 2.5 %, A 1 %. 4,750 / 210 = 22.6, 4,750 / 41 = 115.9.
  const mine = team<State>();
  assert.deepEqual(new MyStrategy().generate_signal(mine, RISING, PRICES), [
    { symbol: "B", action: "buy", quantity: 22, price: 210 },
    { symbol: "D", action: "buy", quantity: 115, price: 41 },
  ]);
  assert.deepEqual(mine.state, {
    momentum: { calls: 1, targets: ["B", "D"], wanted: [] },
  });
});

Deno.test("generate_signal() buys a fraction of what is dearer than its budget", () => {
  const made = bars({ BTC: [60_000, 61_000] });
  // 4,750 / 61,000 = 0.07786…
  assert.deepEqual(
    new MyStrategy().generate_signal(team<State>(), made, { BTC: 61_000 }),
    [{ symbol: "BTC", action: "buy", quantity: 0.0778, price: 61_000 }],
  );
});

Deno.test("generate_signal() sells what left the top, and buys when the sale has paid", () => {
  const strategy = new MyStrategy({ hold: 1 });
  const mine = team<State>({
    cash: 100,
    buying_power: 100,
    positions: { A: long(98) },
  });
  assert.deepEqual(strategy.generate_signal(mine, RISING, PRICES), [
    { symbol: "A", action: "sell", quantity: 98, price: 101 },
  ]);
  // 98 sold at 101: 9,998 dollars; 95 % of it are 45 shares at 210.
  const paid = team<State>({
    cash: 9_998,
    buying_power: 9_998,
    state: mine.state,
  });
  assert.deepEqual(strategy.generate_signal(paid, RISING, PRICES), [
    { symbol: "B", action: "buy", quantity: 45, price: 210 },
  ]);
});

Deno.test("generate_signal() ranks only every so many minutes", () => {
  const strategy = new MyStrategy({ every: 3 });
  const state = { momentum: { calls: 1, targets: [], wanted: [] } };
  const mine = team<State>({ state });
  assert.deepEqual(strategy.generate_signal(mine, RISING, PRICES), []);
  assert.deepEqual(strategy.generate_signal(mine, RISING, PRICES), []);
  const third = strategy.generate_signal(mine, RISING, PRICES);
  assert.ok(Array.isArray(third) && third.length === 2);
});

Deno.test("generate_signal() leaves alone what has an open order or did not trade", () => {
  const strategy = new MyStrategy();
  const open = team<State>({ open_orders: [openOrder("B", 0)] });
  assert.deepEqual(strategy.generate_signal(open, RISING, PRICES), [
    { symbol: "D", action: "buy", quantity: 115, price: 41 },
  ]);
  // A is held and has no bar of the last minute: it keeps one of the two places.
  const gap = bars({ A: [100, 0], B: [200, 210], D: [40, 41] });
  const mine = team<State>({ positions: { A: long(1) } });
  const signals = strategy.generate_signal(mine, gap, lastPrices(gap));
  assert.ok(Array.isArray(signals) && signals.length === 1);
  assert.deepEqual(mine.state?.momentum?.targets, ["A", "B"]);
});

Deno.test("generate_signal() spends no dollar twice in one minute", () => {
  // 4,750 for B leave 60 of 5,000 dollars: D waits.
  const mine = team<State>({ buying_power: 5_000 });
  assert.deepEqual(new MyStrategy().generate_signal(mine, RISING, PRICES), [
    { symbol: "B", action: "buy", quantity: 22, price: 210 },
  ]);
  assert.deepEqual(mine.state?.momentum?.wanted, ["D"]);
});

Deno.test("MyStrategy refuses parameters that make no sense", () => {
  assert.throws(() => new MyStrategy({ speed: 1 }), /Cannot use speed: 1/);
  assert.throws(() => new MyStrategy({ hold: 0 }), /Cannot use hold: 0/);
  assert.throws(() => new MyStrategy({ every: 1.5 }), /Cannot use every: 1.5/);
  assert.throws(() => new MyStrategy({ every: "9" }), /Cannot use every: 9/);
});
