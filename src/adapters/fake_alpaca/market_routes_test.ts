import { strict as assert } from "node:assert";
import {
  ASSET,
  ASSETS,
  CALENDAR,
  CLOCK,
  FAILURE,
  NEW_CLOCK,
} from "./data_schemas.ts";
import { testWorld } from "./fixture_test.ts";
import { answerMarket, isMarketPath } from "./market_routes.ts";
import { assetId } from "./symbols.ts";
import type { World } from "./world.ts";

async function get(world: World, path: string): Promise<unknown> {
  return await answerMarket(world, new URL(path, "http://x")).json();
}

Deno.test("/v2/clock says time, session and speed", async () => {
  const { world } = testWorld("2026-11-20T14:29:59.999Z");
  assert.deepEqual(CLOCK.parse(await get(world, "/v2/clock")), {
    timestamp: "2026-11-20T09:29:59.999-05:00",
    is_open: false,
    next_open: "2026-11-20T09:30:00-05:00",
    next_close: "2026-11-20T16:00:00-05:00",
    speed: 1,
  });
  const { world: open } = testWorld("2026-11-20T14:30:00Z");
  assert.deepEqual(CLOCK.parse(await get(open, "/v2/clock")), {
    timestamp: "2026-11-20T09:30:00-05:00",
    is_open: true,
    next_open: "2026-11-23T09:30:00-05:00",
    next_close: "2026-11-20T16:00:00-05:00",
    speed: 1,
  });
});

Deno.test("/v2/clock can be off, for its count of times", async () => {
  const { world } = testWorld("2026-11-20T14:30:00Z");
  world.faults.set({ name: "clock_off", count: 1 });
  const times: unknown[] = [];
  for (let n = 0; n < 2; n++) {
    times.push(CLOCK.parse(await get(world, "/v2/clock")).timestamp);
  }
  assert.deepEqual(times, [
    "2026-11-20T09:31:30-05:00",
    "2026-11-20T09:30:00-05:00",
  ]);
});

Deno.test("/v3/clock names the phase of the day", async () => {
  const phases: [string, string, string][] = [
    ["2026-11-20T08:59:59Z", "closed", "2026-11-20T04:00:00-05:00"],
    ["2026-11-20T09:00:00Z", "pre", "2026-11-20T09:30:00-05:00"],
    ["2026-11-20T14:30:00Z", "core", "2026-11-20T16:00:00-05:00"],
    ["2026-11-20T21:00:00Z", "post", "2026-11-20T20:00:00-05:00"],
    ["2026-11-21T01:00:00Z", "closed", "2026-11-23T04:00:00-05:00"],
  ];
  for (const [time, phase, until] of phases) {
    const { world } = testWorld(time);
    const body = NEW_CLOCK.parse(await get(world, "/v3/clock?markets=NYSE"));
    assert.equal(body.clocks[0]?.phase, phase, time);
    assert.equal(body.clocks[0]?.phase_until, until, time);
  }
});

Deno.test("/v2/calendar has sessions alone, half days and both clock changes", async () => {
  const { world } = testWorld("2026-11-20T14:30:00Z");
  const days = async (start: string, end: string) => {
    const path = `/v2/calendar?start=${start}&end=${end}`;
    return CALENDAR.parse(await get(world, path));
  };
  const week = await days("2026-11-23", "2026-11-29");
  assert.deepEqual(
    week.map(({ date, open, close }) => `${date} ${open} ${close}`),
    [
      "2026-11-23 09:30 16:00",
      "2026-11-24 09:30 16:00",
      "2026-11-25 09:30 16:00",
      "2026-11-27 09:30 13:00",
    ],
  );
  assert.equal(week[3]?.settlement_date, "2026-11-30");
  for (
    const [start, end] of [["2026-03-06", "2026-03-09"], [
      "2026-10-30",
      "2026-11-02",
    ]] as const
  ) {
    const found = await days(start, end);
    assert.deepEqual(found.map(({ date }) => date), [start, end]);
    assert(
      found.every(({ open, close }) => `${open}${close}` === "09:3016:00"),
    );
  }
  const year = await days("2026-01-01T00:00:00.000Z", "2026-12-31");
  assert.equal(year.length, 251);
});

Deno.test("a holiday or a half day can be made of any session", async () => {
  const { world } = testWorld("2026-11-20T14:30:00Z");
  world.faults.set({ name: "calendar_holiday" });
  world.faults.set({ name: "calendar_half_day", text: "2026-11-24" });
  const clock = CLOCK.parse(await get(world, "/v2/clock"));
  assert.equal(clock.is_open, false);
  assert.equal(clock.next_open, "2026-11-23T09:30:00-05:00");
  const path = "/v2/calendar?start=2026-11-20&end=2026-11-24";
  const found = CALENDAR.parse(await get(world, path));
  assert.deepEqual(found.map(({ date, close }) => `${date} ${close}`), [
    "2026-11-23 16:00",
    "2026-11-24 13:00",
  ]);
});

Deno.test("/v2/assets lists and finds assets as they are now", async () => {
  const { world } = testWorld("2026-11-20T14:30:00Z");
  const names = async (query: string) =>
    ASSETS.parse(await get(world, `/v2/assets${query}`))
      .map(({ symbol }) => symbol);
  assert.deepEqual(await names(""), ["AAPL", "BTC/USD", "MSFT"]);
  assert.deepEqual(await names("?asset_class=crypto"), ["BTC/USD"]);
  world.faults.set({ name: "asset_inactive", symbol: "MSFT" });
  assert.deepEqual(await names("?status=active"), ["AAPL", "BTC/USD"]);
  for (const name of ["BTC%2FUSD", "BTC/USD", "BTCUSD", assetId("BTC")]) {
    const found = ASSET.parse(await get(world, `/v2/assets/${name}`));
    assert.equal(found.symbol, "BTC/USD");
  }
  for (const name of ["BTC", "NONE"]) {
    const found = FAILURE.parse(await get(world, `/v2/assets/${name}`));
    assert.equal(found.code, 40410000);
  }
});

Deno.test("isMarketPath() knows the routes about time and assets", () => {
  for (const path of ["clock", "calendar", "assets", "assets/BTC/USD"]) {
    assert(isMarketPath(`/v2/${path}`), path);
  }
  assert(isMarketPath("/v3/clock"));
  assert(!isMarketPath("/v2/account"));
  assert(!isMarketPath("/v2/clocks"));
});
