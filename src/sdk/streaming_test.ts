import { strict as assert } from "node:assert";
import { Atr, Bollinger, Ema, Macd, Rsi, Sma, Vwap } from "./streaming.ts";

/** Feeds rows one by one; answers are rounded, so that they can be written down. */
function feed<Row>(
  indicator: { update(row: Row): number },
  all: readonly Row[],
): number[] {
  return all.map((row) => round(indicator.update(row)));
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

Deno.test("Sma is the mean of the last values", () => {
  assert.deepEqual(feed(new Sma(3), [1, 2, 6, 7]), [NaN, NaN, 3, 5]);
  assert.deepEqual(feed(new Sma(1), [4, 5]), [4, 5]);
});

Deno.test("Ema starts at the first value and is told from the period on", () => {
  // Half of the way each time: 2, 3, 5.5, 6.75.
  assert.deepEqual(feed(new Ema(3), [2, 4, 8, 8]), [NaN, NaN, 5.5, 6.75]);
  assert.deepEqual(feed(new Ema(1), [4, 5]), [4, 5]);
});

Deno.test("Macd is told when its three averages are", () => {
  // Slow (2/3 of the way): 3, 5, 5 2/3, 9 8/9; distances 1, 1/3, 19/9 from row 1.
  const macd = new Macd({ fast: 1, slow: 2, signal: 2 });
  const rows = [3, 6, 6, 12].map((value) => macd.update(value));
  const none = { macd: NaN, signal: NaN, histogram: NaN };
  assert.deepEqual(rows.slice(0, 2), [none, none]);
  const [, , third, fourth] = rows.map((row) => [
    round(row.macd),
    round(row.signal),
    round(row.histogram),
  ]);
  assert.deepEqual(third, [0.3333, 0.5556, -0.2222]);
  assert.deepEqual(fourth, [2.1111, 1.5926, 0.5185]);
});

Deno.test("Macd has its usual periods", () => {
  const macd = new Macd();
  const rows = Array.from({ length: 40 }, (_, row) => macd.update(100 + row));
  assert.equal(rows.findIndex((row) => row.macd > 0), 26 + 9 - 2);
});

Deno.test("Rsi follows Wilder", () => {
  // Rises 2, 0, 1, falls 0, 1, 0: means 1 and 0.5, then 1 and 0.25.
  assert.deepEqual(feed(new Rsi(2), [5, 7, 6, 7]), [NaN, NaN, 66.6667, 80]);
});

Deno.test("Rsi gives the values of a published example", () => {
  // Source: StockCharts' ChartSchool, "Relative Strength Index", cs-rsi.xls
  const closes = [
    ...[44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955],
    ...[45.4245, 45.8433, 46.0826, 45.8931, 46.0328, 45.6140, 46.2820],
    ...[46.2820, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439],
  ];
  const told = feed(new Rsi(14), closes).slice(14);
  assert.deepEqual(
    told.map((value) => value.toFixed(2)),
    ["70.53", "66.32", "66.55", "69.41", "66.36", "57.97"],
  );
});

Deno.test("Rsi is 100 without a fall, 0 without a rise, 50 without either", () => {
  assert.deepEqual(feed(new Rsi(2), [1, 2, 3]), [NaN, NaN, 100]);
  assert.deepEqual(feed(new Rsi(2), [3, 2, 1]), [NaN, NaN, 0]);
  assert.deepEqual(feed(new Rsi(2), [3, 3, 3, 3]), [NaN, NaN, 50, 50]);
  assert.deepEqual(feed(new Rsi(1), [3, 4, 3]), [NaN, 100, 0]);
});

Deno.test("Bollinger takes the population's deviation", () => {
  const bands = new Bollinger(3);
  bands.update(1);
  assert.deepEqual(bands.update(2), { lower: NaN, middle: NaN, upper: NaN });
  const { lower, middle, upper } = bands.update(3); // √(2/3) = 0.81650
  assert.deepEqual([lower, middle, upper].map(round), [0.367, 2, 3.633]);
  assert.equal(round(new Bollinger(1, 3).update(7).upper), 7);
});

Deno.test("Atr follows Wilder and starts with the first bar's range", () => {
  const bars = [
    { high: 10, low: 8, close: 9 }, // 2
    { high: 11, low: 9, close: 10 }, // 2
    { high: 15, low: 10, close: 14 }, // 5: 2 + 3 / 2
    { high: 8, low: 7, close: 7.5 }, // 7 with the gap: 3.5 + 3.5 / 2
  ];
  assert.deepEqual(feed(new Atr(2), bars), [NaN, 2, 3.5, 5.25]);
});

Deno.test("Vwap begins anew with each day, and keeps its price without volume", () => {
  const bar = (timestamp: string, typical: number, volume: number) => ({
    timestamp,
    high: typical + 2,
    low: typical - 1,
    close: typical - 1,
    volume,
  });
  assert.deepEqual(
    feed(new Vwap(), [
      bar("2026-11-19T20:58:00Z", 10, 10),
      bar("2026-11-19T20:59:00Z", 13, 20), // (100 + 260) / 30
      bar("2026-11-19T21:00:00Z", 99, 0),
      bar("2026-11-20T14:30:00Z", 20, 0),
      bar("2026-11-20T14:31:00Z", 20, 5),
    ]),
    [10, 12, 12, NaN, 20],
  );
});

Deno.test("Every indicator passes over what is no number", () => {
  const make: readonly (() => { update(row: number): unknown })[] = [
    () => new Sma(3),
    () => new Ema(3),
    () => new Rsi(3),
    () => new Bollinger(3),
    () => new Macd({ fast: 2, slow: 3, signal: 2 }),
  ];
  const values = [5, 7, 6, 9, 8, 8];
  for (const each of make) {
    const clean = each();
    const holed = each();
    const expected = values.map((value) => clean.update(value));
    holed.update(NaN);
    const got = values.map((value) => {
      const now = holed.update(value);
      for (const hole of [NaN, Infinity, -Infinity]) {
        assert.ok(!/\d/.test(JSON.stringify(holed.update(hole))));
      }
      return now;
    });
    assert.deepEqual(got, expected);
  }
  const atr = new Atr(1);
  assert.equal(atr.update({ high: NaN, low: 1, close: 1 }), NaN);
  assert.equal(atr.update({ high: 2, low: 1, close: 1 }), 1);
});

Deno.test("Every indicator refuses lengths that make no sense", () => {
  for (const period of [0, -1, 1.5, NaN, Infinity]) {
    for (const Each of [Sma, Ema, Rsi, Atr, Bollinger]) {
      assert.throws(
        () => new Each(period),
        {
          name: "RangeError",
          message: /^Cannot use period .*: a whole number/,
        },
      );
    }
  }
  assert.throws(
    () => new Macd({ fast: 5, slow: 5 }),
    /fast 5 with slow 5: slow/,
  );
  assert.throws(() => new Macd({ signal: 0 }), /Cannot use signal 0/);
  assert.throws(() => new Bollinger(20, 0), /Cannot use deviations 0/);
});
