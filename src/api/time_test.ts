import { strict as assert } from "node:assert";
import { isoTime, isoTimeOrNull } from "./time.ts";

Deno.test("isoTime() has an offset and no fraction on a whole second", () => {
  assert.equal(
    isoTime(Date.UTC(2025, 0, 15, 14, 30)),
    "2025-01-15T14:30:00+00:00",
  );
});

Deno.test("isoTime() keeps milliseconds when there are any", () => {
  assert.equal(
    isoTime(Date.UTC(2025, 0, 15, 14, 30, 0, 7)),
    "2025-01-15T14:30:00.007+00:00",
  );
});

Deno.test("isoTimeOrNull() is null without a time, and 1970 is a time", () => {
  assert.equal(isoTimeOrNull(undefined), null);
  assert.equal(isoTimeOrNull(0), "1970-01-01T00:00:00+00:00");
});
