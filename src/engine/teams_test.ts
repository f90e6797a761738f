import { strict as assert } from "node:assert";
import type { LedgerEvent } from "../domain/event.ts";
import type { RegisteredTeam } from "../ports/registry.ts";
import { fakeEngine, registered, startOptions } from "../testing/engine.ts";
import { minuteAt, usd } from "../testing/events.ts";
import type { FakeBroker } from "../testing/fake_broker.ts";
import type { FakeLedger } from "../testing/fake_ledger.ts";
import { leaderboard } from "../domain/leaderboard.ts";
import { collectBars } from "./bars.ts";
import { runLoop } from "./loop.ts";
import { submit } from "./orders.ts";
import { recover } from "./recover.ts";
import { applyRegistry } from "./teams.ts";

const { signal } = new AbortController();

/** An engine whose registry says what it is told to say next. */
async function started(teams: readonly RegisteredTeam[]) {
  let news: readonly RegisteredTeam[] | undefined = teams;
  const ledger = { current: undefined as FakeLedger | undefined };
  const registry = {
    changes: () => {
      const said = news;
      news = undefined;
      return Promise.resolve(said && { teams: said });
    },
  };
  const make = () =>
    fakeEngine({
      registry,
      ...(ledger.current && { ledger: ledger.current }),
      strategies: {
        alpha: ({ minute }) =>
          minute === minuteAt(0)
            ? [{
              symbol: "AAPL",
              action: "buy",
              quantity: 10,
              price: 90,
              order_type: "limit",
            }]
            : [],
      },
    });
  const engine = make();
  ledger.current = engine.ledger as FakeLedger;
  await recover(engine, startOptions(engine));
  await applyRegistry(engine, minuteAt(0));
  return {
    engine,
    /** Lets the registry say something before a minute; returns the new events. */
    async say(
      next: readonly RegisteredTeam[] | undefined,
      n: number,
      on = engine,
    ): Promise<LedgerEvent[]> {
      const { length } = (on.ledger as FakeLedger).events();
      news = next;
      await applyRegistry(on, minuteAt(n));
      return (on.ledger as FakeLedger).events().slice(length);
    },
    restarted: make,
  };
}

const kindsOf = (events: readonly LedgerEvent[]) =>
  events.map(({ kind }) => kind).join(" ");

Deno.test("applyRegistry() lets a team join with its cash, on the board at once", async () => {
  const { engine, say } = await started(registered(["alpha"]));
  const joined = registered(["alpha", "beta"]);
  const events = await say(joined, 1);
  assert.equal(kindsOf(events), "team deposit valued");
  assert.equal(engine.books.teams.get("beta")?.cash, usd(10_000));
  assert.deepEqual(
    leaderboard(engine.books).map(({ teamId, equity }) => [teamId, equity]),
    [["alpha", usd(10_000)], ["beta", usd(10_000)]],
  );
  const { reader } = engine.ledger as FakeLedger;
  assert.deepEqual(
    reader.snapshots("beta", 0, 9).map(({ minute }) => minute),
    [minuteAt(0)],
  );
});

Deno.test("applyRegistry() writes nothing when nothing changed, after a restart neither", async () => {
  const teams = registered(["alpha", "beta"], {
    params: { fast: 3, list: [1, { a: null }] },
    limits: { maxOrderNotional: usd(5_000), maxOrdersPerDay: 3 },
  });
  const { say, restarted } = await started(teams);
  assert.deepEqual(await say(undefined, 1), []);
  assert.deepEqual(await say(structuredClone(teams), 1), []);
  assert.deepEqual(await say(teams, 1, restarted()), []);
});

Deno.test("applyRegistry() takes new settings and new code", async () => {
  const { engine, say } = await started(registered(["alpha"]));
  for (
    const change of [
      { params: { fast: 5 } },
      { params: { fast: 5 }, code: "4e3" },
      { code: "4e3", limits: { maxOrdersPerDay: 1 } },
      { code: "4e3", run247: true, name: "Other" },
    ]
  ) {
    assert.equal(kindsOf(await say(registered(["alpha"], change), 1)), "team");
    const { spec } = engine.books.teams.get("alpha") ?? {};
    assert.deepEqual({ ...spec, ...change }, spec);
  }
});

Deno.test("applyRegistry() ignores another initial_cash, with a warning", async () => {
  const { engine, say, restarted } = await started(registered(["alpha"]));
  const richer = registered(["alpha"], { initialCash: usd(99_000) });
  assert.deepEqual(await say(richer, 1), []);
  assert.equal(engine.books.teams.get("alpha")?.cash, usd(10_000));
  assert.match(
    engine.log.lines.at(-1)?.message ?? "",
    /^Ignored initial_cash of alpha: it started with 10000;/,
  );
  // With other changes as well: what it started with stays on record.
  const changed = registered(["alpha"], {
    initialCash: usd(99_000),
    params: { fast: 1 },
  });
  assert.equal(kindsOf(await say(changed, 1)), "team");
  assert.equal(
    engine.books.teams.get("alpha")?.spec.initialCash,
    usd(10_000),
  );
  assert.deepEqual(await say(changed, 1, restarted()), []);
});

Deno.test("applyRegistry() keeps the code that a team has when its new code is broken, and says so once", async () => {
  const { engine, say, restarted } = await started(registered(["alpha"]));
  const [{ spec } = assert.fail()] = registered(["alpha"]);
  const { code: _code, ...codeless } = spec;
  const fault = { type: "SyntaxError", message: "strategy.ts:1:1: no" };
  const wanted = { ...codeless, entryPoint: "other:Other", params: { x: 1 } };
  const broken = [{ spec: wanted, fault }];
  const events = await say(broken, 1);
  assert.equal(kindsOf(events), "failure");
  assert.ok(events[0]?.kind === "failure" && events[0].phase === "load");
  const team = engine.books.teams.get("alpha");
  assert.deepEqual([team?.spec.code, team?.spec.entryPoint], [
    "c0de",
    "strategy:Strategy",
  ]);
  // They were tried together.
  assert.deepEqual(team?.spec.params, spec.params);
  assert.deepEqual(await say([{ spec: wanted, isPending: true }], 2), []);
  assert.deepEqual(await say(broken, 2), []);
  assert.deepEqual(await say(broken, 2, restarted()), []);
  const other = [{ spec: codeless, fault: { ...fault, message: "another" } }];
  assert.equal(kindsOf(await say(other, 3)), "failure");
  assert.equal(
    kindsOf(await say(registered(["alpha"], { code: "f1xed" }), 4)),
    "team",
  );
  assert.equal(team?.fault, undefined);
});

Deno.test("applyRegistry() says a mistake again that went away in between, and not while code is prepared", async () => {
  const { say, restarted } = await started(registered(["alpha"]));
  const [{ spec } = assert.fail()] = registered(["alpha"]);
  const { code: _code, ...codeless } = spec;
  const fault = { type: "SyntaxError", message: "strategy.ts:1:1: no" };
  const broken = [{ spec: codeless, fault }];
  assert.equal(kindsOf(await say(broken, 1)), "failure");
  const pending = [{ spec: codeless, isPending: true }];
  assert.deepEqual(await say(pending, 2, restarted()), []);
  assert.deepEqual(await say(broken, 2), []);
  assert.equal(kindsOf(await say(registered(["alpha"]), 3)), "team");
  assert.deepEqual(await say(registered(["alpha"]), 3), []);
  assert.equal(kindsOf(await say(broken, 4)), "failure");
});

Deno.test("applyRegistry() gives a team that joins on a weekend no value in the future", async () => {
  const saturday = Date.parse("2013-10-12T15:30:00Z");
  const engine = fakeEngine({
    now: saturday,
    settings: { isLive: true },
    teams: registered(["alpha"]),
  });
  await recover(engine, startOptions(engine));
  await applyRegistry(engine, Date.parse("2013-10-14T13:30:00Z"));
  assert.equal(engine.books.valuedAt, saturday - 60_000);
});

Deno.test("applyRegistry() lets a team without usable code join, and does not call it", async () => {
  const [{ spec } = assert.fail()] = registered(["alpha"]);
  const { code: _code, ...codeless } = spec;
  const fault = { type: "ImportError", message: "no such file" };
  const { engine } = await started([{ spec: codeless, fault }]);
  assert.equal(
    kindsOf((engine.ledger as FakeLedger).events().slice(-4)),
    "team deposit failure valued",
  );
  await runLoop(engine, minuteAt(0), { duration: 1, signal });
  assert.deepEqual(engine.strategies.calls, []);
  assert.equal(engine.books.teams.get("alpha")?.equity, usd(10_000));
});

Deno.test("applyRegistry() takes a team off: orders cancelled, book frozen, process ended", async () => {
  const { engine, say } = await started(registered(["alpha", "beta"]));
  await runLoop(engine, minuteAt(0), { duration: 1, signal });
  const events = await say(registered(["beta"]), 1);
  assert.equal(kindsOf(events), "status team_removed");
  assert.ok(events[0]?.kind === "status");
  assert.equal(events[0].note, "the team was removed");
  assert.equal(events[0].at, minuteAt(1));
  assert.deepEqual(engine.strategies.retained.at(-1), ["beta"]);
  assert.deepEqual(engine.strategies.prepared.at(-1), ["beta"]);
  await runLoop(engine, minuteAt(1), { duration: 2, signal });

  const alpha = engine.books.teams.get("alpha");
  assert.equal(alpha?.active, false);
  assert.equal(alpha.cash, usd(10_000));
  assert.deepEqual(
    [...engine.books.orders.values()].map(({ status }) => status),
    ["CANCELED"],
  );
  assert.deepEqual(
    leaderboard(engine.books).map(({ teamId }) => teamId),
    ["beta"],
  );
  const last = (engine.ledger as FakeLedger).events().findLast(({ kind }) =>
    kind === "valued"
  );
  assert.ok(last?.kind === "valued");
  assert.deepEqual(Object.keys(last.equity), ["beta"]);
  assert.deepEqual(await say(registered(["beta"]), 3), []);
});

Deno.test("applyRegistry() lets a team come back with what it had, without a second deposit", async () => {
  const { engine, say } = await started(registered(["alpha", "beta"]));
  await say(registered(["beta"]), 1);
  const events = await say(registered(["alpha", "beta"]), 2);
  assert.equal(kindsOf(events), "team valued");
  assert.equal(engine.books.teams.get("alpha")?.cash, usd(10_000));
  assert.equal(leaderboard(engine.books)[0]?.equity, usd(10_000));
});

Deno.test("applyRegistry() values who joins with nothing at nothing", async () => {
  const { engine } = await started(
    registered(["alpha"], { initialCash: usd(0) }),
  );
  assert.equal(engine.books.teams.get("alpha")?.equity, 0n);
});

Deno.test("applyRegistry() cancels before the next session what a team left open on the last", async () => {
  const { engine, say } = await started(registered(["alpha", "beta"]));
  await runLoop(engine, minuteAt(0), { duration: 1, signal });
  const nextDay = 24 * 60;
  const [event] = await say(registered(["beta"]), nextDay);
  assert.ok(event?.kind === "status");
  assert.equal(event.at, minuteAt(1), "right after the last minute that ran");
});

Deno.test("applyRegistry() has the broker asked for what a removed team left open, over a weekend as well", async () => {
  const { engine, say } = await started(registered(["alpha", "beta"]));
  await runLoop(engine, minuteAt(0), { duration: 1, signal });
  const broker = engine.broker as FakeBroker;
  const { length } = broker.asked;
  const monday = 7 * 24 * 60;
  await say(registered(["beta"]), monday);
  const [order] = engine.books.orders.values();
  assert.equal(order?.status, "PENDING_CANCEL");
  await collectBars(engine, minuteAt(monday));
  await submit(engine, minuteAt(monday));
  assert.deepEqual(broker.asked.slice(length), [`cancel ${order.id}`]);
});
