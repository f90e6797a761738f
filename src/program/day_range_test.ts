import { strict as assert } from "node:assert";
import { dayRange, namedSymbols } from "./day_range.ts";

const NEXT = Date.parse("2026-11-20T15:00:00Z");

Deno.test("dayRange() includes both days, up to now", () => {
  assert.deepEqual(dayRange("2026-11-18", "2026-11-19", NEXT), {
    ...{ from: Date.parse("2026-11-18"), to: Date.parse("2026-11-20") },
  });
  assert.deepEqual(dayRange("2026-11-20", "2026-12-31", NEXT), {
    ...{ from: Date.parse("2026-11-20"), to: NEXT },
  });
});

Deno.test("dayRange() refuses days that are none, inverted or to come", () => {
  const wrong = [
    ["2026-11-21", "2026-11-22"],
    ["2026-11-20", "2026-11-19"],
    ["2026-02-30", "2026-03-01"],
    ["yesterday", "2026-11-19"],
    ["1999-01-01", "2026-11-19"],
    ["2026-11-19", "20261120"],
  ];
  for (const [from = "", to = ""] of wrong) {
    assert.throws(() => dayRange(from, to, NEXT), { code: "invalid" }, from);
  }
});

Deno.test("namedSymbols() takes those of the universe, and names the others", () => {
  const known = new Map([["AAPL", 1], ["BTC", 2]]);
  assert.equal(namedSymbols(undefined, known), undefined);
  assert.deepEqual(namedSymbols("BTC, AAPL", known), ["BTC", "AAPL"]);
  for (const text of ["", ",", "TSLA", "AAPL,TSLA", "aapl"]) {
    assert.throws(() => namedSymbols(text, known), { code: "invalid" }, text);
  }
});
