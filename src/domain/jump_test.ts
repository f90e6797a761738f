import { strict as assert } from "node:assert";
import { price } from "../testing/events.ts";
import { isJump } from "./jump.ts";

Deno.test("isJump() is beyond half and twice of a price at 50 percent", () => {
  const cases: [number, boolean][] = [
    [50, false],
    [49.99, true],
    [200, false],
    [200.01, true],
    [100, false],
  ];
  for (const [now, expected] of cases) {
    assert.equal(isJump(price(now), price(100), 50), expected, String(now));
  }
});

Deno.test("isJump() is as far up as down, and never when there is no limit", () => {
  assert.equal(isJump(price(79.99), price(100), 20), true);
  assert.equal(isJump(price(125), price(100), 20), false);
  assert.equal(isJump(price(125.01), price(100), 20), true);
  assert.equal(isJump(price(1), price(100), 0), false);
});
