import { strict as assert } from "node:assert";
import { MINUTE_MS } from "../domain/bar.ts";
import { instrument } from "../domain/instrument.ts";
import {
  fakeEngine,
  type FakeEngineOptions,
  registered,
  startOptions,
} from "../testing/engine.ts";
import { minuteAt } from "../testing/events.ts";
import type { FakeLedger } from "../testing/fake_ledger.ts";
import type { FakeStrategy } from "../testing/fake_strategies.ts";
import { type LoopEnd, runLoop } from "./loop.ts";
import { recover } from "./recover.ts";

const BTC = instrument("BTC", "crypto");
const LIVE = { isLive: true, barDelayMs: 3_000 };
const never = new AbortController().signal;

async function looped(
  options: FakeEngineOptions,
  end: Omit<LoopEnd, "signal">,
  signal = never,
) {
  const engine = fakeEngine({ teams: registered(["alpha"]), ...options });
  const next = await recover(engine, startOptions(engine));
  const result = await runLoop(engine, next, { ...end, signal });
  return { engine, result };
}

/** Numbers of the minutes at which strategies were called. */
function calledAt({ strategies }: ReturnType<typeof fakeEngine>): number[] {
  return strategies.calls.map(({ minute }) => numberOf(minute));
}

function numberOf(minute: number): number {
  return (minute - minuteAt(0)) / MINUTE_MS;
}

function missedBy({ ledger }: ReturnType<typeof fakeEngine>): string[] {
  return (ledger as FakeLedger).events().flatMap((event) =>
    event.kind === "missed"
      ? [`${numberOf(event.from)}..${numberOf(event.minute)} ${event.reason}`]
      : []
  );
}

/** A strategy that takes its time in some minutes, milliseconds by number. */
function slow(
  clock: () => { advance(ms: number): void },
  times: Readonly<Record<number, number>>,
): FakeStrategy {
  return ({ minute }) => {
    clock().advance(times[numberOf(minute)] ?? 1_000);
    return [];
  };
}

/** Runs live with a strategy that is slow, or a clock that is set. */
async function live(
  times: Readonly<Record<number, number>>,
  end: Omit<LoopEnd, "signal">,
  options: FakeEngineOptions = {},
) {
  const engine: ReturnType<typeof fakeEngine> = fakeEngine({
    teams: registered(["alpha"]),
    strategies: { alpha: slow(() => engine.clock, times) },
    settings: LIVE,
    ...options,
  });
  const next = await recover(engine, startOptions(engine));
  const result = await runLoop(engine, next, { ...end, signal: never });
  return { engine, result };
}

Deno.test("runLoop() runs each minute once, in order, and ends after `duration`", async () => {
  const { engine, result } = await looped({}, { duration: 5 });
  assert.equal(result, "duration");
  assert.deepEqual(calledAt(engine), [0, 1, 2, 3, 4]);
  assert.deepEqual(engine.books.lastMinute, minuteAt(4));
});

Deno.test("runLoop() counts minutes that ran, not those that were skipped", async () => {
  const { engine } = await looped(
    { market: { isDown: (upTo) => upTo < minuteAt(2) } },
    { duration: 2 },
  );
  assert.deepEqual(calledAt(engine), [2, 3]);
});

Deno.test("runLoop() ends before `until`, with the data, and when it is told to", async () => {
  const until = await looped({}, { until: minuteAt(2) });
  assert.equal(until.result, "until");
  assert.deepEqual(calledAt(until.engine), [0, 1]);

  const data = await looped({ market: { end: minuteAt(3) } }, {});
  assert.equal(data.result, "end of data");
  assert.deepEqual(calledAt(data.engine), [0, 1, 2]);

  const stop = new AbortController();
  const alpha: FakeStrategy = ({ minute }) => {
    if (minute === minuteAt(1)) stop.abort();
    return [];
  };
  const stopped = await looped({ strategies: { alpha } }, {}, stop.signal);
  assert.equal(stopped.result, "stopped");
  // The minute under way is finished.
  assert.deepEqual(calledAt(stopped.engine), [0, 1]);
  assert.equal(stopped.engine.books.open, undefined);
});

Deno.test("runLoop() ends where it is told to although the market is closed until then", async () => {
  const now = minuteAt(388);
  const { engine, result } = await looped({ now }, { until: minuteAt(600) });
  assert.equal(result, "until");
  assert.deepEqual(calledAt(engine), [388, 389]);
});

Deno.test("runLoop() says when it goes on, in UTC, once for each gap", async () => {
  const { engine } = await looped(
    { now: minuteAt(388), market: { instruments: [BTC] } },
    { duration: 3 },
  );
  assert.equal(engine.log.lines.length, 1);
  const { engine: shares } = await looped({ now: minuteAt(388) }, {
    duration: 3,
  });
  assert.deepEqual(
    shares.log.lines.map(({ message }) => message),
    [
      "The next minute is 2013-10-07 19:58 UTC",
      "The next minute is 2013-10-08 13:30 UTC",
    ],
  );
  // It is already tomorrow in UTC.
  const night = await looped(
    { now: Date.parse("2026-11-21T02:00:00Z"), market: { instruments: [BTC] } },
    { duration: 1 },
  );
  assert.equal(
    night.engine.log.lines[0]?.message,
    "The next minute is 2026-11-21 02:00 UTC",
  );
});

Deno.test("runLoop() misses a minute when the next one is due as well, and hands over its bars", async () => {
  // The first minute takes 130 s: at 00:03:13 the second should have ended long ago.
  const { engine } = await live({ 0: 130_000 }, { until: minuteAt(5) });
  assert.deepEqual(calledAt(engine), [0, 2, 3, 4]);
  assert.deepEqual(missedBy(engine), ["1..1 late"]);
  assert.deepEqual(
    engine.strategies.delivered[1]?.bars.map(({ at }) => numberOf(at)),
    [1, 1, 2, 2],
  );
});

Deno.test("runLoop() does not miss a minute that is late by less than one", async () => {
  const { engine } = await live({ 0: 70_000, 2: 119_000 }, {
    until: minuteAt(5),
  });
  assert.deepEqual(calledAt(engine), [0, 1, 2, 3, 4]);
  assert.deepEqual(missedBy(engine), []);
});

Deno.test("runLoop() never misses when time is simulated", async () => {
  const { engine } = await live({ 0: 3_600_000 }, { until: minuteAt(4) }, {
    settings: { isLive: false },
  });
  assert.deepEqual(calledAt(engine), [0, 1, 2, 3]);
});

Deno.test("runLoop() waits for the next session when it has missed the last minute of one", async () => {
  const { engine, result } = await live(
    { 388: 200_000 },
    { duration: 2 },
    { now: minuteAt(388) },
  );
  assert.equal(result, "duration");
  assert.deepEqual(missedBy(engine), ["389..389 late"]);
  assert.deepEqual(calledAt(engine), [388, 1440]);
  // It was called when its minute was over, not before.
  assert.ok(engine.clock.now() >= minuteAt(1441) + LIVE.barDelayMs);
});

Deno.test("runLoop() runs nothing from `until` on, and nothing after the data, though it missed minutes", async () => {
  const late = await live({ 0: 600_000 }, { until: minuteAt(3) });
  assert.equal(late.result, "until");
  assert.deepEqual(calledAt(late.engine), [0]);
  const data = await live({ 0: 600_000 }, {}, {
    market: { end: minuteAt(3) },
  });
  assert.equal(data.result, "end of data");
  assert.deepEqual(calledAt(data.engine), [0]);
});

Deno.test("runLoop() runs no minute twice when the clock is set back, and none early", async () => {
  const { engine } = await live({ 1: -3_600_000 }, { until: minuteAt(4) });
  assert.deepEqual(calledAt(engine), [0, 1, 2, 3]);
  assert.ok(engine.clock.now() >= minuteAt(4));
});

Deno.test("runLoop() misses what lies in an hour by which the clock is set forward", async () => {
  const { engine } = await live({ 1: 3_600_000 }, { until: minuteAt(64) });
  assert.deepEqual(missedBy(engine), ["2..60 late"]);
  assert.deepEqual(calledAt(engine), [0, 1, 61, 62, 63]);
  // All bars of the hour, once.
  assert.equal(engine.strategies.delivered[2]?.bars.length, 2 * 60);
});

Deno.test("runLoop() goes on after a night in which nobody ran", async () => {
  const first = await live({}, { duration: 2 });
  const ledger = first.engine.ledger;
  const { engine } = await live({}, { duration: 1 }, {
    ledger,
    now: minuteAt(20) + 17_000,
  });
  assert.deepEqual(missedBy(engine), ["2..18 late"]);
  assert.deepEqual(calledAt(engine), [19]);
  assert.equal(engine.books.lastMinute, minuteAt(19));
});

Deno.test("runLoop() sends no order that a slow minute has made too old", async () => {
  const engine: ReturnType<typeof fakeEngine> = fakeEngine({
    teams: registered(["alpha"]),
    strategies: {
      alpha: ({ minute }) => {
        if (minute !== minuteAt(0)) return [];
        engine.clock.advance(130_000);
        return [{ symbol: "AAPL", action: "buy", quantity: 1, price: 1 }];
      },
    },
    settings: LIVE,
    market: { bar: (_, at) => ({ open: 100 + numberOf(at) }) },
  });
  const next = await recover(engine, startOptions(engine));
  await runLoop(engine, next, { until: minuteAt(4), signal: never });
  const [order] = engine.books.orders.values();
  // Too late to be sent: it was decided 193 s after its minute began.
  assert.deepEqual([order?.status, order?.note], ["EXPIRED", "not_sent"]);
  assert.equal(engine.books.settledUpTo, minuteAt(3));
});

Deno.test("runLoop() calls a team in the 390 minutes of a session, or always when it wants to be", async () => {
  const { engine } = await looped({
    now: minuteAt(-60),
    teams: [
      ...registered(["alpha"]),
      ...registered(["night"], { run247: true }),
    ],
    market: { instruments: [instrument("AAPL", "equity"), BTC] },
  }, { until: minuteAt(-60 + 1440) });
  const of = (id: string) =>
    engine.strategies.calls.filter(({ spec }) => spec.id === id)
      .map(({ minute }) => numberOf(minute));
  assert.deepEqual(of("alpha"), Array.from({ length: 390 }, (_, n) => n));
  assert.equal(of("night").length, 1440);
});

Deno.test("runLoop() calls a team the same, whatever another one wants", async () => {
  const play = async (run247: boolean) => {
    const { engine } = await looped({
      now: minuteAt(-3),
      teams: [
        ...registered(["alpha"]),
        ...registered(["other"], { run247 }),
      ],
      market: { instruments: [instrument("AAPL", "equity"), BTC] },
    }, { until: minuteAt(3) });
    return engine.strategies.calls.filter(({ spec }) => spec.id === "alpha")
      .map(({ bars, spec: _, ...rest }) => [rest, bars]);
  };
  assert.deepEqual(await play(true), await play(false));
});
