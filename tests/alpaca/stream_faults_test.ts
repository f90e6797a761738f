import { strict as assert } from "node:assert";
import type { FaultSpec } from "../../src/adapters/fake_alpaca/faults.ts";
import { rehearse } from "./rehearsal.ts";

/** What happens at the sockets for four minutes, and what the status may say. */
interface Trial {
  readonly fault: FaultSpec;
  readonly says?: RegExp;
}

const TRIALS: readonly Trial[] = [
  { fault: { name: "stream_drop", count: 3 } },
  { fault: { name: "stream_cut", count: 3 } },
  { fault: { name: "stream_mute" }, says: /^(stock|crypto) socket: mute$/ },
  { fault: { name: "stream_duplicate" } },
  { fault: { name: "stream_reorder" } },
  { fault: { name: "stream_unknown_event" } },
  { fault: { name: "stream_extra_fields" } },
  { fault: { name: "stream_binary" } },
  { fault: { name: "bar_revised" } },
  { fault: { name: "bars_late", value: 20_000 } },
  { fault: { name: "bar_twice" } },
  { fault: { name: "html_502", path: "/v" } },
];

for (const { fault, says } of TRIALS) {
  const { name, ...on } = fault;
  const what = `${name} ${JSON.stringify(on)}`;
  Deno.test(`${what} with sockets: no bar is lost or doubled, and it mends itself`, async () => {
    const options = { hasStream: true };
    await rehearse(
      options,
      async ({ world, feed, minutes, log, assertWhole }) => {
        await minutes(3);
        assert.deepEqual(feed.health(), { state: "healthy" });
        const before = log.length;
        world.faults.set(fault);
        const outcomes = await minutes(4);
        assert.ok(outcomes.every(({ bars }) => bars !== undefined));
        if (says) {
          const said = log.slice(before).join("\n");
          assert.match(said, new RegExp(says.source.slice(1, -1)));
        }
        world.faults.clear();
        await minutes(4);
        assert.deepEqual(feed.health(), { state: "healthy" });
        await assertWhole();
      },
    );
  });
}

Deno.test("406 at the socket: REST goes on, the status names it, and it connects when it may", async () => {
  const options = { hasStream: true };
  await rehearse(options, async ({ world, feed, minutes, assertWhole }) => {
    world.faults.set({ name: "stream_refused", path: "/v2/iex" });
    const outcomes = await minutes(4);
    assert.ok(outcomes.every(({ bars }) => bars?.length === 5));
    assert.deepEqual(feed.health(), {
      state: "delayed",
      reason: "stock socket: connection_limit",
    });
    world.faults.clear();
    await minutes(4);
    assert.deepEqual(feed.health(), { state: "healthy" });
    await assertWhole();
  });
});

Deno.test("a halted symbol is waited for by nobody, until it goes on", async () => {
  const options = { hasStream: true };
  await rehearse(options, async ({ world, feed, minutes, log, set }) => {
    await minutes(4);
    world.faults.set({ name: "bar_missing", symbol: "AAPL" });
    await minutes(1);
    assert.match(feed.health().reason ?? "", /^late_bars: 1 of/);
    await set({ name: "asset_halted", symbol: "AAPL" });
    await minutes(2);
    assert.ok(log.some((line) => line.includes("Trading in AAPL is halted")));
    assert.deepEqual(feed.health(), { state: "healthy" });
  });
});

Deno.test("everything at once with sockets, now and then: no bar is stale, lost or doubled at the end", async () => {
  const options = { hasStream: true };
  await rehearse(options, async ({ world, feed, minutes, assertWhole }) => {
    await minutes(3);
    const names = new Set([
      ...TRIALS.map(({ fault }) => fault.name),
      ...[
        "rate_limited",
        "json_truncated",
        "empty_body",
        "answer_lost",
      ] as const,
      ...["bar_null", "bar_huge", "page_small", "page_empty"] as const,
      ...["bars_previous", "stream_refused", "unauthorized"] as const,
    ]);
    for (const name of names) world.faults.set({ name, probability: 0.1 });
    await minutes(20);
    world.faults.clear();
    // Refused keys keep a socket away for ten minutes.
    await minutes(13);
    assert.deepEqual(feed.health(), { state: "healthy" });
    await assertWhole();
  });
});
