import { strict as assert } from "node:assert";
import { MINUTE_MS } from "../domain/bar.ts";
import {
  fakeEngine,
  type FakeEngineOptions,
  registered,
  startOptions,
} from "../testing/engine.ts";
import { minuteAt, usd } from "../testing/events.ts";
import type { FakeLedger } from "../testing/fake_ledger.ts";
import type { FakeStrategy } from "../testing/fake_strategies.ts";
import type { Engine } from "./engine.ts";
import { runLoop } from "./loop.ts";
import { recover } from "./recover.ts";
import { stateOf } from "./state.ts";
import { applyRegistry } from "./teams.ts";

const { signal } = new AbortController();

const alpha: FakeStrategy = ({ minute }) =>
  minute === minuteAt(0)
    ? [
      { symbol: "AAPL", action: "buy", quantity: 10, price: 0.5 },
      { symbol: "TSLA", action: "buy", quantity: 1, price: 1 },
      "nonsense",
    ]
    : minute === minuteAt(1)
    ? [{
      symbol: "AAPL",
      action: "sell",
      quantity: 2.5,
      price: 99.5,
      order_type: "limit",
    }]
    : [];

const beta: FakeStrategy = ({ minute }) =>
  minute === minuteAt(1)
    ? {
      outcome: "timeout",
      error: {
        type: "TimeoutError",
        message: "it took more than 5 s",
        phase: "signal_generation",
      },
    }
    : [];

function started(options: FakeEngineOptions = {}) {
  const engine: Engine & ReturnType<typeof fakeEngine> = fakeEngine({
    teams: registered(["alpha", "beta"]),
    strategies: { alpha, beta },
    market: { bar: (_, at) => ({ open: 100 + (at - minuteAt(0)) / 60_000 }) },
    ...options,
  });
  const state = stateOf(engine, (engine.ledger as FakeLedger).reader);
  const play = async (minutes: number) => {
    const next = await recover(engine, startOptions(engine));
    await runLoop(engine, next, { duration: minutes, signal });
    state.take([{ kind: "closed", minute: 0 }]);
  };
  return { engine, state, play };
}

function metricsOf({ teams }: ReturnType<typeof stateOf>) {
  const team = teams.team("alpha");
  return team && "metrics" in team ? team.metrics : undefined;
}

Deno.test("board() has the teams by value, of equal ones by id", async () => {
  const { state, play, engine } = started();
  assert.deepEqual(state.board.leaderboard(), []);
  await play(1);
  assert.deepEqual(state.board.leaderboard(), [
    { teamId: "alpha", portfolioValue: 10_000 },
    { teamId: "beta", portfolioValue: 10_000 },
  ]);
  await play(2);
  // Ten shares at 101; 2.5 sold at 99.5 or better in the third minute, at 102.
  assert.deepEqual(state.board.leaderboard()[0], {
    teamId: "alpha",
    portfolioValue: 10_000 - 1_010 + 2.5 * 99.5 + 7.5 * 102,
  });
  assert.equal(engine.books.lastMinute, minuteAt(2));
});

Deno.test("views change when a minute is published, all at once", async () => {
  const { engine, state, play } = started();
  await play(1);
  const before = JSON.stringify([
    state.board.leaderboard(),
    state.teams.team("alpha"),
  ]);
  const next = await recover(engine, startOptions(engine));
  await runLoop(engine, next, { duration: 1, signal });
  state.take([{ kind: "valued", minute: minuteAt(1), equity: {} }]);
  assert.equal(
    JSON.stringify([state.board.leaderboard(), state.teams.team("alpha")]),
    before,
  );
  state.take([{ kind: "closed", minute: minuteAt(1) }]);
  assert.notEqual(JSON.stringify(state.teams.team("alpha")), before);
});

Deno.test("team() shows cash, positions and metrics, or nothing of the unknown", async () => {
  const { state, play } = started();
  await play(2);
  assert.deepEqual(state.teams.team("alpha"), {
    snapshot: {
      at: minuteAt(1),
      cash: 8_990,
      marketValue: 10_000,
      positions: [{
        symbol: "AAPL",
        quantity: 10,
        side: "buy",
        value: 1_010,
        avgCost: 101,
        pnlUnrealized: 0,
      }],
    },
    metrics: {
      portfolioValue: 10_000,
      startingValue: 10_000,
      figures: { totalReturn: 0, maxDrawdown: 0, currentDrawdown: 0 },
      totalTrades: 1,
    },
  });
  for (const read of ["team", "history", "trades", "errors"] as const) {
    assert.equal(state.teams[read]("nobody", 1, 1), undefined);
  }
});

Deno.test("team() has no return of nothing", async () => {
  const { state, play } = started({
    teams: registered(["alpha"], { initialCash: usd(0) }),
  });
  await play(1);
  assert.deepEqual(metricsOf(state), {
    portfolioValue: 0,
    startingValue: 0,
    totalTrades: 0,
  });
});

Deno.test("history() begins before the first minute, oldest first, at most so many", async () => {
  const { state, play } = started();
  await play(3);
  const points = state.teams.history("alpha", 1, 10) ?? [];
  assert.deepEqual(
    points.map(({ at, value }) => [(at - minuteAt(0)) / MINUTE_MS, value]),
    [[-1, 10_000], [0, 10_000], [1, 10_000], [2, 10_003.75]],
  );
  assert.deepEqual(state.teams.history("alpha", 1, 2), points.slice(-2));
});

Deno.test("trades() has executions with what was asked for, newest first", async () => {
  const { state, play } = started();
  await play(3);
  assert.deepEqual(state.teams.trades("alpha", 10), [{
    at: minuteAt(2),
    symbol: "AAPL",
    side: "sell",
    quantity: "2.5",
    requestedPrice: "99.5",
    executionPrice: "99.5",
    orderType: "limit",
    brokerOrderId: "alpha-20131007133100000",
  }, {
    at: minuteAt(1),
    symbol: "AAPL",
    side: "buy",
    quantity: "10",
    requestedPrice: "0.5",
    executionPrice: "101",
    orderType: "market",
    brokerOrderId: "alpha-20131007133000000",
  }]);
  assert.deepEqual(state.teams.trades("beta", 10), []);
  assert.equal(state.teams.trades("alpha", 1)?.length, 1);
});

Deno.test("errors() has failures and denials, newest first, each team its own", async () => {
  const { state, play } = started();
  await play(2);
  assert.deepEqual(
    state.teams.errors("alpha", 10)?.map((each) =>
      [each.errorType, each.phase, each.message.slice(0, 37)].join(" | ")
    ),
    [
      "ValidationError | signal_validation | Signal 3 was denied by invalid_signal",
      "ValidationError | signal_validation | Signal 2 (TSLA) was denied by unknown",
    ],
  );
  assert.deepEqual(state.teams.errors("beta", 10), [{
    at: minuteAt(1),
    errorType: "TimeoutError",
    message: "it took more than 5 s",
    strategy: "Strategy",
    timeout: true,
    phase: "signal_generation",
  }]);
});

Deno.test("a team that has left is off the board, and still answers", async () => {
  const { engine, state, play } = started({
    registry: {
      changes: (() => {
        const said = [
          { teams: registered(["alpha", "beta"]) },
          { teams: registered(["beta"]) },
        ];
        return () => Promise.resolve(said.shift());
      })(),
    },
  });
  await recover(engine, startOptions(engine));
  await applyRegistry(engine, minuteAt(0));
  state.take([{ kind: "team_removed", teamId: "", minute: 0 }]);
  await play(1);
  assert.deepEqual(
    state.board.leaderboard().map(({ teamId }) => teamId),
    ["beta"],
  );
  assert.deepEqual(metricsOf(state), {
    portfolioValue: 10_000,
    startingValue: 10_000,
    figures: { totalReturn: 0, maxDrawdown: 0, currentDrawdown: 0 },
    totalTrades: 0,
  });
});

Deno.test("status() has a word for each phase", () => {
  const { engine, state } = started();
  assert.equal(state.status.status().status, "starting");
  state.health.phase = "running";
  assert.equal(state.status.status().status, "operational");
  engine.halted = "the books do not add up";
  assert.equal(state.status.status().status, "degraded");
  assert.equal(state.status.status().orchestrator.uptimeStatus, "halted");
  state.health.phase = "stopped";
  assert.equal(state.status.status().status, "stopped");
});

Deno.test("status() says whether the market is open by now, not by the last minute", async () => {
  const { engine, state, play } = started({
    now: minuteAt(388),
    teams: [...registered(["alpha"]), ...registered(["n"], { run247: true })],
  });
  await play(1);
  const { market, orchestrator } = state.status.status();
  assert.deepEqual(market, { isOpen: true, minute: minuteAt(388) });
  assert.deepEqual(
    [orchestrator.teamsLoaded, orchestrator.teamsActive],
    [2, 2],
  );
  await play(1);
  const closed = state.status.status();
  assert.deepEqual(closed.market, { isOpen: false, minute: minuteAt(389) });
  assert.equal(closed.orchestrator.teamsActive, 1);
  assert.equal(closed.at, engine.clock.now());
});

Deno.test("status() calls data late when minutes of a session lack, not after a night", async () => {
  const { engine, state, play } = started();
  await play(1);
  const feedAt = async (ms: number) => {
    await engine.clock.sleepUntil(minuteAt(0) + ms);
    return state.status.status().dataFeed.state;
  };
  assert.equal(await feedAt(60_000), "healthy");
  assert.equal(await feedAt(4 * MINUTE_MS), "delayed");
  assert.equal(await feedAt(12 * MINUTE_MS), "stale");
  assert.equal(await feedAt(390 * MINUTE_MS), "healthy");
  const morning = 1440 * MINUTE_MS;
  assert.equal(await feedAt(morning + 61_000), "healthy");
  assert.equal(await feedAt(morning + 4 * MINUTE_MS), "delayed");
});

Deno.test("status() tells where the ledger ends and what the feed has", async () => {
  const { engine, state, play } = started();
  await play(1);
  const { ledger, dataFeed } = state.status.status();
  assert.deepEqual(ledger, {
    length: engine.head.length,
    head: engine.head.hash,
  });
  assert.deepEqual(dataFeed, {
    lastUpdate: minuteAt(1),
    state: "healthy",
    symbolsTracked: 2,
    barsReceived: 2,
  });
});
