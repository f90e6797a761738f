import { strict as assert } from "node:assert";
import { isDataPath } from "./data_routes.ts";
import { dataStage } from "./data_fixture_test.ts";
import { CRYPTO_BARS, FAILURE, STOCK_BARS } from "./data_schemas.ts";

Deno.test("answerData(): crypto has bars by its own names", async () => {
  const { get } = dataStage();
  const [status, body] = await get(
    "/v1beta3/crypto/us/bars?symbols=BTC%2FUSD,ETH/USD&timeframe=1Min" +
      "&start=2026-11-20T14:38:00Z",
  );
  assert.equal(status, 200);
  const { bars } = CRYPTO_BARS.parse(body);
  assert.deepEqual(Object.keys(bars), ["BTC/USD"]);
  assert.deepEqual(bars["BTC/USD"]?.map(({ c }) => c), [108, 109]);
});

Deno.test("answerData(): adjustment=split counts earlier bars in the new shares", async () => {
  const { get } = dataStage();
  const path = "/v2/stocks/bars?symbols=AAPL&timeframe=1Min&limit=1&feed=iex";
  const close = async (more: string) => {
    const [, body] = await get(`${path}${more}`);
    const [row] = STOCK_BARS.parse(body).bars["AAPL"] ?? [];
    return [row?.c, row?.v];
  };
  const before = "&start=2026-11-19T15:30:00Z";
  const [raw = 0] = await close(before);
  assert.deepEqual(await close(`${before}&adjustment=split`), [
    (raw ?? 0) / 4,
    40_000,
  ]);
  const day = "&start=2026-11-20T14:30:00Z";
  assert.deepEqual(await close(`${day}&adjustment=split`), await close(day));
});

Deno.test("answerData(): sip's newest minutes are refused without the right to them", async () => {
  const { get, world } = dataStage();
  world.faults.set({ name: "sip_refused" });
  const path = "/v2/stocks/bars?symbols=AAPL&timeframe=1Min" +
    "&start=2026-11-20T14:00:00Z";
  const [status, body] = await get(`${path}&end=2026-11-20T14:39:00Z`);
  assert.equal(status, 403);
  assert.equal(FAILURE.parse(body).code, 42210000);
  assert.equal((await get(`${path}&end=2026-11-20T14:25:00Z`))[0], 200);
  assert.deepEqual((await get(path))[1], {
    ...{ bars: {}, next_page_token: null, currency: "USD" },
  });
  const [iex] = await get(`${path}&end=2026-11-20T14:39:00Z&feed=iex`);
  assert.equal(iex, 200);
});

Deno.test("answerData(): what cannot be read is refused with 400, what there is not with 404", async () => {
  const { get } = dataStage();
  for (
    const bad of [
      "/v2/stocks/bars?timeframe=1Min",
      "/v2/stocks/bars?symbols=AAPL",
      "/v2/stocks/bars?symbols=AAPL&timeframe=1min",
      "/v2/stocks/bars?symbols=BTC/USD&timeframe=1Min",
      "/v1beta3/crypto/us/bars?symbols=BTCUSD&timeframe=1Min",
      "/v2/stocks/bars?symbols=AAPL&timeframe=1Min&limit=10001",
      "/v2/stocks/bars?symbols=AAPL&timeframe=1Min&limit=0",
      "/v2/stocks/bars?symbols=AAPL&timeframe=1Min&start=yesterday",
      "/v2/stocks/bars?symbols=AAPL&timeframe=1Min&start=2026-11-20&end=2026-11-19",
      "/v2/stocks/bars?symbols=AAPL&timeframe=1Min&sort=up",
      "/v2/stocks/bars?symbols=AAPL&timeframe=1Min&feed=cta",
      "/v2/stocks/bars?symbols=AAPL&timeframe=1Min&page_token=%25",
      "/v1/corporate-actions?types=gift",
      "/v1/corporate-actions?start=x",
    ]
  ) {
    const [status, body] = await get(bad);
    assert.equal(status, 400, bad);
    FAILURE.parse(body);
  }
  for (const path of ["/v2/stocks/none", "/v1beta3/crypto/mars/bars"]) {
    assert.equal((await get(path))[0], 404, path);
  }
});

Deno.test("isDataPath() tells the hosts apart", () => {
  assert(isDataPath("/v2/stocks/bars"));
  assert(isDataPath("/v1beta3/crypto/us/bars"));
  assert(isDataPath("/v1/corporate-actions"));
  assert(!isDataPath("/v2/orders"));
  assert(!isDataPath("/v2/clock"));
});
