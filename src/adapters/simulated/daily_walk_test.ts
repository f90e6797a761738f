import { strict as assert } from "node:assert";
import {
  correlationOf,
  dailyWalk,
  type DayEnds,
  marketDays,
} from "./daily_walk.ts";
import { traitsOf } from "./universe.ts";

const SPY = traitsOf("SPY", "equity");
const day = (date: string) => Date.parse(date) / 86_400_000;

Deno.test("dailyWalk() gives a day the same ends whichever day is asked for first", () => {
  const forward = dailyWalk(1, SPY, "equity", marketDays(1));
  const backward = dailyWalk(1, SPY, "equity", marketDays(1));
  const late = backward.day(day("2010-06-01"));
  const early = backward.day(day("2005-06-01"));
  assert.deepEqual(forward.day(day("2005-06-01")), early);
  assert.deepEqual(forward.day(day("2010-06-01")), late);
});

Deno.test("dailyWalk() stands still when there is no session", () => {
  const walk = dailyWalk(1, SPY, "equity", marketDays(1));
  const friday = walk.day(day("2026-11-20"));
  assert.deepEqual(walk.day(day("2026-11-22")), {
    open: friday.close,
    close: friday.close,
  });
  assert.notEqual(walk.day(day("2026-11-23")).open, friday.close);
});

Deno.test("dailyWalk() opens a coin's day where the last one closed", () => {
  const walk = dailyWalk(1, traitsOf("BTC", "crypto"), "crypto", marketDays(1));
  assert.equal(
    walk.day(day("2026-11-22")).open,
    walk.day(day("2026-11-21")).close,
  );
});

Deno.test("dailyWalk() has the daily deviation of its traits, and moves with its market", () => {
  const market = marketDays(2);
  const spy = moves(dailyWalk(2, SPY, "equity", market));
  const qqq = moves(dailyWalk(2, traitsOf("QQQ", "equity"), "equity", market));
  const deviation = Math.sqrt(square(spy));
  assert.ok(deviation > 0.009 && deviation < 0.011, String(deviation));
  const together = spy.reduce((sum, each, i) => sum + each * (qqq[i] ?? 0), 0) /
    spy.length /
    Math.sqrt(square(spy) * square(qqq));
  assert.ok(together > 0.7 && together < 0.95, String(together));
});

Deno.test("correlationOf() is beta times market over own deviation, below 1", () => {
  assert.equal(
    correlationOf({ ...SPY, beta: 0.5, dailyVol: 0.009 }, "equity"),
    0.5,
  );
  assert.ok(correlationOf({ ...SPY, beta: 9 }, "equity") < 0.95);
  assert.equal(correlationOf({ ...SPY, beta: -1 }, "equity"), 0);
});

/** Close-to-close moves of the sessions of ten years. */
function moves(walk: { day(day: number): DayEnds }): number[] {
  const found: number[] = [];
  for (let at = day("2010-01-01"); at < day("2020-01-01"); at++) {
    const move = walk.day(at).close - walk.day(at - 1).close;
    if (move !== 0) found.push(move);
  }
  return found;
}

function square(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each * each, 0) / values.length;
}
