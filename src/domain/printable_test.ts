import { strict as assert } from "node:assert";
import { printable } from "./printable.ts";

Deno.test("printable() shows what would not be seen, and leaves the rest", () => {
  assert.equal(printable("a\nb\tc\r"), "a\\nb\\tc\\r");
  assert.equal(printable("\x1b[31mred\x9b"), "\\u001b[31mred\\u009b");
  assert.equal(printable("\u202eabc\u2066\u2028"), "\\u202eabc\\u2066\\u2028");
  assert.equal(printable("Grüße, 5 €, 😀"), "Grüße, 5 €, 😀");
});
