/**
 * The feed against the made-up Alpaca: both live on one clock that runs as fast
 * as the machine can follow.
 *
 * @module
 */

import { strict as assert } from "node:assert";
import { scheduler } from "node:timers/promises";
import {
  type AlpacaMarketData,
  alpacaMarketData,
} from "../../src/adapters/alpaca/market_data.ts";
import { type AlpacaRest, alpacaRest } from "../../src/adapters/alpaca/rest.ts";
import type { FaultSpec } from "../../src/adapters/fake_alpaca/faults.ts";
import { startFakeAlpaca } from "../../src/adapters/fake_alpaca/server.ts";
import { tradingHalf } from "../../src/adapters/fake_alpaca/trading.ts";
import { makeWorld, type World } from "../../src/adapters/fake_alpaca/world.ts";
import { type Bar, compareBars, MINUTE_MS } from "../../src/domain/bar.ts";
import { errorText } from "../../src/domain/error.ts";
import { instrument } from "../../src/domain/instrument.ts";
import { random } from "../../src/domain/random.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { fakeMarketData } from "../../src/testing/fake_market_data.ts";

const KEYS = { key: "PKREHEARSAL", secret: "notforanyoneseyes" };
const CONTROL_SECRET = "controls";
/** Each has a bar in every minute in which it trades. */
const INSTRUMENTS = [
  instrument("AAPL", "equity"),
  instrument("BTC", "crypto"),
  instrument("ETH", "crypto"),
  instrument("MSFT", "equity"),
  instrument("NVDA", "equity"),
];
/** Between two steps of the clock, real milliseconds. */
const REST_MS = 3;
/** How far a step goes while somebody waits for bars, and in between. */
const SLOW_MS = 200;
const FAST_MS = 1_500;

/** What came of a minute. */
export interface Outcome {
  readonly minute: number;
  /** What was given, in order; absent when it could not be had. */
  readonly bars?: readonly Bar[];
  /** Why there are none. */
  readonly error?: string;
}

/** A feed and its Alpaca. */
export interface Rehearsal {
  readonly world: World;
  readonly clock: Clock;
  readonly rest: AlpacaRest;
  readonly feed: AlpacaMarketData;
  readonly log: readonly string[];
  /** Sets a fault as an operator does, over the control API. */
  set(fault: FaultSpec): Promise<void>;
  /** Runs the next minutes as the engine does, and says what came of each. */
  minutes(count: number): Promise<Outcome[]>;
  /**
   * Says that what was given and told of changes since is the truth, down to
   * the last bar, for all minutes up to the last but one.
   */
  assertWhole(): Promise<void>;
}

/** What {@linkcode rehearse} begins with. */
export interface RehearsalOptions {
  /** First minute, ISO 8601. */
  readonly start?: string;
  /** Whether the sockets are used. */
  readonly hasStream?: boolean;
  readonly feed?: "iex" | "sip";
}

/** Runs a test with a feed and an Alpaca, and ends both. */
export async function rehearse(
  options: RehearsalOptions,
  test: (rehearsal: Rehearsal) => Promise<void>,
): Promise<void> {
  const { start = "2026-11-20T15:00:00Z", hasStream = false } = options;
  const driven = drivenClock(Date.parse(start));
  const { clock } = driven;
  const market = fakeMarketData({
    instruments: INSTRUMENTS,
    bar: (_symbol, at) => ({ volume: 10_000 + at / MINUTE_MS % 997 }),
  });
  const world = makeWorld({ clock, speed: 60, market, seed: 5, keys: KEYS });
  await world.load(clock.now());
  const server = startFakeAlpaca({
    ...{ world, host: "127.0.0.1", port: 0, hasLatency: false },
    trading: tradingHalf({ world, cash: 100_000 }),
    actions: () => Promise.resolve([]),
    controlSecret: CONTROL_SECRET,
  });
  const url = `http://127.0.0.1:${server.port}`;
  const lines: string[] = [];
  const common = {
    ...{ clock, random: random("rehearsal") },
    log: {
      write: (level: string, message: string, facts?: object) =>
        void lines.push(`${level} ${message} ${JSON.stringify(facts ?? {})}`),
    },
  };
  const keys = { keyId: KEYS.key, secretKey: KEYS.secret };
  const rest = alpacaRest({
    ...common,
    ...keys,
    tradingUrl: url,
    dataUrl: url,
  });
  const feed = alpacaMarketData({
    ...{ ...common, rest, instruments: market.instruments },
    ...(options.feed && { feed: options.feed }),
    ...(hasStream && {
      stream: { ...keys, streamUrl: url.replace("http", "ws") },
    }),
  });
  const set = async (fault: FaultSpec) => {
    const answer = await fetch(`${url}/__fake/faults`, {
      method: "POST",
      headers: { "X-Fake-Secret": CONTROL_SECRET },
      body: JSON.stringify(fault),
    });
    assert.ok(answer.ok, await answer.text());
  };
  const runs = engineLike(feed, world, driven, Date.parse(start));
  try {
    await test({ world, clock, rest, feed, log: lines, set, ...runs });
    const said = [...lines, feed.health().reason ?? ""].join("\n");
    for (const secret of [KEYS.key, KEYS.secret, "symbols=", url]) {
      assert.ok(!said.includes(secret), `"${secret}" is in the log`);
    }
    assert.ok(
      mostInAMinute(world) <= 180,
      "more than 180 requests a minute to a host",
    );
  } finally {
    await feed.close();
    await server.close();
    await driven.stop();
  }
}

function engineLike(
  feed: AlpacaMarketData,
  world: World,
  { clock, pace }: DrivenClock,
  first: number,
): Pick<Rehearsal, "minutes" | "assertWhole"> {
  let next = first;
  let after = first - MINUTE_MS;
  const known = new Map<string, Bar>();
  const take = (bars: Iterable<Bar>) => {
    for (const bar of bars) known.set(`${bar.at} ${bar.symbol}`, bar);
  };
  const one = async (): Promise<Outcome> => {
    const minute = next;
    pace(FAST_MS);
    await clock.sleepUntil(minute + MINUTE_MS + 2_500);
    pace(SLOW_MS);
    await clock.sleepUntil(minute + MINUTE_MS + 3_000);
    next += MINUTE_MS;
    const begun = clock.now();
    try {
      const signal = new AbortController().signal;
      const bars = await feed.bars(after, minute, signal);
      assert.deepEqual(bars, bars.toSorted(compareBars));
      for (const { at } of bars) assert.ok(at > after && at <= minute);
      after = minute;
      take(bars);
      return { minute, bars };
    } catch (error) {
      return { minute, error: errorText(error) };
    } finally {
      const took = clock.now() - begun;
      assert.ok(took < 11_000, `a minute's bars took ${took} ms`);
      for (const { bar } of feed.changes()) {
        assert.ok(bar.at <= after, "a change of what was not given");
        take([bar]);
      }
    }
  };
  return {
    async minutes(count) {
      const outcomes: Outcome[] = [];
      while (outcomes.length < count) outcomes.push(await one());
      return outcomes;
    },
    async assertWhole() {
      const true_ = await world.bars(first - 1, after - MINUTE_MS);
      const ours = [...known.values()].filter(({ at }) => at < after)
        .sort(compareBars);
      const text = ({ symbol, at, close, volume }: Bar) =>
        `${new Date(at).toISOString()} ${symbol} ${close} ${volume}`;
      assert.deepEqual(ours.map(text), true_.map(text));
    },
  };
}

/** Returns the most requests that one host had in any 60 s. */
function mostInAMinute({ journal }: World): number {
  let most = 0;
  const requests = journal.entries().filter(({ kind }) => kind === "request");
  for (const isData of [true, false]) {
    const times = requests.filter(({ detail }) => {
      const { path } = detail as { readonly path: string };
      return /^\/v2\/stocks|^\/v1/.test(path) === isData;
    }).map(({ at }) => Date.parse(at));
    for (const [i, at] of times.entries()) {
      const end = times.findIndex((each) => each >= at + 60_000);
      most = Math.max(most, (end < 0 ? times.length : end) - i);
    }
  }
  return most;
}

interface DrivenClock {
  readonly clock: Clock;
  /** Sets how far each step goes, milliseconds. */
  pace(ms: number): void;
  stop(): Promise<void>;
}

/**
 * A clock that goes in steps, with time for everybody in between: what a busy
 * machine delays, it delays together.
 */
function drivenClock(start: number): DrivenClock {
  let now = start;
  let step = SLOW_MS;
  let isRunning = true;
  const sleepers = new Set<{ readonly time: number; wake(): void }>();
  const run = async () => {
    while (isRunning) {
      await scheduler.wait(REST_MS);
      // Nobody is woken later than due, however long a step is.
      const due = Math.min(...[...sleepers].map(({ time }) => time));
      now = Math.max(now, Math.min(now + step, due));
      for (const each of sleepers) if (each.time <= now) each.wake();
    }
  };
  const running = run();
  return {
    clock: {
      now: () => now,
      sleepUntil(time, signal) {
        if (signal?.aborted || time <= now) return Promise.resolve();
        const { promise, resolve } = Promise.withResolvers<void>();
        const sleeper = {
          time,
          wake() {
            sleepers.delete(sleeper);
            signal?.removeEventListener("abort", sleeper.wake);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", sleeper.wake, { once: true });
        return promise;
      },
    },
    pace: (ms) => step = ms,
    async stop() {
      isRunning = false;
      await running;
    },
  };
}
