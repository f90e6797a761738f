import { strict as assert } from "node:assert";
import { nearest } from "./nearest.ts";

Deno.test("nearest() finds a word with a letter wrong, missing or swapped", () => {
  const words = ["entry_point", "repo_dir", "name"];
  assert.equal(nearest("entrypoint", words), "entry_point");
  assert.equal(nearest("repo_dri", words), "repo_dir");
  assert.equal(nearest("Name", words), "name");
});

Deno.test("nearest() finds the word that starts so", () => {
  assert.equal(
    nearest("max_order", ["max_order_notional"]),
    "max_order_notional",
  );
});

Deno.test("nearest() finds nothing when no word is near", () => {
  assert.equal(nearest("colour", ["entry_point", "name"]), undefined);
  assert.equal(nearest("", ["name"]), undefined);
});
