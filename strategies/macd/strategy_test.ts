/// <reference lib="deno.ns" />
import { strict as assert } from "node:assert";
import { bars, long, openOrder, team } from "../made_up.ts";
import { MyStrategy, type State } from "./strategy.ts";

// Histograms of 100, 104, 104, 100 are 0, 1, 0, −1.25: see indicators_test.ts.
const PARAMS = { fast: 1, slow: 3, signal: 3, warmup: 2 };
const RISE = bars({ A: [100, 104] });
const FALL = bars({ A: [100, 104, 104, 100] });

Deno.test("generate_signal() buys when the histogram crosses the band", () => {
  // A quarter of 9,500 dollars: 2,375 / 104 = 22.8. The band is 1.56 cents.
  assert.deepEqual(
    new MyStrategy(PARAMS).generate_signal(team<State>(), RISE, { A: 104 }),
    [{ symbol: "A", action: "buy", quantity: 22, price: 104 }],
  );
  const wide = new MyStrategy({ ...PARAMS, band: 100 }); // 1.04 dollars
  assert.deepEqual(wide.generate_signal(team<State>(), RISE, { A: 104 }), []);
});

Deno.test("generate_signal() sells what it holds when the histogram falls below", () => {
  const mine = team<State>({ positions: { A: long(22) } });
  assert.deepEqual(
    new MyStrategy(PARAMS).generate_signal(mine, FALL, { A: 100 }),
    [{ symbol: "A", action: "sell", quantity: 22, price: 100 }],
  );
});

Deno.test("generate_signal() goes on from its state with the new bars alone", () => {
  const mine = team<State>();
  new MyStrategy(PARAMS).generate_signal(mine, RISE, { A: 104 });
  const state = JSON.parse(JSON.stringify(mine.state));
  const late = team<State>({ state, positions: { A: long(22) } });
  const signals = new MyStrategy(PARAMS)
    .generate_signal(late, FALL, { A: 100 });
  assert.deepEqual(signals, [
    { symbol: "A", action: "sell", quantity: 22, price: 100 },
  ]);
  const track = late.state?.macd?.A;
  assert.equal(track?.rows, 4);
  assert.equal(track?.macd.histogram, -1.25);
});

Deno.test("generate_signal() waits for the warm-up, a new bar and its open order", () => {
  const slow = new MyStrategy({ ...PARAMS, warmup: 3 });
  assert.deepEqual(slow.generate_signal(team<State>(), RISE, { A: 104 }), []);
  const strategy = new MyStrategy(PARAMS);
  const mine = team<State>();
  strategy.generate_signal(mine, RISE, { A: 104 });
  assert.deepEqual(strategy.generate_signal(mine, RISE, { A: 104 }), []);
  const open = team<State>({ open_orders: [openOrder("A", 0)] });
  assert.deepEqual(strategy.generate_signal(open, RISE, { A: 104 }), []);
});

Deno.test("generate_signal() does not buy when the crossing is over", () => {
  // 100, 104, 106: histograms 0, 1, 0.5.
  const over = bars({ A: [100, 104, 106] });
  const strategy = new MyStrategy(PARAMS);
  assert.deepEqual(
    strategy.generate_signal(team<State>(), over, { A: 106 }),
    [],
  );
});

Deno.test("generate_signal() spends no dollar twice in one minute", () => {
  const two = bars({ A: [100, 104], B: [100, 104] });
  const mine = team<State>({ buying_power: 3_000 });
  assert.deepEqual(
    new MyStrategy(PARAMS).generate_signal(mine, two, { A: 104, B: 104 }),
    [{ symbol: "A", action: "buy", quantity: 22, price: 104 }],
  );
});

Deno.test("MyStrategy refuses parameters that make no sense", () => {
  assert.throws(() => new MyStrategy({ fast: 30 }), /Cannot use fast: 30/);
  assert.throws(() => new MyStrategy({ fast: 1.5 }), /Cannot use fast: 1.5/);
  assert.throws(() => new MyStrategy({ band: NaN }), /Cannot use band: NaN/);
});
