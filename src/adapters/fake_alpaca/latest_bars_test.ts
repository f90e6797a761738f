import { strict as assert } from "node:assert";
import { dataStage } from "./data_fixture_test.ts";
import { LATEST_CRYPTO_BARS, LATEST_STOCK_BARS } from "./data_schemas.ts";

Deno.test("latestBars(): latest bars are one a symbol, which may be old", async () => {
  const { get, world } = dataStage("2026-11-20T14:36:02Z");
  const path = "/v2/stocks/bars/latest?symbols=AAPL,MSFT&feed=iex";
  const minutes = async () => {
    const [, body] = await get(path);
    return Object.entries(LATEST_STOCK_BARS.parse(body).bars)
      .map(([symbol, { t }]) => `${symbol} ${t}`);
  };
  assert.deepEqual(await minutes(), [
    "AAPL 2026-11-20T14:35:00Z",
    "MSFT 2026-11-20T14:34:00Z",
  ]);
  world.faults.set({ name: "latest_stale", count: 1 });
  assert.deepEqual(await minutes(), [
    "AAPL 2026-11-19T20:59:00Z",
    "MSFT 2026-11-19T20:59:00Z",
  ]);
  const [, crypto] = await get(
    "/v1beta3/crypto/us/latest/bars?symbols=BTC/USD",
  );
  assert.equal(
    LATEST_CRYPTO_BARS.parse(crypto).bars["BTC/USD"]?.t,
    "2026-11-20T14:35:00Z",
  );
});
