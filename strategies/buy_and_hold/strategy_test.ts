/// <reference lib="deno.ns" />
import { strict as assert } from "node:assert";
import { bars, lastPrices, long, openOrder, team } from "../made_up.ts";
import { MyStrategy, type State } from "./strategy.ts";

const MADE = bars({ A: [100], B: [40], C: [500], D: [10] });
const PRICES = lastPrices(MADE);

Deno.test("generate_signal() spends a tenth at first, in equal parts", () => {
  // 9,700 / 10 / 4 = 242.50 for each: a fraction of C, whole shares of the rest.
  assert.deepEqual(
    new MyStrategy().generate_signal(team<State>(), MADE, PRICES),
    [
      { symbol: "A", action: "buy", quantity: 2, price: 100 },
      { symbol: "B", action: "buy", quantity: 6, price: 40 },
      { symbol: "C", action: "buy", quantity: 0.485, price: 500 },
      { symbol: "D", action: "buy", quantity: 24, price: 10 },
    ],
  );
});

Deno.test("generate_signal() rests between the intervals", () => {
  const strategy = new MyStrategy({ interval: 3 });
  const mine = team<State>({ state: { holding: { calls: 1 } } });
  assert.equal(strategy.generate_signal(mine, MADE, PRICES), null);
  assert.equal(strategy.generate_signal(mine, MADE, PRICES), null);
  const third = strategy.generate_signal(mine, MADE, PRICES);
  assert.ok(Array.isArray(third) && third.length === 4);
});

Deno.test("generate_signal() trims what has outgrown its share and tops up the rest", () => {
  // Equity 4,000 + 5,000 + 1,000: each share 9,700 / 2 = 4,850.
  // B is 3.09 % above it: 150 / 40 = 3.75. D lacks 3,850, a slice is 970.
  const mine = team<State>({
    cash: 4_000,
    buying_power: 4_000,
    positions: { B: long(125), D: long(100) },
  });
  const two = bars({ B: [40], D: [10] });
  assert.deepEqual(new MyStrategy().generate_signal(mine, two, PRICES), [
    { symbol: "B", action: "sell", quantity: 3, price: 40 },
    { symbol: "D", action: "buy", quantity: 97, price: 10 },
  ]);
  const calm = new MyStrategy({ drift: 0.04 });
  assert.deepEqual(
    calm.generate_signal({ ...mine, state: undefined }, two, PRICES),
    [{ symbol: "D", action: "buy", quantity: 97, price: 10 }],
  );
});

Deno.test("generate_signal() leaves alone what has drifted less than it may", () => {
  const two = bars({ B: [40], D: [10] });
  const mine = team<State>({
    cash: 300,
    buying_power: 300,
    positions: { B: long(123), D: long(478) }, // 4,920 and 4,780 of 4,850
  });
  assert.deepEqual(new MyStrategy().generate_signal(mine, two, PRICES), []);
});

Deno.test("generate_signal() buys the five that lack most, and no open order twice", () => {
  const seven = bars(
    Object.fromEntries([..."ABCDEFG"].map((symbol) => [symbol, [10]])),
  );
  const mine = team<State>({ open_orders: [openOrder("A", 0)] });
  const signals = new MyStrategy()
    .generate_signal(mine, seven, lastPrices(seven));
  assert.ok(Array.isArray(signals));
  assert.deepEqual(
    signals.map((signal) => "symbol" in signal && signal.symbol),
    ["B", "C", "D", "E", "F"],
  );
});

Deno.test("generate_signal() spends no dollar twice in one minute", () => {
  // 242.50 for each. A leaves 300 − 208 = 92, 95 % of it are 2 of B, which leave
  // 8.80: not worth an order of C or D.
  const mine = team<State>({ buying_power: 300 });
  const signals = new MyStrategy().generate_signal(mine, MADE, PRICES);
  assert.deepEqual(signals, [
    { symbol: "A", action: "buy", quantity: 2, price: 100 },
    { symbol: "B", action: "buy", quantity: 2, price: 40 },
  ]);
});

Deno.test("MyStrategy refuses parameters that make no sense", () => {
  assert.throws(() => new MyStrategy({ slices: 0 }), /Cannot use slices: 0/);
  assert.throws(() => new MyStrategy({ drift: "5%" }), /Cannot use drift: 5%/);
});
