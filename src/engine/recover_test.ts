import { strict as assert } from "node:assert";
import { MINUTE_MS } from "../domain/bar.ts";
import { emptyBooks } from "../domain/books.ts";
import { QtcError } from "../domain/error.ts";
import { DEFAULT_TERMS } from "../domain/exchange.ts";
import { instrument } from "../domain/instrument.ts";
import {
  EQUITIES,
  fakeEngine,
  type FakeEngineOptions,
  registered,
  startOptions,
} from "../testing/engine.ts";
import { fold, minuteAt, opens } from "../testing/events.ts";
import { type FakeLedger, fakeLedger } from "../testing/fake_ledger.ts";
import { sampleBar } from "../testing/orders.ts";
import { runLoop } from "./loop.ts";
import { checkIdentity, recover, startOf, type StartTime } from "./recover.ts";

const { signal } = new AbortController();
const BUY = { symbol: "AAPL", action: "buy", quantity: 1, price: 100 };
const quiet = { write: () => {} };

/** Runs a minute on a ledger until a commit of some kind is done; then the process is dead. */
async function diedAfter(kind: string, options: FakeEngineOptions = {}) {
  const ledger = fakeLedger();
  const engine = fakeEngine({
    teams: registered(["alpha"]),
    strategies: { alpha: () => [BUY] },
    ...options,
    ledger: {
      ...ledger,
      commit(batch) {
        const head = ledger.commit(batch);
        if (batch.events.some((event) => event.kind === kind)) {
          throw new Error("dead");
        }
        return head;
      },
    },
    barStore: ledger.bars,
  });
  await assert.rejects(async () => {
    const next = await recover(engine, startOptions(engine));
    await runLoop(engine, next, { duration: 1, signal });
  }, /dead/);
  return ledger;
}

const kindsOf = (ledger: FakeLedger) => ledger.events().map(({ kind }) => kind);

Deno.test("recover() begins an empty ledger at the clock's minute, with the history before it", async () => {
  const engine = fakeEngine({ now: minuteAt(2) + 17_000 });
  const next = await recover(engine, startOptions(engine));
  assert.equal(next, minuteAt(2));
  const events = (engine.ledger as FakeLedger).events();
  assert.deepEqual(events.map(({ kind }) => kind), [
    "identity",
    "terms",
    "universe",
    "history",
  ]);
  const [first, , , history] = events;
  assert.ok(first?.kind === "identity" && first.identity.seed === 7);
  assert.ok(history?.kind === "history");
  assert.deepEqual([history.minute, history.count], [minuteAt(1), 10]);
  // The day before, and today's first two minutes.
  assert.deepEqual(
    [...engine.barStore.lastRows(["AAPL"], 9, minuteAt(9)).values()][0]
      ?.map(({ at }) => (at - minuteAt(0)) / MINUTE_MS),
    [-3933, -3932, -3931, 0, 1],
  );
});

Deno.test("recover() writes nothing when the history cannot be had", async () => {
  const engine = fakeEngine();
  engine.marketData.history = () => Promise.reject(new Error("503"));
  await assert.rejects(recover(engine, startOptions(engine)), /503/);
  assert.equal(engine.head.length, 0);
});

Deno.test("recover() takes no bar of the first minute or later for history", async () => {
  const engine = fakeEngine();
  engine.marketData.history = () =>
    Promise.resolve([-1, 0, 1].map((n) => sampleBar({ at: minuteAt(n) })));
  await recover(engine, startOptions(engine));
  const stored = engine.barStore.between(0, minuteAt(9));
  assert.deepEqual(stored.map(({ at }) => at), [minuteAt(-1)]);
});

Deno.test("checkIdentity() names every difference", () => {
  const { identity } = startOptions(fakeEngine());
  checkIdentity(undefined, identity);
  checkIdentity(identity, { ...identity });
  assert.throws(
    () =>
      checkIdentity(identity, {
        broker: "alpaca",
        account: "alpaca-live",
        feed: "alpaca",
        clock: "wall",
        seed: 8,
      }),
    (error) => {
      assert.ok(error instanceof QtcError && error.code === "conflict");
      for (
        const part of [
          "its broker is simulated, not alpaca;",
          "its account is simulated, not alpaca-live;",
          "its feed is recorded, not alpaca;",
          "its clock is simulated, not wall;",
          "its seed is 7, not 8.",
        ]
      ) assert.ok(error.message.includes(part), error.message);
      return true;
    },
  );
});

Deno.test("recover() refuses another's ledger before anything is written", async () => {
  const ledger = await diedAfter("closed");
  const { length } = ledger.events();
  const engine = fakeEngine({ ledger, settings: { seed: 8 } });
  await assert.rejects(recover(engine, startOptions(engine)), {
    code: "conflict",
  });
  assert.equal(ledger.events().length, length);
});

Deno.test("recover() writes new terms and a new universe once", async () => {
  const ledger = await diedAfter("closed");
  const terms = { ...DEFAULT_TERMS, equityFeeBps: 5 };
  const marketOf = () => ({
    instruments: [...EQUITIES, instrument("TSLA", "equity")],
  });
  for (const expected of [["terms", "universe", "bars_added"], []]) {
    const { length } = ledger.events();
    const engine = fakeEngine({ ledger, market: marketOf() });
    await recover(engine, startOptions(engine, terms));
    assert.deepEqual(kindsOf(ledger).slice(length), expected);
    assert.deepEqual(engine.books.terms, terms);
    assert.equal(engine.books.instruments.size, 3);
  }
});

Deno.test("recover() writes new terms before a minute is finished under them", async () => {
  const ledger = await diedAfter("opened");
  const { length } = ledger.events();
  const engine = fakeEngine({ ledger, strategies: { alpha: () => [BUY] } });
  const terms = { ...DEFAULT_TERMS, impactBps: 0 };
  await recover(engine, startOptions(engine, terms));
  assert.deepEqual(kindsOf(ledger).slice(length, length + 2), [
    "terms",
    "valued",
  ]);
});

Deno.test("recover() finishes the minute that was open, from the step it had come to", async () => {
  const rest: Readonly<Record<string, readonly string[]>> = {
    opened: ["valued", "runs", "order", "decided", "status", "closed"],
    runs: ["order", "decided", "status", "closed"],
    decided: ["status", "closed"],
    status: ["closed"],
    closed: [],
  };
  for (const [kind, expected] of Object.entries(rest)) {
    const ledger = await diedAfter(kind);
    const { length } = ledger.events();
    const engine = fakeEngine({
      ledger,
      strategies: { alpha: () => [BUY] },
    });
    const next = await recover(engine, startOptions(engine));
    assert.deepEqual(kindsOf(ledger).slice(length), expected, kind);
    assert.equal(next, minuteAt(1));
    // A strategy whose answer is kept is not asked again.
    assert.equal(engine.strategies.calls.length, kind === "opened" ? 1 : 0);
  }
});

Deno.test("recover() resumes a live minute until second 55 after its end, later it is closed", async () => {
  for (const [ms, isResumed] of [[115_000, true], [115_001, false]] as const) {
    const ledger = await diedAfter("opened", { settings: { isLive: true } });
    const engine = fakeEngine({
      ledger,
      settings: { isLive: true },
      now: minuteAt(0) + ms,
      strategies: { alpha: () => [BUY] },
    });
    await recover(engine, startOptions(engine));
    assert.equal(kindsOf(ledger).at(-1), isResumed ? "closed" : "skipped");
    assert.equal(engine.strategies.calls.length, isResumed ? 1 : 0);
  }
});

Deno.test("recover() sends no order of a minute that it closes: it never left", async () => {
  const settings = { isLive: true, barDelayMs: 3_000 };
  for (const ms of [115_001, 119_000, 130_000]) {
    const ledger = await diedAfter("decided", { settings });
    const engine = fakeEngine({
      ledger,
      settings,
      now: minuteAt(0) + ms,
    });
    const next = await recover(engine, startOptions(engine));
    await runLoop(engine, next, { until: minuteAt(2), signal });
    const [order] = engine.books.orders.values();
    assert.deepEqual([order?.status, order?.note], ["EXPIRED", "not_sent"]);
  }
});

Deno.test("recover() hands over the bars of a minute that it closes, and settles on them", async () => {
  const ledger = await diedAfter("opened", { settings: { isLive: true } });
  const engine = fakeEngine({
    ledger,
    settings: { isLive: true },
    now: minuteAt(0) + 116_000,
    teams: registered(["alpha"]),
  });
  const next = await recover(engine, startOptions(engine));
  await runLoop(engine, next, { until: minuteAt(2), signal });
  assert.deepEqual(
    engine.strategies.calls[0]?.bars.filter(({ at, symbol }) =>
      at >= minuteAt(0) && symbol === "AAPL"
    ).map(({ at }) => (at - minuteAt(0)) / MINUTE_MS),
    [0, 1],
  );
  assert.equal(engine.books.settledUpTo, minuteAt(1));
});

Deno.test("recover() keeps trading off when the books do not add up", async () => {
  const ledger = await diedAfter("closed");
  const engine = fakeEngine({
    ledger,
    teams: registered(["alpha"]),
    strategies: { alpha: () => [BUY] },
  });
  const team = engine.books.teams.get("alpha");
  assert.ok(team);
  team.paid = team.paid + 1n as typeof team.paid;
  const next = await recover(engine, startOptions(engine));
  assert.match(engine.halted ?? "", /^alpha: cash 10000 is not/);
  await runLoop(engine, next, { duration: 1, signal });
  const last = ledger.events().findLast(({ kind }) => kind === "denial");
  assert.ok(last?.kind === "denial" && last.rule === "trading_halted");
});

Deno.test("startOf() goes on where the ledger is, whatever --at says", () => {
  const lines: string[] = [];
  const log = { write: (_: string, line: string) => void lines.push(line) };
  const at: StartTime = { date: "2026-11-20" };
  const open = fold([opens(3)]);
  assert.equal(startOf(open, EQUITIES, at, 0, log), minuteAt(3));
  assert.match(lines[0] ?? "", /^Ignored --at: /);
  const closed = { ...emptyBooks(), lastMinute: minuteAt(3) };
  assert.equal(startOf(closed, EQUITIES, undefined, 0, log), minuteAt(4));
  const begun = { ...emptyBooks(), barsUpTo: minuteAt(-1) };
  assert.equal(startOf(begun, EQUITIES, undefined, 0, log), minuteAt(0));
  assert.equal(lines.length, 1);
});

Deno.test("startOf() begins where --at says", () => {
  const of = (at: StartTime | undefined, instruments = EQUITIES) => {
    const sunday = Date.parse("2026-11-22T12:34:56Z");
    const time = startOf(emptyBooks(), instruments, at, sunday, quiet);
    return new Date(time).toISOString().slice(0, 16);
  };
  assert.equal(of("now"), "2026-11-22T12:34");
  assert.equal(of({ date: "2026-11-20" }), "2026-11-20T14:30");
  assert.equal(of({ date: "2026-11-26" }), "2026-11-26T00:00");
  assert.equal(
    of({ date: "2026-11-20" }, [instrument("BTC", "crypto")]),
    "2026-11-20T00:00",
  );
  assert.equal(
    of({ instant: Date.parse("2026-11-20T15:00:59Z") }),
    "2026-11-20T15:00",
  );
  // Without a word: the open of the last session, or where the data begins.
  assert.equal(of(undefined), "2026-11-20T14:30");
  const from = Date.parse("2013-10-04T00:00:00Z");
  assert.equal(
    of(undefined, [instrument("AIG", "equity", { from })]),
    "2013-10-04T00:00",
  );
});
