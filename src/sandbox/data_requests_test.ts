import { strict as assert } from "node:assert";
import { answerRequests, ROWS_MAX } from "./data_requests.ts";
import { bar, memoryBars, OPEN, universe } from "./fixtures_test.ts";
import type { DataRequest } from "./protocol.ts";

const bars = memoryBars();
for (let i = -1440; i < 10; i += 10) {
  bars.add([bar("BTC", OPEN + i * 60_000, 1000 + i)]);
}
bars.add([
  bar("AAPL", OPEN - 86_400_000, 1),
  bar("AAPL", OPEN, 2),
  bar("AAPL", OPEN + 60_000, 3),
]);
const source = { bars, instruments: universe("AAPL", "BTC") };

Deno.test("answerRequests() never gives a bar that starts after the minute", () => {
  const closes = (request: DataRequest, minute = OPEN) => {
    const [answer] = answerRequests(source, { minute, calls: 0, rows: 0 }, [
      request,
    ]);
    return (answer?.[2] as number[][])[4];
  };
  assert.deepEqual(closes([1, "getLastN", ["AAPL", 2]]), [1, 2]);
  assert.deepEqual(closes([1, "getLastN", ["AAPL", 9]], OPEN + 60_000), [
    1,
    2,
    3,
  ]);
  assert.deepEqual(closes([1, "getDay", ["AAPL", "2026-11-20"]]), [2]);
  assert.deepEqual(closes([1, "getDay", ["AAPL", "2026-11-19T15:00:00Z"]]), [
    1,
  ]);
  assert.deepEqual(closes([1, "getDay", ["AAPL", "2026-11-21"]]), []);
  assert.deepEqual(
    closes([1, "getRange", ["AAPL", "2026-11-19", "2026-12-01"]]),
    [1, 2],
  );
  assert.deepEqual(
    closes([1, "getRange", [
      "AAPL",
      "2026-11-20T14:30",
      "2026-11-20T09:32-05:00",
    ]], OPEN + 60_000),
    [2, 3],
  );
  assert.deepEqual(
    closes([1, "getRange", ["AAPL", "2026-12-01", "2026-11-19"]]),
    [],
  );
  // A coin's day is the UTC date: midnight to 14:30 in steps of ten minutes.
  assert.equal(closes([1, "getDay", ["BTC", "2026-11-20"]])?.length, 88);
});

Deno.test("answerRequests() answers several symbols by name, with trade count and vwap", () => {
  const [answer] = answerRequests(source, { minute: OPEN, calls: 0, rows: 0 }, [
    [7, "getLastNMulti", [["AAPL", "BTC"], 1]],
  ]);
  const minute = OPEN / 60_000;
  assert.deepEqual(answer, [7, 1, {
    AAPL: [[minute], [2], [2], [2], [2], [100], [null], [null]],
    BTC: [[minute], [1000], [1000], [1000], [1000], [100], [null], [null]],
  }]);
});

Deno.test("answerRequests() says what is wrong with an argument", () => {
  const bad: [string, unknown[], RegExp][] = [
    [
      "getLastN",
      ["AAPL", 0],
      /a symbol or a list of at most 200, then a whole number of rows from 1$/,
    ],
    ["getLastN", ["AAPL", 1.5], /whole number/],
    ["getLastN", ["AAPL"], /whole number/],
    ["getLastN", [["AAPL"], 1], /whole number/],
    ["getLastN", ["GME", 1], /"GME" is not in the universe$/],
    [
      "getDay",
      ["AAPL", "yesterday"],
      /"yesterday" is not a date such as 2026-11-20/,
    ],
    ["getDay", ["AAPL", "2026-02-30"], /2026-02-30/],
    ["getDay", ["AAPL", "1800-01-01"], /2000/],
    ["getDayMulti", [Array(201).fill("AAPL"), "2026-11-20"], /at most 200/],
    ["constructor", [], /there is no such method$/],
    ["__proto__", [], /there is no such method$/],
  ];
  for (const [method, args, expected] of bad) {
    const [answer] = answerRequests(
      source,
      { minute: OPEN, calls: 0, rows: 0 },
      [[1, method, args]],
    );
    assert.equal(answer?.[1], 0, method);
    assert.match(String(answer?.[2]), expected);
  }
});

Deno.test("answerRequests() stops at 20 calls and 50,000 rows a minute", () => {
  const use = { minute: OPEN, calls: 0, rows: 0 };
  const calls: DataRequest[] = Array.from(
    { length: 21 },
    (_, i) => [i, "getLastN", ["AAPL", 1]],
  );
  const answers = answerRequests(source, use, calls);
  assert.deepEqual(answers.map(([, ok]) => ok), [...Array(20).fill(1), 0]);
  const nearly = { minute: OPEN, calls: 0, rows: ROWS_MAX - 1 };
  const [one, two] = answerRequests(source, nearly, [
    [1, "getLastN", ["AAPL", 1]],
    [2, "getLastN", ["AAPL", 1]],
  ]);
  assert.equal(one?.[1], 1);
  assert.match(String(two?.[2]), /at most 50000 rows a minute$/);
});
