/// <reference lib="deno.ns" />
import { strict as assert } from "node:assert";
import { bars, lastPrices, team } from "./made_up.ts";

Deno.test("bars() leaves missing minutes out of every column", () => {
  const made = bars({ A: [100, 0, 102] });
  assert.deepEqual(made.A, {
    timestamp: ["2026-11-20T14:30:00Z", "2026-11-20T14:32:00Z"],
    open: [100, 100],
    high: [100, 102],
    low: [100, 100],
    close: [100, 102],
    volume: [1_000, 1_000],
  });
  assert.deepEqual(lastPrices(made), { A: 102 });
});

Deno.test("team() replaces what a test needs", () => {
  assert.equal(team({ cash: 5 }).cash, 5);
  assert.equal(team({ cash: 5 }).buying_power, 10_000);
});
