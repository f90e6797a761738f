import { strict as assert } from "node:assert";
import {
  forbidden,
  invalid,
  malformed,
  notFound,
  Refusal,
  unreadable,
} from "./errors.ts";

Deno.test("Refusal has the broker's code, its status, and details in the body", () => {
  const refusals = [
    [malformed(), 422, 40010000],
    [unreadable("x"), 422, 40010001],
    [invalid("x"), 422, 42210000],
    [notFound("x"), 404, 40410000],
    [forbidden("x"), 403, 40310000],
    [new Refusal(50010000, "x"), 500, 50010000],
  ] as const;
  for (const [refusal, status, code] of refusals) {
    assert.deepEqual([refusal.status, refusal.code], [status, code]);
  }
  assert.deepEqual(forbidden("no", { symbol: "AAPL" }).body, {
    ...{ code: 40310000, symbol: "AAPL", message: "no" },
  });
});
