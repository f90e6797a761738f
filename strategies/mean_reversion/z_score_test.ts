/// <reference lib="deno.ns" />
import { strict as assert } from "node:assert";
import { zScore } from "./z_score.ts";

Deno.test("zScore() counts standard deviations from the mean", () => {
  // Mean 10, each close 1 away from it.
  assert.equal(zScore([9, 11, 9, 11, 9, 11]), 1);
  assert.equal(zScore([11, 9, 11, 9, 11, 9]), -1);
  // Mean 98, squares 4 × 4 + 64 = 80, deviation √(80 / 5) = 4.
  assert.equal(zScore([100, 100, 100, 100, 90]), -2);
});

Deno.test("zScore() says nothing with fewer than five closes or no movement", () => {
  assert.equal(zScore([]), undefined);
  assert.equal(zScore([9, 11, 9, 11]), undefined);
  assert.equal(zScore([50, 50, 50, 50, 50]), undefined);
});
