import { strict as assert } from "node:assert";
import type { Bar } from "./bar.ts";
import { barsBetween, rowCollector } from "./day_bars.ts";
import { instrument } from "./instrument.ts";

const OPEN = Date.parse("2026-11-20T14:30:00Z");

Deno.test("barsBetween() excludes after and includes upTo", () => {
  const bars = [bar("A", 0), bar("B", 0), bar("A", 1), bar("A", 3)];
  assert.deepEqual(
    barsBetween(bars, OPEN - 1, OPEN + 60_000),
    bars.slice(0, 3),
  );
  assert.deepEqual(barsBetween(bars, OPEN, OPEN + 120_000), bars.slice(2, 3));
  assert.deepEqual(barsBetween(bars, -Infinity, Infinity), bars);
  assert.deepEqual(barsBetween(bars, OPEN + 180_000, Infinity), []);
  assert.deepEqual(barsBetween([], 0, Infinity), []);
});

Deno.test("rowCollector() keeps the newest rows of each symbol, oldest first", () => {
  const collector = rowCollector(
    [instrument("A", "equity"), instrument("B", "equity")],
    OPEN + 240_000,
    2,
  );
  collector.add([bar("A", 2), bar("B", 3), bar("A", 4)]);
  assert.equal(collector.lacks("A"), true);
  collector.add([bar("A", 0), bar("A", 1), bar("B", 1)]);
  assert.equal(collector.lacks("A"), false);
  assert.equal(collector.lacks("B"), false);
  collector.add([bar("A", -1), bar("B", -1)]);
  assert.deepEqual(collector.bars(), [
    bar("A", 1),
    bar("B", 1),
    bar("A", 2),
    bar("B", 3),
  ]);
});

Deno.test("rowCollector() leaves out equities outside of sessions, and symbols it does not know", () => {
  const collector = rowCollector(
    [instrument("A", "equity"), instrument("BTC", "crypto")],
    OPEN + 60_000,
    9,
  );
  collector.add([
    bar("A", -1),
    bar("BTC", -1),
    bar("X", -1),
    bar("A", 0),
    bar("BTC", 0),
  ]);
  assert.deepEqual(collector.bars(), [
    bar("BTC", -1),
    bar("A", 0),
    bar("BTC", 0),
  ]);
  assert.equal(collector.lacks("X"), false);
});

function bar(symbol: string, minute: number): Bar {
  return {
    symbol,
    at: OPEN + minute * 60_000,
    open: 1,
    high: 1,
    low: 1,
    close: 1,
    volume: 1,
  };
}
