import { strict as assert } from "node:assert";
import { instantOf } from "./instant.ts";

Deno.test("instantOf() takes days and moments, UTC when no zone is named", () => {
  const noon = Date.UTC(2026, 10, 20, 12);
  for (
    const text of [
      "2026-11-20T12:00",
      "2026-11-20T12:00:00",
      "2026-11-20T12:00:00Z",
      "2026-11-20T12:00:00.000000Z",
      "2026-11-20T12:00:00+00:00",
      "2026-11-20T07:00-05:00",
    ]
  ) assert.equal(instantOf(text), noon, text);
  assert.equal(instantOf("2026-11-20"), Date.UTC(2026, 10, 20));
});

Deno.test("instantOf() takes nothing else", () => {
  for (
    const text of [
      "",
      "today",
      "20261120",
      "2026-11",
      "2026-13-01",
      "2026-02-30",
      "2026-02-30T10:00:00Z",
      "2026-11-20 12:00",
      "2026-11-20T25:00",
      "2026-11-20T12:00Z; drop",
      "1763640000",
    ]
  ) assert.equal(instantOf(text), undefined, text);
});
