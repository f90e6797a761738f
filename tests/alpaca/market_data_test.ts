import { strict as assert } from "node:assert";
import { alpacaAssets } from "../../src/adapters/alpaca/assets.ts";
import { alpacaCalendar } from "../../src/adapters/alpaca/calendar.ts";
import { serverClock } from "../../src/adapters/alpaca/clock.ts";
import { MINUTE_MS } from "../../src/domain/bar.ts";
import { nextSession } from "../../src/domain/calendar.ts";
import { marketDataCases } from "../../src/testing/market_data_suite.ts";
import { rehearse } from "./rehearsal.ts";

const { signal } = new AbortController();

Deno.test("alpacaMarketData() keeps the promises of every MarketData", async (t) => {
  await rehearse({ start: "2026-11-20T18:00:00Z" }, async ({ feed }) => {
    // The session of the day before: over, with bars of every symbol.
    const from = Date.parse("2026-11-19T15:00:00Z");
    const to = from + 30 * MINUTE_MS;
    for (const each of marketDataCases) {
      await t.step(each.name, () => each.run({ feed, from, to }));
    }
  });
});

Deno.test("alpacaMarketData() gives a day's bars as they are, minute by minute, over the open and the close", async () => {
  await rehearse({ start: "2026-11-20T14:27:00Z" }, async (rehearsal) => {
    const before = await rehearsal.minutes(8);
    assert.deepEqual(before.map(({ bars }) => bars?.length), [
      ...[2, 2, 2, 5, 5, 5, 5, 5],
    ]);
    await rehearsal.assertWhole();
    assert.deepEqual(rehearsal.feed.health(), { state: "healthy" });
  });
  await rehearse({ start: "2026-11-20T20:57:00Z" }, async (rehearsal) => {
    const minutes = await rehearsal.minutes(6);
    assert.deepEqual(minutes.map(({ bars }) => bars?.length), [
      ...[5, 5, 5, 2, 2, 2],
    ]);
    await rehearsal.assertWhole();
    assert.deepEqual(rehearsal.feed.health(), { state: "healthy" });
  });
});

Deno.test("alpacaMarketData() gives the same with sockets, and says so when they are gone", async () => {
  await rehearse({ hasStream: true }, async (rehearsal) => {
    const minutes = await rehearsal.minutes(6);
    assert.ok(minutes.every(({ bars }) => bars?.length === 5));
    await rehearsal.assertWhole();
    assert.ok(rehearsal.log.some((line) => line.includes("is connected")));
  });
});

Deno.test("the other routes read what the fake says: time, sessions, assets", async () => {
  await rehearse({}, async ({ rest, clock, world, feed }) => {
    const { at, speed } = await serverClock(rest, { signal });
    assert.ok(Math.abs(at - clock.now()) < 5_000);
    assert.equal(speed, 60);
    const next = nextSession(clock.now());
    assert.deepEqual(
      await alpacaCalendar(rest).sessions(next.date, next.date, signal),
      [next],
    );
    world.faults.set({ name: "asset_inactive", symbol: "MSFT" });
    const checked = await alpacaAssets({ rest, clock })
      .check([...feed.instruments, {
        ...{ symbol: "NONE", assetClass: "equity" },
      }], signal);
    assert.deepEqual(checked.untradable, ["MSFT"]);
    assert.deepEqual(checked.unknown, ["NONE"]);
    assert.deepEqual(
      checked.instruments.map(({ symbol }) => symbol),
      ["AAPL", "BTC", "ETH", "NVDA"],
    );
  });
});
