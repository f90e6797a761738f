/// <reference lib="deno.ns" />
import { strict as assert } from "node:assert";
import type { Bars, Team } from "qtc";
import { MyStrategy } from "./strategy.ts";

type MyTeam = Parameters<MyStrategy["generate_signal"]>[0];

Deno.test("generate_signal() buys for 1,000 dollars what went up", () => {
  const signal = new MyStrategy({ rows: 2 }).generate_signal(
    team(),
    bars("ACME", [100, 101, 102]),
    { ACME: 102 },
  );
  assert.deepEqual(signal, {
    symbol: "ACME",
    action: "buy",
    quantity: 9.8039, // 1,000 / 102 = 9.80392…
    price: 102,
    reason: "102 after 100, call 1",
  });
});

Deno.test("generate_signal() sells what it holds when that went down", () => {
  const signal = new MyStrategy({ rows: 2 }).generate_signal(
    team({ positions: { ACME: { quantity: 1, side: "long", avg_cost: 100 } } }),
    bars("ACME", [100, 101, 99]),
    { ACME: 99 },
  );
  assert.ok(signal && "action" in signal && signal.action === "sell");
  assert.equal(signal.quantity, 1);
});

Deno.test("generate_signal() waits without enough bars, money or with an open order", () => {
  const rising = bars("ACME", [100, 101, 102]);
  const prices = { ACME: 102 };
  const strategy = new MyStrategy({ rows: 2 });
  const order = {
    order_id: "team-20261120143000000-000",
    symbol: "ACME",
    action: "buy",
    order_type: "market",
    time_in_force: "day",
    quantity: 1,
    filled: 0,
    limit: null,
    status: "new",
    created_at: "2026-11-20T14:30:00Z",
  } as const;
  assert.equal(strategy.generate_signal(team(), {}, {}), null);
  assert.equal(
    strategy.generate_signal(team(), bars("ACME", [101, 102]), prices),
    null,
  );
  assert.equal(
    strategy.generate_signal(team({ buying_power: 50 }), rising, prices),
    null,
  );
  assert.equal(
    strategy.generate_signal(team({ open_orders: [order] }), rising, prices),
    null,
  );
});

Deno.test("generate_signal() counts its calls in team.state", () => {
  const mine = team({ state: { calls: 7 } });
  new MyStrategy({ rows: 2 }).generate_signal(mine, {}, {});
  assert.deepEqual(mine.state, { calls: 8 });
});

Deno.test("MyStrategy refuses rows that make no sense", () => {
  assert.throws(() => new MyStrategy({ rows: 0 }), /Cannot use rows "0"/);
});

/** A made-up team with 10,000 dollars; `changes` replaces what a test needs. */
function team(changes: Partial<MyTeam> = {}): MyTeam {
  return {
    id: "my-team",
    name: "My Team",
    cash: 10_000,
    buying_power: 10_000,
    positions: {},
    open_orders: [],
    params: {},
    state: undefined,
    api: {} as Team["api"],
    ...changes,
  };
}

/** Made-up bars of one symbol, a minute each from 14:30 UTC. */
function bars(symbol: string, close: number[]): Bars {
  const first = Date.parse("2026-11-20T14:30:00Z");
  return {
    [symbol]: {
      timestamp: close.map((_, row) =>
        new Date(first + row * 60_000).toISOString().replace(".000", "")
      ),
      open: close,
      high: close,
      low: close,
      close,
      volume: close.map(() => 1_000),
    },
  };
}
