import { strict as assert } from "node:assert";
import { callStrategy } from "./call.ts";
import { callOf, OPEN, Stage } from "./fixtures_test.ts";
import type { Bench } from "./runner.ts";
import { emptySeat } from "./seat.ts";
import { takeTurns } from "./turns.ts";

Deno.test("callStrategy() hands over the team as the contract says", async () => {
  await using stage = new Stage(["AAPL"]);
  const call = callOf(
    "alpha",
    `generate_signal(team) { const { api, ...rest } = team; return [rest, Object.keys(api).sort()]; }`,
    {
      params: { fast: 10 },
      state: '{"kept":true}',
      view: {
        cash: 12.5,
        buyingPower: 10,
        positions: [["AAPL", 2, 100], ["BTC", -1, 5]],
        openOrders: [{ "order_id": "alpha-1" }],
      },
    },
  );
  const [run] = await stage.next([call]);
  assert.deepEqual(run?.signals, [
    {
      "id": "alpha",
      "name": "ALPHA",
      "cash": 12.5,
      "buying_power": 10,
      "positions": {
        "AAPL": { "quantity": 2, "side": "long", "avg_cost": 100 },
        "BTC": { "quantity": 1, "side": "short", "avg_cost": 5 },
      },
      "open_orders": [{ "order_id": "alpha-1" }],
      "params": { "fast": 10 },
      "state": { "kept": true },
    },
    [
      "getDay",
      "getDayMulti",
      "getLastN",
      "getLastNMulti",
      "getRange",
      "getRangeMulti",
      "priceAge",
    ],
  ]);
  assert.equal(run?.state, undefined, "the state has not changed");
});

Deno.test("callStrategy() gives the process the state that the caller has", async () => {
  await using stage = new Stage(["AAPL"]);
  const call = callOf(
    "a",
    "generate_signal(team) { return [team.state ?? null]; }",
  );
  const seen: unknown[] = [];
  for (const state of ["1", "1", "[2]", undefined, "3"]) {
    const given = state === undefined ? call : { ...call, state };
    const [run] = await stage.next([given]);
    seen.push(...run?.signals ?? []);
  }
  assert.deepEqual(seen, [1, 1, [2], null, 3]);
});

Deno.test("callStrategy() says once that a process was ended between two minutes", async () => {
  const call = callOf("a", "");
  const bundle = { script: "", map: "" };
  const seat = { ...emptySeat(call.spec), bundle, isRestless: true };
  const turn = await takeTurns(1, { now: () => 0 }).take();
  const time = { minute: OPEN, end: 0, turn };
  const run = await callStrategy({} as Bench, seat, call, time);
  assert.deepEqual(
    [run.teamId, run.outcome, run.error?.type, seat.isRestless],
    ["a", "crashed", "CrashError", false],
  );
  assert.match(run.error?.message ?? "", /went on computing after it had/);
});
