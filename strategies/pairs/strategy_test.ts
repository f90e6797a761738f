/// <reference lib="deno.ns" />
import { strict as assert } from "node:assert";
import { bars, lastPrices, long, openOrder, team } from "../made_up.ts";
import { MyStrategy, type State } from "./strategy.ts";

const CHOSEN = { pairs: { chosen: [{ a: "A", b: "B" }] } };
/** B stands still; A stands still and then is at `last`. */
const apart = (last: number) =>
  bars({ A: [...Array(19).fill(100), last], B: Array(20).fill(50) });

Deno.test("generate_signal() buys the one that has fallen behind the other", () => {
  const strategy = new MyStrategy({ pairs: 1 });
  const down = apart(95);
  const up = apart(105);
  // All of 9,500 dollars: 9,500 / 95 = 100 of A; 9,500 / 50 = 190 of B.
  assert.deepEqual(
    strategy.generate_signal(
      team<State>({ state: CHOSEN }),
      down,
      lastPrices(down),
    ),
    [{ symbol: "A", action: "buy", quantity: 100, price: 95 }],
  );
  assert.deepEqual(
    strategy.generate_signal(
      team<State>({ state: CHOSEN }),
      up,
      lastPrices(up),
    ),
    [{ symbol: "B", action: "buy", quantity: 190, price: 50 }],
  );
});

Deno.test("generate_signal() sells the dear one first and buys when that has paid", () => {
  const strategy = new MyStrategy({ pairs: 1 });
  const down = apart(95);
  const prices = lastPrices(down);
  const mine = team<State>({
    cash: 0,
    buying_power: 0,
    positions: { B: long(200) },
    state: { pairs: { chosen: [{ a: "A", b: "B", want: "B" }] } },
  });
  assert.deepEqual(strategy.generate_signal(mine, down, prices), [
    { symbol: "B", action: "sell", quantity: 200, price: 50 },
  ]);
  const paid = team<State>({ ...mine, cash: 10_000, buying_power: 10_000 });
  const after = team<State>({ ...paid, positions: {} });
  assert.deepEqual(strategy.generate_signal(after, down, prices), [
    { symbol: "A", action: "buy", quantity: 100, price: 95 },
  ]);
  // Asked for once: a refusal is not answered with the same order every minute.
  const again = team<State>({ ...after });
  assert.deepEqual(strategy.generate_signal(again, down, prices), []);
});

Deno.test("generate_signal() sells when the distance is back at its mean", () => {
  const strategy = new MyStrategy({ pairs: 1 });
  const back = bars({
    A: [...Array(18).fill(100), 95, 100],
    B: Array(20).fill(50),
  });
  const mine = team<State>({
    positions: { A: long(100) },
    state: { pairs: { chosen: [{ a: "A", b: "B", want: "A" }] } },
  });
  assert.deepEqual(strategy.generate_signal(mine, back, lastPrices(back)), [
    { symbol: "A", action: "sell", quantity: 100, price: 100 },
  ]);
});

Deno.test("generate_signal() compares the same minutes when some are missing", () => {
  // By rows A would be compared with another minute's B and look unusual.
  const a = [...Array(20).keys()].map((row) => 100 + row);
  const b = a.map((price, row) => row % 5 === 1 ? 0 : price / 2);
  const made = bars({ A: a, B: b });
  const mine = team<State>({ state: CHOSEN });
  assert.deepEqual(
    new MyStrategy({ pairs: 1 }).generate_signal(mine, made, lastPrices(made)),
    [],
  );
});

Deno.test("generate_signal() waits while an order is open or one has no new bar", () => {
  const strategy = new MyStrategy({ pairs: 1 });
  const down = apart(95);
  const open = team<State>({ state: CHOSEN, open_orders: [openOrder("B", 0)] });
  assert.deepEqual(
    strategy.generate_signal(open, down, lastPrices(down)),
    [],
  );
  const gap = bars({
    A: [...Array(19).fill(100), 95],
    B: [...Array(19).fill(50), 0],
  });
  assert.deepEqual(
    strategy.generate_signal(
      team<State>({ state: CHOSEN }),
      gap,
      lastPrices(gap),
    ),
    [],
  );
});

Deno.test("MyStrategy refuses parameters that make no sense", () => {
  assert.throws(() => new MyStrategy({ pairs: 0 }), /Cannot use pairs: 0/);
  assert.throws(() => new MyStrategy({ exit: 1 }), /Cannot use exit: 1/);
});
