/// <reference lib="deno.ns" />
import { strict as assert } from "node:assert";
import { ema, type Macd, nextMacd } from "./indicators.ts";

Deno.test("ema() moves by 2 / (length + 1) of the way", () => {
  assert.equal(ema(10, 14, 3), 12);
  assert.equal(ema(10, 20, 9), 12);
  assert.equal(ema(10, 20, 1), 20);
});

Deno.test("nextMacd() starts at the first close with nothing to tell", () => {
  assert.deepEqual(nextMacd(undefined, 50, { fast: 1, slow: 3, signal: 3 }), {
    fast: 50,
    slow: 50,
    signal: 0,
    histogram: 0,
  });
});

Deno.test("nextMacd() shows a rise, its end and a fall", () => {
  const lengths = { fast: 1, slow: 3, signal: 3 };
  let macd: Macd | undefined;
  const histograms: number[] = [];
  for (const close of [100, 104, 104, 100]) {
    macd = nextMacd(macd, close, lengths);
    histograms.push(macd.histogram);
  }
  // slow 100, 102, 103, 101.5; fast − slow 0, 2, 1, −1.5; signal 0, 1, 1, −0.25
  assert.deepEqual(histograms, [0, 1, 0, -1.25]);
});
