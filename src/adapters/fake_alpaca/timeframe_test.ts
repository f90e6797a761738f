import { strict as assert } from "node:assert";
import { readTimeframe } from "./timeframe.ts";

const AT = Date.parse("2026-11-20T14:37:00Z");

Deno.test("readTimeframe() takes minutes, hours and New York's days", () => {
  const cases: [string, string][] = [
    ["1Min", "2026-11-20T14:37:00Z"],
    ["5T", "2026-11-20T14:35:00Z"],
    ["1Hour", "2026-11-20T14:00:00Z"],
    ["2H", "2026-11-20T14:00:00Z"],
    ["1Day", "2026-11-20T05:00:00Z"],
    ["1D", "2026-11-20T05:00:00Z"],
  ];
  for (const [text, start] of cases) {
    const found = readTimeframe(text);
    assert.equal(found?.startOf(AT), Date.parse(start), text);
    assert.equal(found?.isMinute, text === "1Min");
  }
});

Deno.test("readTimeframe() refuses what the fake does not have", () => {
  for (
    const text of [
      "",
      "Min",
      "0Min",
      "60Min",
      "1min",
      "1Week",
      "24Hour",
      "2Day",
    ]
  ) {
    assert.equal(readTimeframe(text), undefined, text);
  }
});
