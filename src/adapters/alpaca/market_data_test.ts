import { strict as assert } from "node:assert";
import type { Bar } from "../../domain/bar.ts";
import { sessionOn } from "../../domain/calendar.ts";
import { instrument } from "../../domain/instrument.ts";
import type { Clock } from "../../ports/clock.ts";
import { reasonOf } from "./alpaca_error.ts";
import {
  keptLog,
  KEY_ID,
  NEVER,
  type Script,
  type ScriptedMarket,
  scriptedMarket,
  SECRET_KEY,
  steppedClock,
} from "./fixture_test.ts";
import { type AlpacaMarketData, alpacaMarketData } from "./market_data.ts";

const MINUTE = 60_000;
const AT = Date.parse("2026-11-20T15:00:00Z");
const INSTRUMENTS = [
  instrument("BTC", "crypto"),
  instrument("MSFT", "equity"),
  instrument("AAPL", "equity"),
];

const all: Script = () => ({});

interface Subject {
  readonly clock: Clock;
  readonly market: ScriptedMarket;
  readonly feed: AlpacaMarketData;
  readonly log: ReturnType<typeof keptLog>;
  /** Gives a minute as the engine asks for it: three seconds after its end. */
  minute(at: number): Promise<readonly Bar[]>;
}

async function withFeed(
  script: Script,
  test: (subject: Subject) => Promise<void>,
) {
  const clock = steppedClock("2026-11-20T15:00:00Z");
  const market: Subject["market"] = { script };
  const log = keptLog();
  const feed = alpacaMarketData({
    ...{ rest: scriptedMarket(clock, market), instruments: INSTRUMENTS },
    ...{ clock, log, random: () => 0.5 },
  });
  try {
    await test({
      ...{ clock, market, feed, log },
      async minute(at) {
        await clock.sleepUntil(at + MINUTE + 3_000);
        return await feed.bars(at - MINUTE, at, NEVER);
      },
    });
  } finally {
    await feed.close();
  }
}

const names = (bars: readonly Bar[]) =>
  bars.map(({ symbol, at }) => `${symbol} ${(at - AT) / MINUTE}`);

Deno.test("bars() gives a minute's bars of both classes, by symbol, and is healthy", async () => {
  await withFeed(all, async ({ feed, minute, clock }) => {
    assert.deepEqual(names(await minute(AT)), ["AAPL 0", "BTC 0", "MSFT 0"]);
    assert.equal(clock.now(), AT + MINUTE + 3_000);
    assert.deepEqual(feed.health(), { state: "healthy" });
    assert.deepEqual(feed.changes(), []);
    assert.deepEqual(
      feed.instruments.map(({ symbol }) => symbol),
      ["AAPL", "BTC", "MSFT"],
    );
  });
});

Deno.test("bars() waits for who is late, within ten seconds; later bars are changes, once", async () => {
  const lag = (symbol: string, at: number) =>
    symbol === "MSFT" && at === AT ? 6_000 : symbol === "AAPL" ? 25_000 : 0;
  const script: Script = (symbol, at, now) =>
    at < AT || now >= at + MINUTE + lag(symbol, at) ? {} : undefined;
  await withFeed(script, async ({ feed, minute, clock }) => {
    assert.deepEqual(names(await minute(AT)), ["BTC 0", "MSFT 0"]);
    assert.ok(clock.now() <= AT + MINUTE + 13_000);
    assert.equal(feed.health().state, "delayed");
    assert.match(feed.health().reason ?? "", /^late_bars: 1 of 3/);
    await minute(AT + MINUTE);
    const [change, ...more] = feed.changes();
    assert.deepEqual(more, []);
    assert.equal(change?.kind, "late");
    assert.equal(change?.bar.symbol, "AAPL");
    assert.equal(change?.bar.at, AT);
    await minute(AT + 2 * MINUTE);
    assert.ok(feed.changes().every(({ bar }) => bar.at > AT));
  });
});

Deno.test("bars() keeps the first value and tells of a revision once", async () => {
  const script: Script = (_symbol, at, now) =>
    at === AT && now > AT + MINUTE + 30_000 ? { c: 101 } : {};
  await withFeed(script, async ({ feed, minute }) => {
    const first = await minute(AT);
    assert.ok(first.every(({ close }) => close === 100));
    assert.deepEqual(names(await minute(AT + MINUTE)), [
      ...["AAPL 1", "BTC 1", "MSFT 1"],
    ]);
    assert.deepEqual(
      feed.changes().map(({ kind, bar }) => [kind, bar.symbol, bar.close])
        .sort(),
      [["revised", "AAPL", 101], ["revised", "BTC", 101], [
        "revised",
        "MSFT",
        101,
      ]],
    );
    await minute(AT + 2 * MINUTE);
    assert.deepEqual(feed.changes(), []);
  });
});

Deno.test("bars() never gives the minute before for this one, and says that nothing comes", async () => {
  const script: Script = (_symbol, at) => at === AT ? undefined : {};
  await withFeed(script, async ({ feed, minute }) => {
    assert.deepEqual(await minute(AT), []);
    assert.equal(feed.health().state, "stale");
    assert.match(feed.health().reason ?? "", /^no_bars/);
    assert.equal((await minute(AT + MINUTE)).length, 3);
    assert.deepEqual(feed.health(), { state: "healthy" });
  });
});

Deno.test("bars() says that nothing comes until something does, and waits for all at once then", async () => {
  let [from, to] = [AT + 10 * MINUTE, AT + 25 * MINUTE];
  const script: Script = (_symbol, at) =>
    at >= from && at < to ? undefined : {};
  await withFeed(script, async ({ feed, minute, market }) => {
    const states: string[] = [];
    for (let i = 0; i < 28; i++) {
      await minute(AT + i * MINUTE);
      states.push(feed.health().state);
    }
    const expected = Array.from(
      { length: 28 },
      (_, i) => i >= 10 && i < 25 ? "stale" : "healthy",
    );
    assert.deepEqual(states, expected);
    // The first minute after an outage: who is late is waited for.
    [from, to] = [AT + 28 * MINUTE, AT + 40 * MINUTE];
    for (let i = 28; i < 40; i++) await minute(AT + i * MINUTE);
    market.script = (symbol, at, now) =>
      symbol === "MSFT" && now < at + MINUTE + 6_000 || at < to
        ? undefined
        : {};
    assert.equal((await minute(AT + 40 * MINUTE)).length, 3);
  });
});

Deno.test("bars() tells of a class of which nothing comes", async () => {
  const script: Script = (symbol, at) =>
    at >= AT + 3 * MINUTE && !symbol.includes("/") ? undefined : {};
  await withFeed(script, async ({ feed, minute }) => {
    for (let i = 0; i < 20; i++) await minute(AT + i * MINUTE);
    assert.deepEqual(feed.health(), {
      state: "delayed",
      reason: "stock bars: no_bars",
    });
  });
});

Deno.test("bars() gives one class when the other is down, names it, and catches up with what it missed", async () => {
  await withFeed(all, async ({ feed, minute, market }) => {
    await minute(AT);
    market.status = (path) => path.includes("crypto") ? undefined : 503;
    assert.deepEqual(names(await minute(AT + MINUTE)), ["BTC 1"]);
    assert.deepEqual(feed.health(), {
      state: "delayed",
      reason: "stock bars: server_error",
    });
    delete market.status;
    assert.equal((await minute(AT + 2 * MINUTE)).length, 3);
    assert.deepEqual(feed.health(), { state: "healthy" });
    assert.deepEqual(
      names(feed.changes().map(({ bar }) => bar)).sort(),
      ["AAPL 1", "MSFT 1"],
    );
  });
});

Deno.test("bars() looks back as far as a class was away", async () => {
  await withFeed(all, async ({ feed, minute, market }) => {
    await minute(AT);
    market.status = (path) => path.includes("crypto") ? 503 : undefined;
    for (let i = 1; i <= 9; i++) await minute(AT + i * MINUTE);
    delete market.status;
    await minute(AT + 10 * MINUTE);
    assert.deepEqual(
      names(feed.changes().map(({ bar }) => bar)),
      Array.from({ length: 9 }, (_, i) => `BTC ${i + 1}`),
    );
  });
});

Deno.test("bars() throws the reason when nothing can be had, within ten seconds, and recovers", async () => {
  await withFeed(all, async ({ feed, minute, market, clock, log }) => {
    await minute(AT);
    const cases = [
      [401, "bad_keys"],
      [429, "rate_limited"],
      [
        502,
        "server_error",
      ],
      [200, "not_json"],
      [302, "redirect"],
    ] as const;
    for (const [i, [status, reason]] of cases.entries()) {
      market.status = () => status;
      const at = AT + (i + 1) * MINUTE;
      await assert.rejects(minute(at), (error) => reasonOf(error) === reason);
      assert.ok(clock.now() <= at + MINUTE + 13_000);
      assert.deepEqual(feed.health(), { state: "stale", reason });
    }
    delete market.status;
    const bars = await feed.bars(AT, AT + 6 * MINUTE, NEVER);
    assert.deepEqual(names(bars.filter(({ symbol }) => symbol === "BTC")), [
      ...["BTC 1", "BTC 2", "BTC 3", "BTC 4", "BTC 5"],
    ]);
    assert.deepEqual(feed.health(), { state: "healthy" });
    assert.doesNotMatch(
      log.lines.join("\n"),
      new RegExp(`${KEY_ID}|${SECRET_KEY}|http|symbols=`),
    );
  });
});

Deno.test("bars() gives missed minutes with the next, and no minute that is not over", async () => {
  await withFeed(all, async ({ feed, clock }) => {
    await clock.sleepUntil(AT + 90 * MINUTE + 3_000);
    const bars = await feed.bars(AT - MINUTE, AT + 95 * MINUTE, NEVER);
    assert.equal(bars.length, 90 * 3);
    assert.deepEqual(names(bars.slice(-1)), ["MSFT 89"]);
    const again = await feed.bars(AT - MINUTE, AT + 89 * MINUTE, NEVER);
    assert.deepEqual(again, bars);
    assert.deepEqual(await feed.bars(AT, AT, NEVER), []);
  });
});

Deno.test("bars() asks for no equity at night", async () => {
  await withFeed(all, async ({ clock, feed, market }) => {
    const night = Date.parse("2026-11-21T04:00:00Z");
    await clock.sleepUntil(night + MINUTE + 3_000);
    market.status = (path) => path.includes("stocks") ? 500 : undefined;
    const bars = await feed.bars(night - MINUTE, night, NEVER);
    assert.deepEqual(bars.map(({ symbol }) => symbol), ["BTC"]);
    assert.deepEqual(feed.health(), { state: "healthy" });
  });
});

Deno.test("health() tells of a clock that is off until it is right again", async () => {
  await withFeed(all, async ({ feed, minute, market }) => {
    market.clockOffMs = 90_000;
    await minute(AT);
    await minute(AT + MINUTE);
    assert.match(feed.health().reason ?? "", /^clock_offset.*1 min behind/);
    market.clockOffMs = 0;
    await minute(AT + 2 * MINUTE);
    await minute(AT + 3 * MINUTE);
    assert.deepEqual(feed.health(), { state: "healthy" });
  });
});

Deno.test("history() and past() give what is asked for, and abort", async () => {
  await withFeed(all, async ({ feed, clock }) => {
    await clock.sleepUntil(Date.parse("2026-11-21T00:00:03Z"));
    const open = sessionOn("2026-11-20")?.open ?? 0;
    const history = await feed.history(open + MINUTE, 2, NEVER);
    assert.equal(history.filter(({ symbol }) => symbol === "AAPL").length, 2);
    const pages = await Array.fromAsync(
      feed.past(["BTC", "NONE"], AT, AT + 6_000 * MINUTE, NEVER),
    );
    const bars = pages.flat();
    assert.ok(pages.every(({ length }) => length <= 5_000));
    assert.equal(bars.length, 9 * 60);
    assert.ok(bars.every(({ symbol }) => symbol === "BTC"));
    const stop = AbortSignal.abort(new Error("stop"));
    await assert.rejects(feed.history(AT, 2, stop), /stop/);
    await assert.rejects(feed.bars(AT - 1, AT, stop), /stop/);
  });
});
