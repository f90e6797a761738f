import { strict as assert } from "node:assert";
import type { Bar } from "../../domain/bar.ts";
import { isRegular } from "../../domain/calendar.ts";
import { QtcError } from "../../domain/error.ts";
import { marketDataCases } from "../../testing/market_data_suite.ts";
import { simulatedMarketData } from "./market_data.ts";

const { signal } = new AbortController();
const at = Date.parse;
const DAY_MS = 86_400_000;
const FRIDAY = at("2026-11-20");
const SMALL = { equities: ["SPY", "GHC", "NEWCO"], crypto: ["BTC", "COIN"] };

for (const { name, run } of marketDataCases) {
  Deno.test(`simulatedMarketData() ${name}`, async () => {
    const feed = simulatedMarketData({ seed: 7, universe: SMALL });
    await run({
      feed,
      from: at("2026-11-20T14:00:00Z"),
      to: at("2026-11-20T21:10:00Z"),
    });
  });
}

Deno.test("simulatedMarketData() has the same bars when the seed is the same, and others when it is not", async () => {
  const [one, same, other] = await Promise.all(
    [7, 7, 8].map((seed) => dayOf(FRIDAY, { seed, universe: SMALL })),
  );
  assert.deepEqual(one, same);
  assert.notDeepEqual(one, other);
});

Deno.test("simulatedMarketData() has the same bars whatever else is asked for, and in which order", async () => {
  const alone = await dayOf(FRIDAY, {
    seed: 7,
    universe: { equities: ["GHC"], crypto: [] },
  });
  const feed = simulatedMarketData({ seed: 7, universe: SMALL });
  for (const date of ["2031-05-05", "2004-02-02", "2026-11-19"]) {
    await feed.bars(at(date) - 1, at(date) + DAY_MS - 1, signal);
  }
  const among = await feed.bars(FRIDAY - 1, FRIDAY + DAY_MS - 1, signal);
  assert.deepEqual(among.filter(({ symbol }) => symbol === "GHC"), alone);
});

Deno.test("simulatedMarketData() trades equities in sessions only, and crypto around the clock", async () => {
  const thanksgiving = await dayOf(at("2026-11-26"), {
    seed: 1,
    universe: SMALL,
  });
  assert.deepEqual(
    new Set(thanksgiving.map(({ symbol }) => symbol)),
    new Set(["BTC", "COIN"]),
  );
  const after = await dayOf(at("2026-11-27"), { seed: 1, universe: SMALL });
  const spy = after.filter(({ symbol }) => symbol === "SPY");
  assert.ok(
    spy.every((bar) => isRegular(bar.at)) && spy.length > 205 &&
      spy.length <= 210,
  );
  const coins = after.filter(({ symbol }) => symbol === "BTC");
  assert.ok(coins.length > 1430 && coins.length <= 1440);
});

Deno.test("simulatedMarketData() has bars from 2000-01-03 to the end of 2040", async () => {
  const feed = simulatedMarketData({
    seed: 1,
    universe: { equities: ["SPY"], crypto: ["BTC"] },
  });
  assert.deepEqual(
    await feed.bars(-Infinity, at("2000-01-03") - 1, signal),
    [],
  );
  const [first] = await feed.bars(
    -Infinity,
    at("2000-01-03T00:05:00Z"),
    signal,
  );
  assert.ok(first && first.at < at("2000-01-03T00:05:00Z"));
  assert.deepEqual(await feed.history(at("2000-01-03"), 5, signal), []);
  const last = (await feed.bars(at("2040-12-31T23:00:00Z"), Infinity, signal))
    .at(-1);
  assert.ok(last && last.at > at("2040-12-31T23:50:00Z"));
});

Deno.test("simulatedMarketData() misses minutes of thin symbols often, of busy ones rarely", async () => {
  const counts = new Map<string, number>();
  for (let day = at("2026-11-16"); day <= FRIDAY; day += DAY_MS) {
    for (const { symbol } of await dayOf(day, { seed: 3, universe: SMALL })) {
      counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
    }
  }
  const spy = counts.get("SPY") ?? 0;
  const thin = counts.get("GHC") ?? 0;
  assert.ok(spy >= 1940 && spy <= 1950, `SPY ${spy}`);
  assert.ok(thin >= 975 && thin <= 1800, `GHC ${thin}`);
});

Deno.test("simulatedMarketData() is busier at the open and the close than at noon", async () => {
  const bars = (await dayOf(FRIDAY, { seed: 5, universe: SMALL })).filter((
    { symbol },
  ) => symbol === "SPY");
  const volume = (from: string, to: string) =>
    bars.filter((bar) =>
      bar.at >= at(`2026-11-20T${from}:00Z`) &&
      bar.at < at(`2026-11-20T${to}:00Z`)
    )
      .reduce((sum, bar) => sum + bar.volume, 0);
  assert.ok(volume("14:30", "15:00") > 1.5 * volume("17:30", "18:00"));
  assert.ok(volume("20:30", "21:00") > 1.5 * volume("17:30", "18:00"));
});

Deno.test("simulatedMarketData() gives prices in cents, whole shares, trades and an average within the range", async () => {
  for (const bar of await dayOf(FRIDAY, { seed: 2 })) {
    assert.ok(
      bar.vwap !== undefined && bar.vwap >= bar.low && bar.vwap <= bar.high,
    );
    assert.ok(
      bar.tradeCount !== undefined && bar.tradeCount >= 1 &&
        Number.isInteger(bar.tradeCount),
    );
    const coin = ["BTC", "ETH", "LTC", "SOL"].includes(bar.symbol);
    const decimals = coin ? 4 : 2;
    for (const price of [bar.open, bar.high, bar.low, bar.close]) {
      assert.equal(price, Number(price.toFixed(decimals)), bar.symbol);
    }
    assert.ok(
      coin
        ? bar.volume > 0
        : Number.isInteger(bar.volume) && bar.volume >= bar.tradeCount,
    );
  }
});

Deno.test("simulatedMarketData() moves like a market: by minute, by day, overnight and together", async () => {
  const feed = simulatedMarketData({
    seed: 11,
    universe: { equities: ["AAPL", "QQQ", "SPY"], crypto: ["BTC"] },
  });
  const days: Bar[][] = [];
  for (let day = at("2026-09-01"); day < at("2026-11-01"); day += DAY_MS) {
    const bars = await feed.bars(day - 1, day + DAY_MS - 1, signal);
    if (bars.some(({ symbol }) => symbol === "SPY")) days.push(bars);
  }
  const spy = days.map((bars) => bars.filter(({ symbol }) => symbol === "SPY"));
  const qqq = days.map((bars) => bars.filter(({ symbol }) => symbol === "QQQ"));
  const minute = deviation(spy.flatMap(returns)) * 1e4;
  assert.ok(minute > 3 && minute < 8, `SPY moves ${minute} bps a minute`);
  const coin = deviation(
    days.flatMap((bars) =>
      returns(bars.filter(({ symbol }) => symbol === "BTC"))
    ),
  ) * 1e4;
  assert.ok(coin > minute, `BTC moves ${coin} bps a minute`);
  const ranges = spy.map((bars) =>
    Math.max(...bars.map(({ high }) => high)) /
      Math.min(...bars.map(({ low }) => low)) - 1
  );
  const range = ranges.reduce((sum, each) => sum + each, 0) / ranges.length;
  assert.ok(range > 0.007 && range < 0.02, `SPY ranges over ${range} a day`);
  const gap = deviation(
    spy.slice(1).map((bars, i) =>
      (bars[0]?.open ?? 0) / (spy[i]?.at(-1)?.close ?? 1) - 1
    ),
  );
  assert.ok(gap > 0.002 && gap < 0.012, `SPY opens ${gap} from its close`);
  const together = correlation(spy.flatMap(byMinute), qqq.flatMap(byMinute));
  assert.ok(together > 0.5 && together < 0.98, `SPY with QQQ ${together}`);
});

Deno.test("simulatedMarketData() continues a coin's price over midnight", async () => {
  const feed = simulatedMarketData({
    seed: 4,
    universe: { equities: [], crypto: ["BTC"] },
  });
  const bars = await feed.bars(FRIDAY - 3_600_000, FRIDAY + 3_600_000, signal);
  for (const move of returns(bars)) {
    assert.ok(Math.abs(move) < 0.006, String(move));
  }
});

Deno.test("simulatedMarketData() stays near its usual prices over forty years", async () => {
  const feed = simulatedMarketData({
    seed: 6,
    universe: { equities: ["AAPL", "TSLA"], crypto: ["SOL"] },
  });
  for (let year = 2001; year <= 2040; year++) {
    const usual: Record<string, number> = { AAPL: 230, TSLA: 300, SOL: 190 };
    for (
      const { symbol, close } of await feed.history(
        at(`${year}-06-15T12:00:00Z`),
        1,
        signal,
      )
    ) {
      const times = close / (usual[symbol] ?? 1);
      assert.ok(times > 0.1 && times < 10, `${symbol} ${close} in ${year}`);
    }
  }
});

Deno.test("simulatedMarketData() has 24 equities and 4 coins when nobody names others", () => {
  const { instruments } = simulatedMarketData({ seed: 1 });
  assert.equal(
    instruments.filter(({ assetClass }) => assetClass === "equity").length,
    24,
  );
  assert.equal(
    instruments.filter(({ assetClass }) => assetClass === "crypto").length,
    4,
  );
});

Deno.test("simulatedMarketData() throws invalid when the universe is empty or has a symbol twice", () => {
  for (
    const universe of [{ equities: [], crypto: [] }, {
      equities: ["A"],
      crypto: ["A"],
    }]
  ) {
    assert.throws(
      () => simulatedMarketData({ seed: 1, universe }),
      (error) => error instanceof QtcError && error.code === "invalid",
    );
  }
});

function dayOf(
  start: number,
  options: Parameters<typeof simulatedMarketData>[0],
): Promise<Bar[]> {
  return simulatedMarketData(options).bars(
    start - 1,
    start + DAY_MS - 1,
    signal,
  );
}

function returns(bars: readonly Bar[]): number[] {
  return bars.slice(1).map((bar, i) => bar.close / (bars[i]?.close ?? 1) - 1);
}

/** Returns of whole 390-minute grids, 0 where a minute is missing. */
function byMinute(bars: readonly Bar[]): number[] {
  const start = Math.floor((bars[0]?.at ?? 0) / DAY_MS) * DAY_MS;
  const grid = new Array<number>(1440).fill(0);
  for (const bar of bars) {
    grid[(bar.at - start) / 60_000] = bar.close / bar.open - 1;
  }
  return grid;
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  return Math.sqrt(
    values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / values.length,
  );
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const product = a.reduce((sum, each, i) => sum + each * (b[i] ?? 0), 0) /
    a.length;
  return product / (deviation(a) * deviation(b));
}
