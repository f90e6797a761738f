import { strict as assert } from "node:assert";
import { KEYS, testWorld } from "./fixture_test.ts";

const START = "2026-11-20T14:40:00Z";
const MINUTE = 60_000;

Deno.test("authorized() takes the account's pair and no other", () => {
  const { world } = testWorld(START);
  assert(world.authorized(KEYS.key, KEYS.secret));
  assert(!world.authorized(KEYS.key, ""));
  assert(!world.authorized(KEYS.secret, KEYS.key));
});

Deno.test("asset() knows every form, and whether it is active", () => {
  const { world } = testWorld(START);
  assert.equal(world.asset("BTC/USD")?.symbol, "BTC");
  assert.equal(world.asset("TSLA"), undefined);
  assert.equal(world.asset("AAPL")?.status, "active");
  world.faults.set({ name: "asset_inactive", symbol: "AAPL" });
  assert.equal(world.asset("AAPL")?.status, "inactive");
  assert.equal(world.asset("MSFT")?.status, "active");
});

Deno.test("bars() and price() are multiplied by a gap from its time on", async () => {
  const { world, clock } = testWorld(START);
  const now = clock.now();
  await world.load(now);
  world.faults.set({ name: "bar_gap", symbol: "AAPL", from: now, value: 0.5 });
  const bars = await world.bars(now - 2 * MINUTE, now);
  const closes = bars.filter(({ symbol }) => symbol === "AAPL").map((each) => [
    each.close,
    each.volume,
  ]);
  assert.deepEqual(closes, [[100, 10_000], [50, 20_000]]);
  assert.equal(world.price("AAPL", now - 1), 100);
  assert.equal(world.price("AAPL", now), 50);
  assert.equal(world.price("MSFT", now), 100);
  const past = await Array.fromAsync(world.past(["AAPL"], now, now + MINUTE));
  assert.equal(past.flat()[0]?.close, 50);
});

Deno.test("random() gives each part a sequence of its own", () => {
  const { world } = testWorld(START);
  const first = world.random("a", 1)();
  assert.equal(world.random("a", 1)(), first);
  assert.notEqual(world.random("a", 2)(), first);
});

Deno.test("run() keeps the prices of now loaded until it is stopped", async () => {
  const { world, clock } = testWorld(START, (_, at) => ({
    open: at / MINUTE,
    close: at / MINUTE,
  }));
  const stop = new AbortController();
  const running = world.run(stop.signal);
  await clock.advance(5 * MINUTE + 1);
  const minute = (clock.now() - 1) / MINUTE;
  assert.equal(world.price("AAPL", clock.now()), minute);
  stop.abort();
  await running;
});
