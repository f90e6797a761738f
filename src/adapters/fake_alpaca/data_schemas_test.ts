import { strict as assert } from "node:assert";
import type { z } from "zod";
import {
  ASSET,
  ASSETS,
  BAR,
  CALENDAR,
  CLOCK,
  CORPORATE_ACTIONS,
  CRYPTO_BARS,
  FAILURE,
  LATEST_CRYPTO_BARS,
  LATEST_STOCK_BARS,
  NEW_CLOCK,
  SNAPSHOTS,
  STOCK_BARS,
} from "./data_schemas.ts";
import { serveFake } from "./server_fixture_test.ts";

const RANGE = "timeframe=1Min&start=2026-11-20T14:30:00Z";

/** Every route of this half, with the schema of its answer. */
const ROUTES: readonly (readonly [string, z.ZodType])[] = [
  [`/v2/stocks/bars?symbols=AAPL,MSFT&${RANGE}`, STOCK_BARS],
  [`/v2/stocks/bars?symbols=AAPL,MSFT&${RANGE}&limit=3`, STOCK_BARS],
  [`/v2/stocks/bars?symbols=TSLA&${RANGE}`, STOCK_BARS],
  ["/v2/stocks/bars/latest?symbols=AAPL,MSFT&feed=iex", LATEST_STOCK_BARS],
  ["/v2/stocks/snapshots?symbols=AAPL,MSFT", SNAPSHOTS],
  [`/v1beta3/crypto/us/bars?symbols=BTC/USD&${RANGE}`, CRYPTO_BARS],
  [`/v1beta3/crypto/us/latest/bars?symbols=BTC%2FUSD`, LATEST_CRYPTO_BARS],
  ["/v1/corporate-actions?start=2026-01-01&end=2026-12-31", CORPORATE_ACTIONS],
  ["/v2/clock", CLOCK],
  ["/v3/clock", NEW_CLOCK],
  ["/v2/calendar?start=2026-11-01&end=2026-12-31", CALENDAR],
  ["/v2/assets?status=active", ASSETS],
  ["/v2/assets/AAPL", ASSET],
  ["/v2/assets/BTC%2FUSD", ASSET],
];

const FAILURES = [
  "/v2/stocks/bars?symbols=AAPL",
  "/v2/stocks/nothing",
  "/v1beta3/crypto/us/bars",
  "/v1/corporate-actions?types=x",
  "/v2/calendar?start=x",
  "/v2/assets/NONE",
];

Deno.test("every route answers as the specification says", async () => {
  await using fake = serveFake();
  for (const [path, schema] of ROUTES) {
    const response = await fake.get(path);
    assert.equal(response.status, 200, path);
    const parsed = schema.safeParse(await response.json());
    assert(parsed.success, `${path}: ${parsed.error?.message}`);
  }
  for (const path of FAILURES) {
    const response = await fake.get(path);
    assert(response.status === 400 || response.status === 404, path);
    FAILURE.parse(await response.json());
  }
});

Deno.test("the schemas are strict", () => {
  const bar = {
    ...{ t: "2026-11-20T14:30:00Z", o: 1, h: 1, l: 1, c: 1, v: 1, n: 1, vw: 1 },
  };
  BAR.parse(bar);
  for (const odd of [{ c: null }, { t: "14:30" }, { n: 1.5 }, { zz: 1 }]) {
    assert(!BAR.safeParse({ ...bar, ...odd }).success, JSON.stringify(odd));
  }
  const page = (bars: unknown) =>
    STOCK_BARS.safeParse({ bars, next_page_token: null }).success;
  assert(page({}) && !page({ AAPL: [] }));
});
