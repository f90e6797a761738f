import { strict as assert } from "node:assert";
import { dollars } from "./dollars.ts";

Deno.test("dollars() rounds to cents and groups", () => {
  assert.equal(dollars(1_234_567_895_000_000n), "$1,234,567.90");
  assert.equal(dollars(0n), "$0.00");
  assert.equal(dollars(-4_999_999n), "$0.00");
  assert.equal(dollars(-5_000_000n), "-$0.01");
  assert.equal(dollars(999_000_000_000n), "$999.00");
});
