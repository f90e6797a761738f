/// <reference lib="deno.ns" />
import { strict as assert } from "node:assert";
import type { Bars } from "qtc";
import {
  align,
  choosePairs,
  correlation,
  distances,
  zScore,
} from "./statistics.ts";

Deno.test("align() keeps the minutes in which both traded", () => {
  const bars = {
    ...column("A", [[30, 1], [31, 2], [33, 3], [34, 4]]),
    ...column("B", [[31, 20], [32, 30], [34, 40]]),
  };
  assert.deepEqual(align(bars, "A", "B"), [[2, 20], [4, 40]]);
  assert.deepEqual(align(bars, "A", "C"), []);
});

Deno.test("distances() are differences of logarithms", () => {
  assert.deepEqual(distances([[5, 5], [Math.E, 1]]), [0, 1]);
});

Deno.test("zScore() counts standard deviations, and is 0 where there is nothing to say", () => {
  // Mean 1; nine values 1 away and one 9: deviation √((9 + 81) / 10) = 3.
  assert.equal(zScore([0, 0, 0, 0, 0, 0, 0, 0, 0, 10]), 3);
  assert.equal(zScore([0, 0, 0, 0, 0, 0, 0, 0, 10]), 0); // nine are too few
  assert.equal(zScore(Array(20).fill(1)), 0);
});

Deno.test("correlation() is 1 in step, −1 against it, 0 without rows", () => {
  const up = [100, 110, 99, 108.9, 98.01, 107.811, 97.0299, 106.73289];
  const rows: [number, number][] = [...up, 96.059601, 105.6655611].map(
    (price) => [price, price * 2],
  );
  assert.ok(Math.abs(correlation(rows) - 1) < 1e-9);
  const against: [number, number][] = [...Array(10).keys()].map((i) =>
    i % 2 === 0 ? [100, 110] : [110, 100]
  );
  assert.ok(Math.abs(correlation(against) + 1) < 1e-9);
  assert.equal(correlation(rows.slice(0, 9)), 0);
});

Deno.test("choosePairs() takes each symbol once and none that moves against", () => {
  const wave = (start: number, step: number) =>
    [...Array(12).keys()].map((i) =>
      [30 + i, start + (i % 2) * step] as [number, number]
    );
  const slow = [...Array(12).keys()].map((i) =>
    [30 + i, 70 + (i % 4 < 2 ? 0 : 7)] as [number, number]
  );
  const bars = {
    ...column("C", slow),
    ...column("D", slow),
    ...column("B", wave(50, 5)),
    ...column("E", wave(110, -10)),
    ...column("A", wave(100, 10)),
  };
  assert.deepEqual(choosePairs(bars, 1).length, 1);
  const chosen = choosePairs(bars, 5).map((pair) => pair.join());
  assert.deepEqual(chosen.sort(), ["A,B", "C,D"]);
});

/** One symbol's bars as [minute after 14:00, close]. */
function column(symbol: string, rows: [number, number][]): Bars {
  const close = rows.map(([, price]) => price);
  return {
    [symbol]: {
      timestamp: rows.map(([minute]) => `2026-11-20T14:${minute}:00Z`),
      open: close,
      high: close,
      low: close,
      close,
      volume: close.map(() => 1_000),
    },
  };
}
