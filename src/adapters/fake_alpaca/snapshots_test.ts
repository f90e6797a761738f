import { strict as assert } from "node:assert";
import { dataStage } from "./data_fixture_test.ts";
import { SNAPSHOTS } from "./data_schemas.ts";

Deno.test("snapshots(): snapshots have the day, the day before, and prices of now", async () => {
  const { get } = dataStage();
  const [, body] = await get("/v2/stocks/snapshots?symbols=AAPL&feed=iex");
  const { AAPL: found } = SNAPSHOTS.parse(body);
  assert.equal(found?.minuteBar?.t, "2026-11-20T14:39:00Z");
  assert.equal(found?.dailyBar?.c, 109);
  assert.equal(found?.prevDailyBar?.t, "2026-11-19T05:00:00Z");
  assert(found?.latestQuote && found.latestTrade);
  assert(found.latestQuote.bp <= found.latestTrade.p);
});
