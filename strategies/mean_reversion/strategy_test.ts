/// <reference lib="deno.ns" />
import { strict as assert } from "node:assert";
import { at, bars, lastPrices, long, openOrder, team } from "../made_up.ts";
import { MyStrategy, type State } from "./strategy.ts";

// z of the dip: mean 98, deviation 4, (90 − 98) / 4 = −2.
const DIP = bars({ A: [100, 100, 100, 100, 90] });
const RISE = bars({ A: [90, 90, 90, 90, 100] });

Deno.test("generate_signal() buys a dip with a limit order at the last close", () => {
  const strategy = new MyStrategy({ entry: 2 });
  // A quarter of 9,500 dollars: 2,375 / 90 = 26.4.
  assert.deepEqual(strategy.generate_signal(team<State>(), DIP, { A: 90 }), [{
    symbol: "A",
    action: "buy",
    quantity: 26,
    price: 90,
    order_type: "limit",
  }]);
  const shy = new MyStrategy({ entry: 2.5 });
  assert.deepEqual(shy.generate_signal(team<State>(), DIP, { A: 90 }), []);
});

Deno.test("generate_signal() buys fractions with a market order", () => {
  const dip = bars({ BTC: [100_000, 100_000, 100_000, 100_000, 90_000] });
  const strategy = new MyStrategy({ entry: 2 });
  // 2,375 / 90,000 = 0.02638…
  assert.deepEqual(
    strategy.generate_signal(team<State>(), dip, lastPrices(dip)),
    [{
      symbol: "BTC",
      action: "buy",
      quantity: 0.0263,
      price: 90_000,
      order_type: "market",
    }],
  );
});

Deno.test("generate_signal() sells at the mean with a limit, and keeps below it", () => {
  const strategy = new MyStrategy();
  const mine = () => team<State>({ positions: { A: long(26) } });
  assert.deepEqual(strategy.generate_signal(mine(), RISE, { A: 100 }), [{
    symbol: "A",
    action: "sell",
    quantity: 26,
    price: 100,
    order_type: "limit",
  }]);
  assert.deepEqual(strategy.generate_signal(mine(), DIP, { A: 90 }), []);
});

Deno.test("generate_signal() gives up at the market when its patience ends", () => {
  const strategy = new MyStrategy({ patience: 4 });
  const held = { positions: { A: long(26) } };
  const fresh = team<State>({
    ...held,
    state: { reversion: { since: { A: at(1) } } },
  });
  assert.deepEqual(strategy.generate_signal(fresh, DIP, { A: 90 }), []);
  const late = team<State>({
    ...held,
    state: { reversion: { since: { A: at(0) } } },
  });
  assert.deepEqual(strategy.generate_signal(late, DIP, { A: 90 }), [{
    symbol: "A",
    action: "sell",
    quantity: 26,
    price: 90,
    order_type: "market",
  }]);
});

Deno.test("generate_signal() cancels an order after three minutes, and sends no second one", () => {
  const strategy = new MyStrategy({ entry: 2 });
  const young = team<State>({ open_orders: [openOrder("A", 2)] });
  assert.deepEqual(strategy.generate_signal(young, DIP, { A: 90 }), []);
  const old = team<State>({ open_orders: [openOrder("A", 1)] });
  assert.deepEqual(strategy.generate_signal(old, DIP, { A: 90 }), [
    { cancel: "team-test-A" },
  ]);
});

Deno.test("generate_signal() buys no more than it has places for", () => {
  const dip = bars({ A: [100, 100, 100, 100, 90], B: [50, 50, 50, 50, 45] });
  const strategy = new MyStrategy({ entry: 2, slots: 1 });
  const signals = strategy.generate_signal(team<State>(), dip, lastPrices(dip));
  assert.ok(Array.isArray(signals) && signals.length === 1);
});

Deno.test("generate_signal() spends no dollar twice in one minute", () => {
  const dip = bars({ A: [100, 100, 100, 100, 90], B: [50, 50, 50, 50, 45] });
  const mine = team<State>({ buying_power: 3_000 });
  const signals = new MyStrategy({ entry: 2 })
    .generate_signal(mine, dip, lastPrices(dip));
  assert.ok(Array.isArray(signals) && signals.length === 1);
});

Deno.test("MyStrategy refuses parameters that make no sense", () => {
  assert.throws(() => new MyStrategy({ exit: 1 }), /Cannot use exit: 1/);
  assert.throws(() => new MyStrategy({ entry: -2 }), /Cannot use entry: -2/);
  assert.throws(() => new MyStrategy({ slots: 1.5 }), /Cannot use slots: 1.5/);
});
