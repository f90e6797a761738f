import { strict as assert } from "node:assert";
import type { FaultSpec } from "../../src/adapters/fake_alpaca/faults.ts";
import { type Outcome, rehearse } from "./rehearsal.ts";

/** One thing that goes wrong for three minutes. */
interface Trial {
  readonly fault: FaultSpec;
  /** What the status says in the meantime; absent when all goes on unharmed. */
  readonly says?: RegExp;
  /** How many minutes; default: 3. */
  readonly minutes?: number;
  /** Whether the minutes cannot be had. */
  readonly isDown?: true;
  /** Bars that a minute has in the meantime; default: 5. */
  readonly bars?: number;
  /** Whether what was missing never comes. */
  readonly isLost?: true;
}

const DATA = "/v2/stocks";

const TRIALS: readonly Trial[] = [
  // F8
  {
    fault: { name: "rate_limited", path: "/v" },
    says: /^rate_limited/,
    isDown: true,
  },
  {
    fault: { name: "rate_limited", path: "/v", text: "none" },
    says: /^rate_limited/,
    isDown: true,
  },
  { fault: { name: "rate_limited", count: 2 } },
  // F11
  { fault: { name: "bars_none" }, says: /^no_bars/, bars: 0, isLost: true },
  {
    fault: { name: "bars_none" },
    says: /^no_bars/,
    bars: 0,
    isLost: true,
    minutes: 13,
  },
  { fault: { name: "bars_late", value: 5_000 } },
  { fault: { name: "bars_late", value: 20_000 }, says: /^no_bars/, bars: 0 },
  {
    fault: { name: "bars_late", value: 40_000, symbol: "AAPL" },
    says: /^late_bars: 1 of/,
    bars: 4,
  },
  {
    fault: { name: "bar_missing", symbol: "BTC" },
    says: /^late_bars: 1 of/,
    bars: 4,
    isLost: true,
  },
  { fault: { name: "bars_previous" }, says: /^no_bars/, bars: 0 },
  { fault: { name: "bar_revised" } },
  { fault: { name: "page_small" } },
  { fault: { name: "page_empty" } },
  { fault: { name: "latest_stale" } },
  {
    fault: { name: "bar_inconsistent", symbol: "AAPL" },
    says: /late/,
    bars: 4,
  },
  { fault: { name: "bar_null", symbol: "AAPL" }, says: /late/, bars: 4 },
  { fault: { name: "bar_huge", symbol: "AAPL" }, says: /late/, bars: 4 },
  { fault: { name: "bar_twice" } },
  // F12
  { fault: { name: "clock_off" }, says: /^clock_offset/, minutes: 11 },
  // F13
  { fault: { name: "unauthorized" }, says: /^bad_keys$/, isDown: true },
  { fault: { name: "unauthorized", count: 1 } },
  { fault: { name: "redirect", count: 1 } },
  {
    fault: { name: "unauthorized", path: DATA },
    says: /^stock bars: bad_keys$/,
    bars: 2,
  },
  // F16
  { fault: { name: "html_502" }, says: /^server_error$/, isDown: true },
  { fault: { name: "json_truncated" }, says: /^not_json$/, isDown: true },
  { fault: { name: "empty_body" }, says: /^not_json$/, isDown: true },
  { fault: { name: "slow_body" }, says: /^timeout$/, isDown: true },
  { fault: { name: "redirect" }, says: /^redirect$/, isDown: true },
  { fault: { name: "gzip" } },
  {
    fault: { name: "html_502", path: DATA },
    says: /^stock bars: serv/,
    bars: 2,
  },
  { fault: { name: "json_truncated", count: 1 } },
  // F1, as far as reading is concerned
  { fault: { name: "answer_lost" }, says: /^no_route$/, isDown: true },
  { fault: { name: "answer_lost", count: 1 } },
  { fault: { name: "answer_cut" }, says: /^no_route$/, isDown: true },
  { fault: { name: "answer_late" }, says: /^timeout$/, isDown: true },
];

for (const { fault, says, isDown, bars = 5, isLost, ...trial } of TRIALS) {
  const { name, ...on } = fault;
  const what = `${name} ${JSON.stringify(on)}`;
  Deno.test(`${what}: the minutes go on, the status is true, and it mends itself`, async () => {
    await rehearse({}, async ({ world, feed, minutes, assertWhole }) => {
      assertFine(await minutes(3));
      assert.deepEqual(feed.health(), { state: "healthy" });
      world.faults.set(fault);
      const outcomes = await minutes(trial.minutes ?? 2);
      const { state, reason = "" } = feed.health();
      const isHealthy = state === "healthy";
      assert.equal(isHealthy, says === undefined, reason);
      if (says) assert.match(reason, says);
      for (const { bars: given, minute, error } of outcomes) {
        assert.equal(given === undefined, isDown ?? false, error);
        const fresh = given?.filter(({ at }) => at === minute);
        assert.equal(fresh?.length ?? 0, isDown ? 0 : bars);
      }
      world.faults.clear();
      const [, ...after] = await minutes(3);
      assertFine(after);
      assert.deepEqual(feed.health(), { state: "healthy" });
      if (!isLost) await assertWhole();
      assert.ok(
        world.journal.entries().every(({ kind }) => kind !== "followed"),
        "it followed to another host",
      );
    });
  });
}

/** All five symbols have a bar of each minute. */
function assertFine(outcomes: readonly Outcome[]): void {
  for (const { minute, bars = [], error } of outcomes) {
    const fresh = bars.filter(({ at }) => at === minute);
    assert.equal(fresh.length, 5, `${new Date(minute).toISOString()} ${error}`);
  }
}

Deno.test("without rights to sip the status says so, and it mends itself", async () => {
  await rehearse({ feed: "sip" }, async ({ world, feed, minutes }) => {
    assertFine(await minutes(3));
    world.faults.set({ name: "sip_refused" });
    await minutes(2);
    assert.equal(feed.health().reason, "stock bars: sip_not_permitted");
    world.faults.clear();
    assertFine((await minutes(2)).slice(1));
    assert.deepEqual(feed.health(), { state: "healthy" });
  });
});

Deno.test("everything at once, now and then: what is given is never stale, and all mends itself", async () => {
  await rehearse({}, async ({ world, feed, minutes, assertWhole }) => {
    await minutes(3);
    const names = new Set(
      TRIALS.filter(({ isLost }) => !isLost)
        .map(({ fault }) => fault.name),
    );
    for (const name of names) world.faults.set({ name, probability: 0.15 });
    const outcomes = await minutes(20);
    const went = outcomes.filter(({ bars }) => bars !== undefined).length;
    assert.ok(went >= 5, `${went} of 20 minutes`);
    world.faults.clear();
    assertFine((await minutes(8)).slice(1));
    assert.deepEqual(feed.health(), { state: "healthy" });
    await assertWhole();
  });
});
