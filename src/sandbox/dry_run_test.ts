import { strict as assert } from "node:assert";
import {
  type DryRunOptions,
  type DryRunSource,
  strategyDryRun,
} from "./dry_run.ts";
import { OPEN, script, universe, wall } from "./fixtures_test.ts";
import { launchers } from "./launch.ts";

const options = {
  launch: launchers(false).host,
  wall,
  instruments: universe("AAPL", "BTC"),
  at: () => OPEN,
};
/** Returns what a first try says. */
const dryRunOf = (options: DryRunOptions) => {
  const dryRun = strategyDryRun(options);
  return async (source: DryRunSource) => {
    const fault = await dryRun(source, 0);
    assert.notEqual(fault, "later");
    return fault === "later" ? undefined : fault;
  };
};
const sourceOf = (body: string) => ({
  bundle: { script: script(body), map: "{}" },
  entryPoint: "strategy:MyStrategy",
  params: { fast: 5 },
});

Deno.test("strategyDryRun() shows a team, a market and a time like any other", async () => {
  const body = `generate_signal(team, bars, prices) {
    const { api, ...rest } = team;
    throw new Error(JSON.stringify({ rest, api: Object.keys(api).length, now: new Date(),
      rows: bars.AAPL.close.length, symbols: Object.keys(bars), first: bars.BTC.timestamp[0],
      last: bars.AAPL.timestamp.at(-1), isLast: prices.AAPL === bars.AAPL.close.at(-1),
      chance: Math.random(), age: api.priceAge("BTC"), fresh: bars.AAPL.volume.at(-1) > 0 }));
  }`;
  const dryRun = dryRunOf({ ...options, window: 30 });
  const team = { id: "alpha", name: "Alpha", cash: 500.5 };
  const fault = await dryRun({ ...sourceOf(body), team });
  assert.equal(fault?.type, "Error");
  const [, json = ""] = /^Error: (\{.*\}); generate_signal\(\) must run/
    .exec(fault.message) ?? [];
  const { chance, ...seen } = JSON.parse(json);
  assert.ok(chance > 0 && chance < 1);
  assert.deepEqual(seen, {
    rest: {
      id: "alpha",
      name: "Alpha",
      cash: 500.5,
      buying_power: 500.5,
      positions: {},
      open_orders: [],
      params: { fast: 5 },
    },
    api: 7,
    now: "2026-11-20T14:31:00.000Z",
    rows: 30,
    symbols: ["AAPL", "BTC"],
    first: "2026-11-20T14:01:00Z",
    last: "2026-11-20T14:30:00Z",
    isLast: true,
    age: 0,
    fresh: true,
  });
  // The verdict does not depend on when it is asked for.
  assert.deepEqual(await dryRun({ ...sourceOf(body), team }), fault);
});

Deno.test("strategyDryRun() answers data requests, and takes nothing or signals", async () => {
  const bodies = [
    "async generate_signal(team) { const { close } = await team.api.getLastN('AAPL', 3); if (close.length !== 3) throw 1; }",
    "generate_signal() { return { cancel: 'my-team-1' }; }",
    "generate_signal(_, bars, prices) { return { symbol: 'BTC', action: 'sell', quantity: 5, price: prices.BTC, order_type: 'limit', time_in_force: 'ioc' }; }",
  ];
  const dryRun = dryRunOf(options);
  for (const body of bodies) {
    assert.equal(await dryRun(sourceOf(body)), undefined, body);
  }
});

Deno.test("strategyDryRun() says what is wrong with a process that cannot be started", async () => {
  const launch = { ...options.launch, command: "/nowhere" };
  const dryRun = strategyDryRun({ ...options, launch });
  assert.deepEqual(await dryRun(sourceOf("generate_signal() {}"), 2), {
    type: "SkippedError",
    message: "its process could not be started; save it again to have it " +
      "tried again",
    isTransient: true,
  });
});

Deno.test("strategyDryRun() lets nobody speak for longer than a message may be", async () => {
  const dryRun = dryRunOf(options);
  const long = "generate_signal() { throw new Error('x'.repeat(1e6)); }";
  const fault = await dryRun(sourceOf(long));
  assert.match(fault?.message ?? "", /^Error: x{1400,1500}; generate_signal/);
  assert.ok(fault!.message.length < 2000);
});

Deno.test("strategyDryRun() tries who is late again, first shortly and then twice for as long as the limit", async () => {
  const dryRun = strategyDryRun({ ...options, timeoutMs: 1_100 });
  const loop = sourceOf("generate_signal() { for (;;); }");
  assert.equal(await dryRun(loop, 0), "later");
  assert.equal(await dryRun(loop, 1), "later");
  const fault = await dryRun(loop, 2);
  assert.ok(fault && fault !== "later");
  assert.equal(fault.isTransient, true);
  assert.match(fault.message, /did not answer within 1.1 s; loading it/);
  assert.equal(await dryRun(sourceOf("generate_signal() {}"), 1), undefined);
});
