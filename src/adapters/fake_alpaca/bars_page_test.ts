import { strict as assert } from "node:assert";
import { dataStage, expected, RANGE, walk } from "./data_fixture_test.ts";
import { STOCK_BARS } from "./data_schemas.ts";

Deno.test("readBarsPage(): bars are sorted by symbol, then time, up to the last minute with a bar", async () => {
  const pages = await walk(
    dataStage(),
    `/v2/stocks/bars?symbols=MSFT,AAPL,TSLA&${RANGE}`,
  );
  assert.deepEqual(pages, [
    [...expected("AAPL", 0, 9), ...expected("MSFT", 0, 9)],
  ]);
});

Deno.test("readBarsPage(): a minute's bar is there a second after it, not before", async () => {
  const { get, clock } = dataStage("2026-11-20T14:40:00.999Z");
  const path = `/v2/stocks/bars?symbols=AAPL&${RANGE}&limit=10000`;
  const count = async () => {
    const [, body] = await get(path);
    return STOCK_BARS.parse(body).bars["AAPL"]?.length;
  };
  assert.equal(await count(), 9);
  await clock.advance(1);
  assert.equal(await count(), 10);
});

Deno.test("readBarsPage(): limit counts the rows of all symbols, and every page goes on where the last ended", async () => {
  const path = `/v2/stocks/bars?symbols=AAPL,MSFT&${RANGE}`;
  const all = [...expected("AAPL", 0, 9), ...expected("MSFT", 0, 9)];
  for (const limit of [1, 2, 3, 7, 10, 18, 19, 20]) {
    const pages = await walk(dataStage(), `${path}&limit=${limit}`);
    assert.deepEqual(pages.flat(), all, `${limit}`);
    assert(pages.slice(0, -1).every((page) => page.length === limit));
    assert.equal(pages.length, Math.ceil(19 / limit));
  }
});

Deno.test("readBarsPage(): start and end belong to the range, sort=desc turns it round", async () => {
  const path = "/v2/stocks/bars?symbols=AAPL,MSFT&timeframe=1Min" +
    "&start=2026-11-20T09:32:00-05:00&end=2026-11-20T14:34:00.000000000Z";
  assert.deepEqual(await walk(dataStage(), path), [
    [...expected("AAPL", 2, 4), ...expected("MSFT", 2, 4)],
  ]);
  const down = await walk(dataStage(), `${path}&sort=desc&limit=2`);
  assert.deepEqual(down, [
    ["AAPL 4", "AAPL 3"],
    ["AAPL 2", "MSFT 4"],
    ["MSFT 3", "MSFT 2"],
  ]);
});

Deno.test("readBarsPage(): long ranges give the same rows as short ones", async () => {
  const long = `/v2/stocks/bars?symbols=AAPL&timeframe=1Min&limit=3&end=` +
    "2026-11-20T14:33:00Z&start=";
  const { get } = dataStage();
  const [, near] = await get(`${long}2026-11-20T14:30:00Z`);
  const [, far] = await get(`${long}2026-11-10T00:00:00Z&sort=desc`);
  assert.deepEqual(
    STOCK_BARS.parse(near).bars["AAPL"]?.map(({ c }) => c),
    [100, 101, 102],
  );
  assert.deepEqual(
    STOCK_BARS.parse(far).bars["AAPL"]?.map(({ c }) => c),
    [103, 102, 101],
  );
});

Deno.test("readBarsPage(): pages may be small, or empty with a token", async () => {
  const small = dataStage();
  small.world.faults.set({ name: "page_small" });
  const path = `/v2/stocks/bars?symbols=AAPL,MSFT&${RANGE}`;
  const pages = await walk(small, path);
  assert(pages.every((page) => page.length <= 2));
  assert.equal(pages.flat().length, 19);
  const empty = dataStage();
  empty.world.faults.set({ name: "page_empty", count: 1 });
  const [, body] = await empty.get(path);
  const { bars, next_page_token: token } = STOCK_BARS.parse(body);
  assert.deepEqual(bars, {});
  assert(token);
  assert.equal((await walk(empty, path)).flat().length, 19);
});

Deno.test("readBarsPage(): bars_previous withholds the newest minute of one answer", async () => {
  const { get, world } = dataStage();
  world.faults.set({ name: "bars_previous", count: 1 });
  const path = `/v2/stocks/bars?symbols=AAPL&${RANGE}`;
  const counts: unknown[] = [];
  for (let n = 0; n < 2; n++) {
    const [, body] = await get(path);
    counts.push(STOCK_BARS.parse(body).bars["AAPL"]?.length);
  }
  assert.deepEqual(counts, [9, 10]);
});

Deno.test("readBarsPage(): longer bars are put together from minutes", async () => {
  const { get } = dataStage();
  const [, body] = await get(
    "/v2/stocks/bars?symbols=AAPL&timeframe=5Min&start=2026-11-20T14:30:00Z" +
      "&feed=iex",
  );
  const rows = STOCK_BARS.parse(body).bars["AAPL"];
  assert.deepEqual(rows?.map(({ t, c }) => [t.slice(11, 16), c]), [
    ["14:30", 104],
    ["14:35", 109],
  ]);
});
