import { strict as check } from "node:assert";
import { assert, InvariantError } from "./assert.ts";

Deno.test("assert() passes what is true and names what is not", () => {
  assert(1, "one is something");
  check.throws(
    () => assert(0n, "a fill has a quantity"),
    (error) =>
      error instanceof InvariantError && error.name === "InvariantError" &&
      error.message === "Broken invariant: a fill has a quantity",
  );
});
