import { strict as assert } from "node:assert";
import { refuse } from "./denial.ts";

Deno.test("refuse() is a rule with its numbers", () => {
  assert.deepEqual(refuse("no_price", "AAPL has not had a price yet"), {
    rule: "no_price",
    message: "AAPL has not had a price yet",
  });
});
