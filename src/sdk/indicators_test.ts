import { strict as assert } from "node:assert";
import { random } from "../domain/random.ts";
import * as qtc from "./indicators.ts";

/** Bars of a random walk over two days; about one volume in five is 0. */
function walk(seed: number, length: number) {
  const chance = random("indicators", seed);
  const first = Date.parse("2026-11-20T22:30:00Z");
  let price = 100;
  const bars = Array.from({ length }, (_, row) => {
    const low = price - chance();
    price = low + chance() * 2;
    return {
      timestamp: new Date(first + row * 60_000).toISOString(),
      low,
      high: price + chance(),
      close: price,
      volume: chance() < 0.2 ? 0 : Math.floor(chance() * 1000),
    };
  });
  const column = <Key extends keyof typeof bars[number]>(key: Key) =>
    bars.map((bar) => bar[key]);
  return {
    bars,
    timestamp: column("timestamp"),
    high: column("high"),
    low: column("low"),
    close: column("close"),
    volume: column("volume"),
  };
}

Deno.test("sma() has a value for each row, NaN where there are too few", () => {
  assert.deepEqual(qtc.sma([1, 2, 6, 7], 3), [NaN, NaN, 3, 5]);
  assert.deepEqual(qtc.sma([1, 2], 3), [NaN, NaN]);
  assert.deepEqual(qtc.sma([], 3), []);
});

Deno.test("ema() can be taken of what begins with NaN", () => {
  assert.deepEqual(qtc.ema(qtc.sma([2, 2, 6, 6], 2), 3), [
    ...[NaN, NaN, NaN],
    4.5, // 2, 3 of the averages 2, 4, 6
  ]);
});

Deno.test("atr() and vwap() read columns, and miss what a column lacks", () => {
  const bars = {
    timestamp: ["2026-11-20T14:30:00Z", "2026-11-20T14:31:00Z"],
    high: [10, 11],
    low: [8, 9],
    close: [9, 10],
    volume: [5, 5],
  };
  assert.deepEqual(qtc.atr(bars, 2), [NaN, 2]);
  assert.deepEqual(qtc.vwap(bars), [9, 9.5]);
  assert.deepEqual(qtc.atr({ ...bars, low: [8] }, 1), [2, NaN]);
  assert.deepEqual(qtc.vwap({ ...bars, volume: [] }), [NaN, NaN]);
});

Deno.test("Every indicator gives the same over columns and bar by bar", () => {
  for (let seed = 0; seed < 20; seed++) {
    const { bars, ...columns } = walk(seed, 1 + seed * 9);
    const { close } = columns;
    const each = <Row, Value>(
      indicator: { update(row: Row): Value },
      rows: readonly Row[],
    ) => rows.map((row) => indicator.update(row));
    assert.deepEqual(qtc.sma(close, 7), each(new qtc.Sma(7), close));
    assert.deepEqual(qtc.ema(close, 7), each(new qtc.Ema(7), close));
    assert.deepEqual(qtc.rsi(close), each(new qtc.Rsi(), close));
    assert.deepEqual(qtc.atr(columns), each(new qtc.Atr(), bars));
    assert.deepEqual(qtc.vwap(columns), each(new qtc.Vwap(), bars));
    const periods = { fast: 3, slow: 6, signal: 4 };
    const { macd, signal, histogram } = qtc.macd(close, periods);
    assert.deepEqual(
      close.map((_, i) => [macd[i], signal[i], histogram[i]]),
      each(new qtc.Macd(periods), close).map(Object.values),
    );
    const { lower, middle, upper } = qtc.bollinger(close, 5, 1.5);
    assert.deepEqual(
      close.map((_, i) => [lower[i], middle[i], upper[i]]),
      each(new qtc.Bollinger(5, 1.5), close).map(Object.values),
    );
  }
});

Deno.test("Indicators keep their bounds, and scale with prices", () => {
  for (let seed = 0; seed < 20; seed++) {
    const { bars: _, ...columns } = walk(seed, 200);
    const { close, high, low } = columns;
    const twice = close.map((value) => value * 2);
    const last = <Value>(values: readonly Value[]) => values.at(-1)!;
    const within = (value: number, all: readonly number[]) =>
      value >= Math.min(...all) - 1e-9 && value <= Math.max(...all) + 1e-9;
    assert.ok(within(last(qtc.sma(close, 9)), close.slice(-9)));
    assert.ok(within(last(qtc.ema(close, 9)), close));
    assert.ok(within(last(qtc.rsi(close)), [0, 100]));
    assert.ok(within(last(qtc.vwap(columns)), [...high, ...low]));
    assert.ok(last(qtc.atr(columns)) > 0);
    const { lower, middle, upper } = qtc.bollinger(close);
    assert.ok(last(lower) <= last(middle) && last(middle) <= last(upper));
    // Doubling is exact in binary, so that nothing is lost.
    assert.equal(last(qtc.sma(twice, 9)), 2 * last(qtc.sma(close, 9)));
    assert.equal(last(qtc.rsi(twice)), last(qtc.rsi(close)));
    assert.equal(
      last(qtc.macd(twice).histogram),
      2 * last(qtc.macd(close).histogram),
    );
  }
});
