import { strict as assert } from "node:assert";
import { testWorld } from "./fixture_test.ts";
import {
  readCount,
  readDay,
  readSymbols,
  readTime,
  readWord,
  Refused,
} from "./queries.ts";

const query = (text: string) => new URLSearchParams(text);

Deno.test("readTime() takes every form of RFC 3339, and New York's dates", () => {
  const cases: [string, string][] = [
    ["2026-11-20T14:30:00Z", "2026-11-20T14:30:00Z"],
    ["2026-11-20T09:30:00-05:00", "2026-11-20T14:30:00Z"],
    ["2026-11-20T14:30:00.123456789Z", "2026-11-20T14:30:00.123Z"],
    ["2026-11-20T14:30Z", "2026-11-20T14:30:00Z"],
    ["2026-11-20", "2026-11-20T05:00:00Z"],
    ["2026-07-01", "2026-07-01T04:00:00Z"],
  ];
  for (const [text, time] of cases) {
    const found = readTime(query(`start=${encodeURIComponent(text)}`), "start");
    assert.equal(found, Date.parse(time), text);
  }
  assert.equal(readTime(query(""), "start"), undefined);
  for (const text of ["now", "2026-13-01", "2026-11-20 14:30", "1"]) {
    assert.throws(() => readTime(query(`start=${text}`), "start"), Refused);
  }
});

Deno.test("readDay() takes a day, also where an instant is sent", () => {
  assert.equal(readDay(query("end=2026-11-20"), "end"), "2026-11-20");
  const sent = "end=2026-11-20T00:00:00.000Z";
  assert.equal(readDay(query(sent), "end"), "2026-11-20");
  assert.equal(readDay(query(""), "end"), undefined);
  assert.throws(() => readDay(query("end=20261120"), "end"), Refused);
});

Deno.test("readCount() and readWord() have bounds and what is usual", () => {
  const bounds = { least: 1, most: 10, usual: 4 };
  assert.equal(readCount(query(""), "limit", bounds), 4);
  assert.equal(readCount(query("limit=10"), "limit", bounds), 10);
  for (const text of ["0", "11", "-1", "1.5", "x"]) {
    assert.throws(
      () => readCount(query(`limit=${text}`), "limit", bounds),
      Refused,
    );
  }
  assert.equal(readWord(query(""), "sort", ["asc", "desc"]), "asc");
  assert.equal(readWord(query("sort=desc"), "sort", ["asc", "desc"]), "desc");
  assert.throws(() => readWord(query("sort=up"), "sort", ["asc"]), Refused);
});

Deno.test("readSymbols() leaves out what the fake does not know, and doubles", () => {
  const { world } = testWorld("2026-11-20T14:30:00Z");
  const names = (text: string, assetClass: "equity" | "crypto") =>
    readSymbols(query(`symbols=${text}`), world, assetClass)
      .map(({ symbol }) => symbol);
  assert.deepEqual(names("MSFT,AAPL,MSFT,TSLA,BTC", "equity"), [
    "MSFT",
    "AAPL",
  ]);
  assert.deepEqual(names("BTC/USD,ETH/USD", "crypto"), ["BTC"]);
  assert.throws(() => names("", "equity"), Refused);
  assert.throws(() => names("aapl", "equity"), Refused);
  assert.throws(() => names("BTC", "crypto"), Refused);
});
