import { strict as assert } from "node:assert";
import { readTime } from "./read_time.ts";

const AT = Date.UTC(2026, 10, 20, 14, 30);

Deno.test("readTime() reads the same instant in every form that says what it is", () => {
  const forms = [
    "2026-11-20T14:30:00Z",
    "2026-11-20 14:30:00+00:00",
    "2026-11-20T09:30:00-05:00",
    "2026-11-20T09:30-0500",
    "2026-11-20 15:30:00+01",
    " 2026-11-20T14:30:00.000000Z ",
    `${AT / 1_000}`,
    `${AT / 1_000}.0`,
    `${AT}`,
    `${AT}000`,
    `${AT}000000`,
    AT / 1_000,
    BigInt(AT) * 1_000_000n,
    BigInt(AT) * 1_000n,
  ];
  for (const form of forms) assert.equal(readTime(form), AT, `${form}`);
});

Deno.test("readTime() is exact to the minute for nanoseconds of forty years", () => {
  for (let at = Date.UTC(2000, 0, 1); at < Date.UTC(2041, 0, 1);) {
    assert.equal(readTime(BigInt(at) * 1_000_000n), at);
    assert.equal(readTime(`${at}000`), at);
    at += 60_000 * 98_765;
  }
});

Deno.test("readTime() refuses a time of no zone with what would be right", () => {
  assert.equal(
    readTime("2026-07-01 09:30:00"),
    '"2026-07-01 09:30:00" does not say its zone: write ' +
      "2026-07-01T09:30:00Z if it is UTC, or its offset, " +
      "2026-07-01T09:30:00-05:00 in a winter of New York",
  );
});

Deno.test("readTime() refuses what is no time of 2000 to 2040", () => {
  const wrong = [
    ...["", "x", "2026-02-30T00:00Z", "1999-12-31T23:59:00Z", "12", "-5"],
    ...["1e300", "99999999999999999999999", "2026-11-20", undefined, null],
    ...["2026-11-20T24:61:00Z", NaN, Infinity, "\0"],
  ];
  for (const text of wrong) {
    assert.equal(typeof readTime(text), "string", `${text}`);
  }
});
