import { strict as assert } from "node:assert";
import { instrument } from "../domain/instrument.ts";
import type { StrategyMinute } from "../ports/strategies.ts";
import {
  EQUITIES,
  fakeEngine,
  type FakeEngineOptions,
  registered,
  startOptions,
} from "../testing/engine.ts";
import { becomes, fills, joins, minuteAt, orders } from "../testing/events.ts";
import { fakeDigest, type FakeLedger } from "../testing/fake_ledger.ts";
import { sampleBar } from "../testing/orders.ts";
import { collectBars } from "./bars.ts";
import { callStrategies } from "./call.ts";
import { record } from "./engine.ts";
import { recover } from "./recover.ts";
import { settle } from "./settle.ts";

/** An engine in a settled minute, with the bars of it. */
async function settledAt(n: number, options: FakeEngineOptions = {}) {
  const engine = fakeEngine({ now: minuteAt(n), ...options });
  await recover(engine, startOptions(engine));
  const teams = options.teams ?? registered(["alpha"]);
  record(engine, {
    events: teams.flatMap(({ spec }) => [
      { kind: "team", teamId: spec.id, minute: minuteAt(0), spec },
      ...joins(spec.id).slice(1),
    ]),
  });
  const bars = await collectBars(engine, minuteAt(n)) ?? [];
  await settle(engine, minuteAt(n), bars);
  const call = () => callStrategies(engine, minuteAt(n), bars);
  return { engine, bars, call };
}

const lastEvents = (
  { ledger }: Awaited<ReturnType<typeof settledAt>>["engine"],
  count: number,
) => (ledger as FakeLedger).events().slice(-count);

Deno.test("callStrategies() keeps signals, states and failures in one commit", async () => {
  const error = {
    type: "TypeError",
    message: "x is not a function (strategy.ts:3:1)",
    phase: "signal_generation",
  } as const;
  const { engine, call } = await settledAt(0, {
    teams: registered(["alpha", "beta"]),
    strategies: {
      alpha: () => ({ signals: ["a", { b: null }], state: { n: 1 } }),
      beta: () => ({ outcome: "error", error }),
    },
  });
  const before = engine.recorded.length;
  const runs = await call();
  assert.equal(engine.recorded.length, before + 1);
  const state = fakeDigest('{"n":1}');
  const [first, second] = lastEvents(engine, 2);
  assert.deepEqual(first, {
    kind: "runs",
    minute: minuteAt(0),
    runs: [
      { teamId: "alpha", outcome: "ok", signals: ["a", { b: null }], state },
      { teamId: "beta", outcome: "error" },
    ],
  });
  assert.deepEqual(second, {
    kind: "failure",
    teamId: "beta",
    minute: minuteAt(0),
    timeout: false,
    ...error,
  });
  assert.deepEqual(runs, first?.kind === "runs" ? first.runs : []);
  assert.equal(engine.books.teams.get("alpha")?.state, state);
  const { telemetry } = engine.ledger as FakeLedger;
  assert.deepEqual(telemetry.map(({ teamId }) => teamId), ["alpha", "beta"]);
  assert.deepEqual(
    telemetry.map(({ wallMs, cpuMs, load }) => [wallMs, cpuMs, load]),
    [[1, 1, 0.5], [1, 1, 0.5]],
  );
});

Deno.test("callStrategies() calls nobody again whose answer is kept", async () => {
  const { engine, call } = await settledAt(0, {
    strategies: { alpha: () => ["a"] },
  });
  const first = await call();
  assert.deepEqual(await call(), first);
  assert.equal(engine.strategies.calls.length, 1);
});

Deno.test("callStrategies() gives a state back as it was last saved", async () => {
  const { engine, call } = await settledAt(0, {
    strategies: {
      alpha: ({ state }) => ({ state: { n: 7, before: state ?? null } }),
    },
  });
  await call();
  record(engine, { events: [{ kind: "closed", minute: minuteAt(0) }] });
  const bars = await collectBars(engine, minuteAt(1)) ?? [];
  await settle(engine, minuteAt(1), bars);
  await callStrategies(engine, minuteAt(1), bars);
  assert.deepEqual(engine.strategies.calls.map(({ state }) => state), [
    undefined,
    { n: 7, before: null },
  ]);
});

Deno.test("callStrategies() decides on what the ledger keeps: JSON has no -0 and no Infinity", async () => {
  const { engine, call } = await settledAt(0, {
    strategies: { alpha: () => [{ quantity: -0, price: Infinity }] },
  });
  const [run] = await call();
  const [event] = lastEvents(engine, 1);
  assert.ok(event?.kind === "runs");
  assert.deepEqual(run, event.runs[0]);
  assert.deepEqual(run?.signals, [{ quantity: 0, price: null }]);
});

Deno.test("callStrategies() calls who has code, in sessions, or always when wanted", async () => {
  const { code: _code, ...codeless } = registered(["codeless"])[0]!.spec;
  const teams = [
    ...registered(["alpha", "gone"]),
    { spec: codeless },
    ...registered(["night"], { run247: true }),
  ];
  for (
    const [n, expected] of [
      [-1, ["night"]],
      [0, ["alpha", "night"]],
      [389, ["alpha", "night"]],
      [390, ["night"]],
    ] as const
  ) {
    const { engine, call } = await settledAt(n, { teams });
    record(engine, {
      events: [{ kind: "team_removed", teamId: "gone", minute: minuteAt(n) }],
    });
    await call();
    assert.deepEqual(
      engine.strategies.calls.map(({ spec }) => spec.id),
      expected,
      String(n),
    );
  }
});

Deno.test("callStrategies() hands bars over though nobody is called, of equities those of sessions", async () => {
  const { engine } = await settledAt(-1, {
    market: { instruments: [...EQUITIES, instrument("BTC", "crypto")] },
  });
  const asked: StrategyMinute[] = [];
  engine.strategies.run = (minute) => {
    asked.push(minute);
    return Promise.resolve([]);
  };
  const at = minuteAt(-1);
  const coin = sampleBar({ symbol: "BTC", at });
  await callStrategies(engine, at, [sampleBar({ at }), coin]);
  assert.deepEqual(asked[0]?.calls, []);
  assert.deepEqual(asked[0]?.bars, [coin]);
  assert.equal(engine.books.open?.phase, "settled");
});

Deno.test("callStrategies() shows a team its own book: cash, what is free, positions, open orders", async () => {
  const { engine, call } = await settledAt(0, {
    teams: registered(["alpha", "beta"]),
  });
  const bought = orders({ quantity: 10, minute: minuteAt(-2) });
  const resting = orders({
    index: 1,
    quantity: 4,
    limit: 90,
    minute: minuteAt(-2),
  });
  record(engine, {
    events: [
      bought,
      resting,
      becomes(bought, "ACCEPTED"),
      becomes(resting, "ACCEPTED"),
      fills(bought, { quantity: 10, price: 101 }),
    ],
  });
  await call();
  const [alpha, beta] = engine.strategies.calls;
  assert.deepEqual(alpha?.view, {
    cash: 8_990,
    buyingPower: 8_630,
    positions: [["AAPL", 10, 101]],
    openOrders: [{
      order_id: "alpha-20131007132800001",
      symbol: "AAPL",
      action: "buy",
      order_type: "limit",
      time_in_force: "day",
      quantity: 4,
      filled: 0,
      limit: 90,
      status: "new",
      created_at: "2013-10-07T13:28:00Z",
    }],
  });
  assert.deepEqual(beta?.view, {
    cash: 10_000,
    buyingPower: 10_000,
    positions: [],
    openOrders: [],
  });
});

Deno.test("callStrategies() seeds chance by seed, team and minute", async () => {
  const seedsOf = async (n: number, seed: number) => {
    const { engine, call } = await settledAt(n, {
      teams: registered(["alpha", "beta"]),
      settings: { seed },
    });
    await call();
    return engine.strategies.calls.map((each) => each.seed.join());
  };
  const seeds = await Promise.all([
    seedsOf(0, 7),
    seedsOf(0, 8),
    seedsOf(1, 7),
  ]);
  assert.equal(new Set(seeds.flat()).size, 6);
  assert.deepEqual(await seedsOf(0, 7), seeds[0]);
  for (const word of (seeds[0]?.[0] ?? "").split(",").map(Number)) {
    assert.ok(Number.isInteger(word) && word >= 0 && word < 2 ** 32);
  }
});

Deno.test("callStrategies() leaves live strategies what is left until second 43 after the end", async () => {
  for (
    const [late, expected] of [[3_000, 30_000], [20_000, 23_000], [
      50_000,
      0,
    ]] as const
  ) {
    const { engine, call } = await settledAt(0, { settings: { isLive: true } });
    let budget: number | undefined;
    engine.strategies.run = ({ budgetMs }) => {
      budget = budgetMs;
      return Promise.resolve([]);
    };
    await engine.clock.sleepUntil(minuteAt(1) + late);
    await call();
    assert.equal(budget, expected);
  }
});
