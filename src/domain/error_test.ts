import { strict as assert } from "node:assert";
import { errorCode, errorText, QtcError } from "./error.ts";

Deno.test("QtcError has a code, a message and its cause", () => {
  const cause = new Error("socket closed");
  const error = new QtcError("unavailable", 'Cannot fetch bars "AAPL"', {
    cause,
  });
  assert.deepEqual(
    [error.name, error.code, error.message, error.cause],
    ["QtcError", "unavailable", 'Cannot fetch bars "AAPL"', cause],
  );
  assert.ok(error instanceof Error);
});

Deno.test("errorCode() is internal when the error is not ours", () => {
  assert.equal(errorCode(new QtcError("conflict", "")), "conflict");
  for (
    const thrown of [new Error("x"), "x", undefined, null, { code: "invalid" }]
  ) {
    assert.equal(errorCode(thrown), "internal");
  }
});

Deno.test("errorText() has a text for anything that is thrown", () => {
  assert.equal(errorText(new Error("x")), "x");
  assert.equal(errorText("x"), "x");
  assert.equal(errorText(undefined), "undefined");
});
