import { strict as assert } from "node:assert";
import {
  answerRequests,
  answerText,
  directDesk,
  noUse,
  refusalText,
  ROWS_MAX,
} from "./data_requests.ts";
import { bar, memoryBars, OPEN, universe } from "./fixtures_test.ts";
import { fakeHistory } from "../testing/fake_history.ts";
import { plainHistory } from "./plain_history.ts";
import { fromNumber, type Quantity } from "../domain/decimal.ts";
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
const history = plainHistory(bars);
const source = { history, instruments: universe("AAPL", "BTC") };

Deno.test("answerRequests() never gives a bar that starts after the minute", () => {
  const closes = (request: DataRequest, minute = OPEN) => {
    const [answer] = answerRequests(source, noUse(minute), [
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

Deno.test("answerRequests() gives late bars from the minute on at which they became known, and revised values never", () => {
  const at = (n: number) => OPEN + n * 60_000;
  const late = {
    history: fakeHistory([
      { bar: bar("AAPL", at(0), 10) },
      { bar: bar("AAPL", at(2), 12) },
      { bar: bar("AAPL", at(0), 99), known: at(3), isRevised: true },
      { bar: bar("AAPL", at(1), 11), known: at(4) },
      { bar: bar("AAPL", at(5), 15), known: at(5) },
    ]),
    instruments: universe("AAPL"),
  };
  const asks: DataRequest[] = [
    [1, "getLastN", ["AAPL", 9]],
    [2, "getDay", ["AAPL", "2026-11-20"]],
    [3, "getRange", ["AAPL", "2026-11-20", "2026-11-21"]],
  ];
  const seen: [number, number[]][] = [
    [0, [10]],
    [1, [10]],
    [2, [10, 12]],
    [3, [10, 12]],
    [4, [10, 11, 12]],
    [5, [10, 11, 12, 15]],
  ];
  for (const [n, closes] of seen) {
    for (const [, , columns] of answerRequests(late, noUse(at(n)), asks)) {
      assert.deepEqual((columns as number[][])[4], closes, `minute ${n}`);
    }
  }
});

Deno.test("answerRequests() gives prices in the shares of the minute when they are wanted adjusted", () => {
  const split = {
    history: fakeHistory([
      { bar: bar("AAPL", OPEN - 86_400_000, 100) },
      { bar: bar("AAPL", OPEN, 25) },
    ], [{
      ...{ id: "1", symbol: "AAPL", exDate: "2026-11-20", type: "split" },
      newShares: fromNumber<Quantity>(4),
      oldShares: fromNumber<Quantity>(1),
    }]),
    instruments: universe("AAPL"),
  };
  const asks: DataRequest[] = [
    [1, "getLastN", ["AAPL", 9]],
    [2, "getLastN", ["AAPL", 9, true]],
    [3, "getDay", ["AAPL", "2026-11-19", true]],
    [4, "getRange", ["AAPL", "2026-11-19", "2026-11-21", true]],
  ];
  const closes = (minute: number) =>
    answerRequests(split, noUse(minute), asks)
      .map(([, , columns]) => (columns as number[][])[4]);
  assert.deepEqual(closes(OPEN), [[100, 25], [25, 25], [25], [25, 25]]);
  const before = OPEN - 86_400_000;
  assert.deepEqual(closes(before), [[100], [100], [100], [100]]);
});

Deno.test("answerRequests() answers several symbols by name, with trade count and vwap", () => {
  const [answer] = answerRequests(source, noUse(OPEN), [
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
      noUse(OPEN),
      [[1, method, args]],
    );
    assert.equal(answer?.[1], 0, method);
    assert.match(String(answer?.[2]), expected);
  }
});

Deno.test("answerRequests() stops at 20 calls and 50,000 rows a minute", () => {
  const use = noUse(OPEN);
  const calls: DataRequest[] = Array.from(
    { length: 21 },
    (_, i) => [i, "getLastN", ["AAPL", 1]],
  );
  const answers = answerRequests(source, use, calls);
  assert.deepEqual(answers.map(([, ok]) => ok), [...Array(20).fill(1), 0]);
  const nearly = { ...noUse(OPEN), rows: ROWS_MAX - 1 };
  const [one, two] = answerRequests(source, nearly, [
    [1, "getLastN", ["AAPL", 1]],
    [2, "getLastN", ["AAPL", 1]],
  ]);
  assert.equal(one?.[1], 1);
  assert.match(String(two?.[2]), /at most 50000 rows a minute$/);
});

Deno.test("answerRequests() stops after 5 s of reading a minute", () => {
  let time = 0;
  const slow = {
    ...source,
    now: () => time,
    history: {
      ...history,
      read(query: Parameters<typeof history.read>[0]) {
        time += 1_250;
        return history.read(query);
      },
    },
  };
  const use = noUse(OPEN);
  const ask = (id: number): DataRequest => [id, "getLastN", ["AAPL", 1]];
  const both: DataRequest = [9, "getLastNMulti", [["AAPL", "BTC"], 1]];
  const first = answerRequests(slow, use, [ask(1), ask(2)]);
  assert.deepEqual(first.map(([, ok]) => ok), [1, 1]);
  assert.equal(use.readMs, 2_500);
  time += 60_000; // what lies between two batches is the strategy's own
  const [answer] = answerRequests(slow, use, [both]);
  assert.equal(answer?.[1], 1, "the second symbol begins at 3.75 s");
  const why = "Cannot answer team.api.getLastN(): at most 5 s of reading a " +
    "minute";
  assert.deepEqual(answerRequests(slow, use, [ask(3)]), [[3, 0, why]]);
  assert.equal(use.readMs, 5_000);
});

Deno.test("answerText() is the answers as JSON text, refusalText() says why there are none", () => {
  const requests: DataRequest[] = [
    [1, "getLastN", ["AAPL", 1]],
    [2, "getDay", ["AAPL", "2026-11-20"]],
  ];
  const parse = (bytes: Uint8Array) =>
    JSON.parse(new TextDecoder().decode(bytes));
  assert.deepEqual(
    parse(answerText(source, noUse(OPEN), requests)),
    answerRequests(source, noUse(OPEN), requests),
  );
  assert.deepEqual(parse(refusalText(requests, "the disk is gone")), [
    [1, 0, "Cannot answer team.api.getLastN(): the disk is gone"],
    [2, 0, "Cannot answer team.api.getDay(): the disk is gone"],
  ]);
});

Deno.test("answerText() refuses an answer that is too long", () => {
  const long = bar("AAPL", OPEN, 1.2345678901234567);
  const rows = Array<typeof long>(50_000).fill({
    ...long,
    open: 1.2345678901234567e-100,
    high: 1.2345678901234567e-100,
    low: 1.2345678901234567e-100,
    close: 1.2345678901234567e-100,
    volume: 1.2345678901234567e-100,
    vwap: 1.2345678901234567e-100,
    tradeCount: 12345678901234567e-100,
  });
  const endless = {
    ...source,
    history: { ...history, read: () => [...rows, ...rows] },
  };
  const use = { ...noUse(OPEN), rows: -50_000 };
  const text = new TextDecoder().decode(
    answerText(endless, use, [[1, "getLastN", ["AAPL", 100_000]]]),
  );
  assert.match(
    text,
    /^\[\[1,0,"Cannot answer .*: it has more than \d+ bytes"\]\]$/,
  );
});

Deno.test("directDesk() answers on the same thread and counts what was used", async () => {
  const desk = directDesk(source);
  const use = noUse(OPEN);
  const text = await desk.answer(use, [[1, "getLastN", ["BTC", 5]]], 0);
  assert.match(new TextDecoder().decode(text), /^\[\[1,1,\[\[/);
  assert.deepEqual([use.calls, use.rows], [1, 5]);
  await desk.close();
});
