import { strict as assert } from "node:assert";
import { MINUTE_MS } from "../domain/bar.ts";
import type { CompetitionSpec } from "../domain/competition.ts";
import { instrument } from "../domain/instrument.ts";
import {
  fakeEngine,
  type FakeEngineOptions,
  registered,
  startOptions,
} from "../testing/engine.ts";
import { minuteAt } from "../testing/events.ts";
import { type FakeLedger, fakeLedger } from "../testing/fake_ledger.ts";
import { stateOf } from "./state.ts";
import { type LoopEnd, runLoop } from "./loop.ts";
import { recover } from "./recover.ts";

const BTC = instrument("BTC", "crypto");
const TEAMS = registered(["alpha"], { run247: true });

/** Runs a competition of coins on a ledger, as a process that starts would. */
async function looped(
  spec: CompetitionSpec,
  { ledger = fakeLedger(), ...options }: FakeEngineOptions = {},
  end: Partial<LoopEnd> = { until: minuteAt(10_000) },
) {
  const engine = fakeEngine({
    market: { instruments: [BTC] },
    editions: [[0, TEAMS, spec]],
    ledger,
    barStore: (ledger as FakeLedger).bars,
    ...options,
  });
  const { signal } = new AbortController();
  const next = await recover(engine, startOptions(engine));
  const result = await runLoop(engine, next, { signal, ...end });
  return { engine, ledger: ledger as FakeLedger, result };
}

/** Numbers of the minutes at which strategies were called. */
function calledAt({ strategies }: ReturnType<typeof fakeEngine>): number[] {
  return strategies.calls.map(({ minute }) => numberOf(minute));
}

function numberOf(minute: number): number {
  return (minute - minuteAt(0)) / MINUTE_MS;
}

const kindsOf = (ledger: FakeLedger) => ledger.events().map(({ kind }) => kind);

Deno.test("runLoop() calls nobody before the competition starts, nor when orders would come too late", async () => {
  const spec = { name: "Cup", starts: minuteAt(2), ends: minuteAt(6) };
  const { engine, result } = await looped(spec);
  assert.equal(result, "competition over");
  assert.deepEqual(calledAt(engine), [2, 3, 4]);
  // All bars belong to the windows.
  assert.deepEqual(
    engine.strategies.delivered.map(({ minute }) => numberOf(minute)),
    [0, 1, 2, 3, 4, 5],
  );
  assert.equal(engine.books.competition?.ended, minuteAt(5));
});

Deno.test("runLoop() waits for the end alone when the next minute is later", async () => {
  // Monday's session ends after 390 minutes; the competition at midnight UTC.
  const ends = Date.parse("2013-10-08T00:00:00Z");
  const { engine, result } = await looped({ name: "Cup", ends }, {
    now: minuteAt(388),
    market: {},
  });
  assert.equal(result, "competition over");
  assert.equal(engine.clock.now(), ends);
  assert.equal(engine.books.competition?.ended, ends - MINUTE_MS);
  assert.equal(engine.books.lastMinute, minuteAt(389));
});

Deno.test("runLoop() lets a team join when the process starts, not when the market opens", async () => {
  // Evening of a Monday; uploads freeze before Tuesday's session.
  const spec = { name: "Cup", uploadsUntil: minuteAt(900) };
  const { code: _code, ...codeless } = TEAMS[0]?.spec ?? assert.fail();
  const { engine } = await looped(spec, {
    now: minuteAt(600),
    market: {},
    editions: [[0, [{ spec: codeless }], spec], [minuteAt(901), TEAMS, spec]],
  }, { until: minuteAt(1442) });
  const alpha = engine.books.teams.get("alpha");
  assert.equal(alpha?.joinedAt, minuteAt(600));
  // It had no code in time.
  assert.equal(alpha?.spec.code, undefined);
});

Deno.test("runLoop() ends a competition whose end comes after the data, before the next session", async () => {
  const spec = { name: "Cup", ends: Date.parse("2013-10-08T04:00:00Z") };
  const recorded = instrument("AAPL", "equity", {
    from: minuteAt(0),
    until: minuteAt(390),
  });
  const market = { instruments: [recorded], end: minuteAt(390) };
  const over = await looped(spec, { now: minuteAt(388), market });
  assert.equal(over.result, "competition over");
  const longer = { ...spec, ends: Date.parse("2013-10-09T04:00:00Z") };
  const open = await looped(longer, { now: minuteAt(388), market });
  assert.equal(open.result, "end of data");
});

Deno.test("runLoop() ends before the competition does when it is told to", async () => {
  const spec = { name: "Cup", ends: minuteAt(4) };
  const until = await looped(spec, {}, { until: minuteAt(3) });
  assert.equal(until.result, "until");
  const duration = await looped(spec, {}, { duration: 3 });
  assert.equal(duration.result, "duration");
  const both = await looped(spec, {}, { until: minuteAt(4) });
  assert.equal(both.result, "competition over");
  const long = await looped(spec, {}, { duration: 5 });
  assert.equal(long.result, "competition over");
  // The end comes while the market is closed, and after the time to stop.
  const ends = minuteAt(600);
  const closed = await looped({ name: "Cup", ends }, {
    now: minuteAt(388),
    market: {},
  }, { until: minuteAt(599) });
  assert.equal(closed.result, "until");
});

Deno.test("runLoop() keeps the final board until it is stopped", async () => {
  const stop = new AbortController();
  const { signal } = stop;
  const ledger = fakeLedger();
  const loop = looped({ name: "Cup", ends: minuteAt(2) }, { ledger }, {
    signal,
  });
  let result: string | undefined;
  loop.then((each) => result = each.result);
  for (let turn = 0; turn < 1_000; turn++) await Promise.resolve();
  assert.equal(kindsOf(ledger).at(-1), "ended");
  assert.equal(result, undefined);
  stop.abort();
  assert.equal((await loop).result, "stopped");
});

Deno.test("runLoop() takes an end that is put off, brought forward or taken back", async () => {
  const spec = { name: "Cup", ends: minuteAt(4) };
  const later = await looped(spec, {
    editions: [
      [0, TEAMS, spec],
      [minuteAt(3), TEAMS, { ...spec, ends: minuteAt(6) }],
    ],
  });
  assert.deepEqual(calledAt(later.engine), [0, 1, 2, 3, 4]);

  // Before the minute 5 the end comes nearer: to the end of that minute.
  const earlier = await looped({ ...spec, ends: minuteAt(9) }, {
    editions: [
      [0, TEAMS, { ...spec, ends: minuteAt(9) }],
      [minuteAt(6), TEAMS, { ...spec, ends: minuteAt(6) }],
    ],
  });
  assert.equal(earlier.engine.books.competition?.ended, minuteAt(5));

  const none = await looped(spec, {
    editions: [[0, TEAMS, spec], [minuteAt(2), TEAMS]],
  }, { until: minuteAt(6) });
  assert.equal(none.result, "until");
  assert.deepEqual(calledAt(none.engine), [0, 1, 2, 3, 4, 5]);
});

Deno.test("runLoop() takes no end that is over already: a wrong digit must not make a board final", async () => {
  const spec = { name: "Cup", ends: minuteAt(6) };
  const wrong = { ...spec, ends: minuteAt(-500) };
  const { engine } = await looped(spec, {
    editions: [[0, TEAMS, spec], [minuteAt(3), TEAMS, wrong]],
  });
  assert.deepEqual(calledAt(engine), [0, 1, 2, 3, 4]);
  assert.equal(engine.books.competition?.ended, minuteAt(5));
  const said = engine.log.lines.filter(({ level }) => level === "error");
  assert.match(
    said[0]?.message ?? "",
    /its end, .* is over; write a later one/,
  );
});

Deno.test("runLoop() ends with the last minute also when `duration` is used up by it", async () => {
  const spec = { name: "Cup", ends: minuteAt(3) };
  const { engine, result } = await looped(spec, {}, { duration: 3 });
  assert.equal(engine.books.competition?.ended, minuteAt(2));
  assert.equal(result, "competition over");
});

Deno.test("runLoop() runs nothing and writes nothing on a ledger that is over", async () => {
  const spec = { name: "Cup", ends: minuteAt(2) };
  const { ledger } = await looped(spec);
  const before = kindsOf(ledger);
  const again = await looped({ ...spec, ends: minuteAt(9) }, {
    ledger,
    editions: [[0, [], { ...spec, ends: minuteAt(9) }]],
    now: minuteAt(2),
  });
  assert.equal(again.result, "competition over");
  assert.deepEqual(kindsOf(ledger), before);
  assert.deepEqual(
    again.engine.log.lines.map(({ message }) => message.slice(0, 25)),
    ['The competition "Cup" end', "Ignored the registry's co"],
  );
});

Deno.test("recover() ends a competition whose end came while no process ran, before all else", async () => {
  const spec = { name: "Cup", ends: minuteAt(6) };
  const settings = { isLive: true, barDelayMs: 3_000 };
  const { ledger } = await looped(spec, { settings }, { until: minuteAt(3) });
  const before = kindsOf(ledger).length;
  // The registry of today says more, and somebody else.
  const { result } = await looped(spec, {
    ledger,
    settings,
    now: minuteAt(9),
    editions: [[0, registered(["beta"]), { ...spec, ends: minuteAt(90) }]],
  });
  assert.equal(result, "competition over");
  assert.deepEqual(kindsOf(ledger).slice(before), ["missed", "ended"]);
  const [missed] = ledger.events().slice(before);
  assert.ok(missed?.kind === "missed");
  assert.deepEqual(
    [numberOf(missed.from), numberOf(missed.minute)],
    [3, 5],
  );
});

Deno.test("runLoop() misses no minute beyond the end", async () => {
  const engine = fakeEngine({
    market: { instruments: [BTC] },
    editions: [[0, TEAMS, { name: "Cup", ends: minuteAt(4) }]],
    settings: { isLive: true, barDelayMs: 3_000 },
    // The machine sleeps for an hour.
    strategies: { alpha: () => (engine.clock.advance(60 * MINUTE_MS), []) },
  });
  const { signal } = new AbortController();
  const next = await recover(engine, startOptions(engine));
  const end = { signal, until: minuteAt(999) };
  assert.equal(await runLoop(engine, next, end), "competition over");
  assert.equal(engine.books.lastMinute, minuteAt(3));
  assert.equal(engine.books.competition?.ended, minuteAt(3));
});

Deno.test("stateOf() shows the competition, and that it is over", async () => {
  const spec = { name: "Cup", starts: minuteAt(1), ends: minuteAt(3) };
  const ledger = fakeLedger();
  const engine = fakeEngine({
    market: { instruments: [BTC] },
    editions: [[0, TEAMS, spec]],
    ledger,
    barStore: ledger.bars,
  });
  const state = stateOf(engine, ledger.reader);
  const phases: unknown[] = [state.board.competition()?.phase];
  const onRecorded = engine.onRecorded;
  const watched = Object.assign(engine, {
    onRecorded: (...args: Parameters<typeof onRecorded>) => {
      state.take(args[0].events);
      const phase = state.board.competition()?.phase;
      if (phase !== phases.at(-1)) phases.push(phase);
    },
  });
  const { signal } = new AbortController();
  const next = await recover(watched, startOptions(watched));
  state.health.phase = "running";
  await runLoop(watched, next, { signal, until: minuteAt(9) });
  assert.deepEqual(phases, [undefined, "before", "running", "ended"]);
  const { status, orchestrator, competition } = state.status.status();
  assert.deepEqual(competition, { ...spec, phase: "ended" });
  assert.deepEqual(
    [status, orchestrator.running, orchestrator.teamsActive],
    ["stopped", false, 0],
  );
  assert.deepEqual(state.board.leaderboard(), [
    { teamId: "alpha", portfolioValue: 10_000 },
  ]);
});
