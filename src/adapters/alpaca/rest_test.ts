import { strict as assert } from "node:assert";
import { reasonOf } from "./alpaca_error.ts";
import {
  KEY_ID,
  NEVER,
  scriptedRest,
  SECRET_KEY,
  steppedClock,
} from "./fixture_test.ts";

const clock = steppedClock("2026-11-20T14:30:00Z");
const limits = { signal: NEVER };
const MINUTE = Date.parse("2026-11-20T14:30:00Z");

Deno.test("alpacaRest() asks for stock bars with every field the documentation names", async () => {
  const asked: URL[] = [];
  let headers = new Headers();
  const rest = scriptedRest(clock, (url, init) => {
    asked.push(url);
    headers = new Headers(init.headers);
    return Response.json({
      bars: { AAPL: [{ x: 1 }] },
      next_page_token: "t",
      currency: "USD",
    });
  });
  const page = await rest.bars({
    assetClass: "equity",
    symbols: ["AAPL", "BRK.B"],
    from: MINUTE,
    to: MINUTE + 60_000,
    feed: "iex",
    pageToken: "a=b",
  }, limits);
  assert.deepEqual(page, { bars: { AAPL: [{ x: 1 }] }, next_page_token: "t" });
  const [url] = asked;
  assert.equal(url?.origin, "http://127.0.0.1:2");
  assert.equal(url?.pathname, "/v2/stocks/bars");
  assert.deepEqual(Object.fromEntries(url?.searchParams ?? []), {
    symbols: "AAPL,BRK.B",
    timeframe: "1Min",
    start: "2026-11-20T14:30:00.000Z",
    end: "2026-11-20T14:31:00.000Z",
    limit: "10000",
    adjustment: "raw",
    feed: "iex",
    page_token: "a=b",
  });
  assert.equal(headers.get("APCA-API-KEY-ID"), KEY_ID);
  assert.equal(headers.get("APCA-API-SECRET-KEY"), SECRET_KEY);
});

Deno.test("alpacaRest() asks for coins on their own route, and each host for its own", async () => {
  const asked: string[] = [];
  const rest = scriptedRest(clock, (url, init) => {
    const headers = new Headers(init.headers);
    assert.equal(headers.get("APCA-API-KEY-ID"), KEY_ID);
    assert.equal(headers.get("APCA-API-SECRET-KEY"), SECRET_KEY);
    asked.push(`${url.port}${url.pathname}${url.search}`);
    if (url.pathname === "/v2/calendar" || url.pathname === "/v2/assets") {
      return Response.json([]);
    }
    if (url.pathname !== "/v2/clock") return Response.json({});
    const timestamp = "2026-11-20T09:30:00.123456789-05:00";
    return Response.json({
      ...{ timestamp, is_open: true, next_open: "a", next_close: "b" },
    });
  });
  const days = { from: "2026-11-20", to: "2026-11-21" };
  await rest.bars({
    ...{ assetClass: "crypto", symbols: ["BTC/USD"], feed: "iex" },
    ...{ from: MINUTE, to: MINUTE },
  }, limits);
  assert.equal((await rest.clock(limits)).is_open, true);
  assert.deepEqual(await rest.calendar(days, limits), []);
  assert.deepEqual(await rest.assets("crypto", limits), []);
  await rest.corporateActions({ ...days, symbols: ["AAPL"] }, limits);
  assert.deepEqual(asked, [
    "2/v1beta3/crypto/us/bars?symbols=BTC%2FUSD&timeframe=1Min&start=2026-11-20T14%3A30%3A00.000Z&end=2026-11-20T14%3A30%3A00.000Z&limit=10000",
    "1/v2/clock",
    "1/v2/calendar?start=2026-11-20T00%3A00%3A00.000Z&end=2026-11-21T00%3A00%3A00.000Z",
    "1/v2/assets?asset_class=crypto",
    "2/v1/corporate-actions?symbols=AAPL&types=forward_split%2Creverse_split%2Cstock_dividend%2Ccash_dividend&start=2026-11-20&end=2026-11-21&limit=1000",
  ]);
});

Deno.test("alpacaRest() throws the reason of a refusal, and unexpected for another form", async () => {
  const refused = scriptedRest(
    clock,
    () => new Response("", { status: 401 }),
  );
  await assert.rejects(
    refused.clock(limits),
    (error) => reasonOf(error) === "bad_keys",
  );
  const other = scriptedRest(clock, () => Response.json({ bars: [1] }));
  await assert.rejects(
    other.clock(limits),
    /^QtcError: Cannot get the clock from Alpaca: unexpected$/,
  );
});

Deno.test("alpacaRest() throws what its caller aborts with", async () => {
  const rest = scriptedRest(clock, () => Response.json({}));
  const signal = AbortSignal.abort(new Error("stop"));
  await assert.rejects(rest.clock({ signal }), /stop/);
});
