import { strict as assert } from "node:assert";
import { milliseconds, parseStamp, stampText } from "./stamps.ts";

Deno.test("stampText() writes nanoseconds, and parseStamp() reads them again", () => {
  const at = 1_795_188_600_000_000_000n + 7n;
  assert.equal(stampText(at), "2026-11-20T15:30:00.000000007Z");
  assert.equal(parseStamp(stampText(at)), at);
  assert.equal(milliseconds(at), 1_795_188_600_000);
});

Deno.test("parseStamp() reads offsets, short fractions and dates", () => {
  const noon = BigInt(Date.parse("2026-11-20T12:00:00Z")) * 1_000_000n;
  assert.equal(parseStamp("2026-11-20T12:00:00Z"), noon);
  assert.equal(parseStamp("2026-11-20T07:00:00-05:00"), noon);
  assert.equal(parseStamp("2026-11-20T12:00:00.5Z"), noon + 500_000_000n);
  assert.equal(
    parseStamp("2026-11-20"),
    BigInt(Date.parse("2026-11-20")) * 1_000_000n,
  );
  for (const text of ["", "noon", "2026-13-01", "2026-11-20T25:00:00Z"]) {
    assert.equal(parseStamp(text), undefined, text);
  }
});
