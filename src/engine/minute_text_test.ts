import { strict as assert } from "node:assert";
import { minuteText } from "./minute_text.ts";

Deno.test("minuteText() is in UTC, to the minute", () => {
  const time = Date.parse("2026-11-23T09:30:59.999-05:00");
  assert.equal(minuteText(time), "2026-11-23 14:30 UTC");
});
