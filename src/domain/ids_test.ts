import { strict as assert } from "node:assert";
import { InvariantError } from "./assert.ts";
import { orderId } from "./ids.ts";

const MINUTE = Date.parse("2026-11-20T14:30:00Z");

Deno.test("orderId() names team, minute in UTC and position", () => {
  assert.equal(
    orderId("team-alpha", MINUTE, 0),
    "team-alpha-20261120143000000",
  );
  assert.equal(orderId("a", MINUTE, 19), "a-20261120143000019");
  assert.equal(orderId("a", MINUTE, 999), "a-20261120143000999");
});

Deno.test("orderId() is the same for the same intent and another for another", () => {
  const ids = ["a", "a-2", "b"].flatMap((team) =>
    [0, 1, 500].flatMap((index) =>
      [0, 60_000, 86_400_000].map((ms) => orderId(team, MINUTE + ms, index))
    )
  );
  assert.equal(new Set(ids).size, 27);
  assert.equal(orderId("a", MINUTE, 7), orderId("a", MINUTE, 7));
});

Deno.test("orderId() has at most 48 characters", () => {
  assert.equal(orderId("a".repeat(30), MINUTE, 1).length, 48);
});

Deno.test("orderId() stops when the team is no slug or the position out of range", () => {
  for (const team of ["", "A", "-a", "a b", "a".repeat(31)]) {
    assert.throws(() => orderId(team, MINUTE, 0), InvariantError, team);
  }
  for (const index of [-1, 1000, 0.5, NaN]) {
    assert.throws(() => orderId("a", MINUTE, index), InvariantError);
  }
});
