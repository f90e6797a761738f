import { strict as assert } from "node:assert";
import type { Bar } from "../../domain/bar.ts";
import { barsPath, publishBars, readBars } from "./bars_table.ts";
import {
  DAY_ONE,
  isUnavailable,
  portfolioDay,
  publish,
  someBars,
  tempFolder,
} from "./table_fixture_test.ts";
import { foldPortfolio } from "./portfolio_table.ts";

Deno.test("barsPath() names the day's partition without leading zeros, the file with them", () => {
  assert.equal(
    barsPath("/data", "2013-10-07"),
    "/data/prices/minute_bars/y=2013/m=10/d=7/minute_bars-2013-10-07.parquet",
  );
  assert.equal(
    barsPath("data", "2024-01-31"),
    "data/prices/minute_bars/y=2024/m=1/d=31/minute_bars-2024-01-31.parquet",
  );
});

Deno.test("publishBars() sorts by symbol, then time, and keeps what is not told untold", async () => {
  using temp = tempFolder();
  const path = `${temp.path}/bars.parquet`;
  const bar: Bar = {
    symbol: "SPY",
    at: DAY_ONE + 60_000,
    open: 0.1,
    high: 0.30000000000000004,
    low: 1e-9,
    close: 0.2,
    volume: 0,
  };
  const full = { ...bar, at: DAY_ONE, tradeCount: 0, vwap: 0.15 };
  const other = { ...bar, symbol: "AAPL", tradeCount: 12 };
  publishBars(path, [bar, full, other], publish);
  assert.deepEqual(await readBars(path), [other, full, bar]);
  assert.deepEqual(await readBars(path, "SPY"), [full, bar]);
  assert.deepEqual(await readBars(path, "BRK.B"), []);
  publishBars(path, [bar], publish);
  assert.deepEqual(await readBars(path), [bar]);
});

Deno.test("publishBars() keeps every seeded bar, and the same bars give the same bytes", async () => {
  using temp = tempFolder();
  for (const seed of ["a", "b", "c"]) {
    const path = `${temp.path}/${seed}.parquet`;
    const bars = someBars(seed, 300);
    publishBars(path, bars, publish);
    const sorted = bars.toSorted((a, b) =>
      a.symbol === b.symbol ? a.at - b.at : a.symbol < b.symbol ? -1 : 1
    );
    assert.deepEqual(await readBars(path), sorted);
    assert.deepEqual(
      await readBars(path, "BRK.B"),
      sorted.filter(({ symbol }) => symbol === "BRK.B"),
    );
    const again = `${temp.path}/${seed}_again.parquet`;
    publishBars(again, sorted, publish);
    assert.deepEqual(Deno.readFileSync(again), Deno.readFileSync(path));
  }
});

Deno.test("publishBars() writes a day without bars", async () => {
  using temp = tempFolder();
  const path = `${temp.path}/bars.parquet`;
  assert.deepEqual(await readBars(path), []);
  publishBars(path, [], publish);
  assert.deepEqual(await readBars(path), []);
});

Deno.test("publishBars() does not overwrite a file that is none of bars", async () => {
  using temp = tempFolder();
  const path = `${temp.path}/bars.parquet`;
  foldPortfolio(path, [portfolioDay("bars", 0)], publish);
  const before = Deno.readFileSync(path);
  assert.throws(
    () => publishBars(path, someBars("x"), publish),
    isUnavailable(path),
  );
  await assert.rejects(readBars(path), isUnavailable(path));
  assert.deepEqual(Deno.readFileSync(path), before);
});
