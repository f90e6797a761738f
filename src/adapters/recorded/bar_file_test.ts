import { strict as assert } from "node:assert";
import { QtcError } from "../../domain/error.ts";
import { readBars, scanBars } from "./bar_file.ts";

const HEADER = "symbol,timestamp,open,high,low,close,volume";

Deno.test("readBars() gives every line as a bar, in UTC", () => {
  const { bars, faults } = read(
    "BRK.B,2013-10-04T14:30:00Z,48.9,49,48.25,48.9,300\nBTC,2018-04-05T00:01:00Z,1,1,1,1,0.5",
  );
  assert.deepEqual(faults, []);
  assert.deepEqual(bars, [
    {
      symbol: "BRK.B",
      at: Date.UTC(2013, 9, 4, 14, 30),
      open: 48.9,
      high: 49,
      low: 48.25,
      close: 48.9,
      volume: 300,
    },
    {
      symbol: "BTC",
      at: Date.UTC(2018, 3, 5, 0, 1),
      open: 1,
      high: 1,
      low: 1,
      close: 1,
      volume: 0.5,
    },
  ]);
});

Deno.test("readBars() takes trades and average price where a file has both columns", () => {
  const lines = [
    `${HEADER},trade_count,vwap`,
    "A,2013-10-04T14:30:00Z,1,1,1,1,5,3,1.25",
    "A,2013-10-04T14:31:00Z,1,1,1,1,0,,",
    "A,2013-10-04T14:32:00Z,1,1,1,1,5",
    "A,2013-10-04T14:33:00Z,1,1,1,1,5,1.5,1",
    "A,2013-10-04T14:34:00Z,1,1,1,1,5,1,x",
  ];
  const faults: number[] = [];
  const bars = readBars(lines.join("\n"), (line) => faults.push(line));
  assert.deepEqual(
    bars.map(({ tradeCount, vwap }) => [tradeCount, vwap]),
    [[3, 1.25], [undefined, undefined]],
  );
  assert.deepEqual(faults, [4, 5, 6]);
});

Deno.test("readBars() takes other ways to write the same time, and no time without its offset", () => {
  const { bars, faults } = read([
    "A,2013-10-04T10:30:00-04:00,1,1,1,1,1",
    "B,2013-10-04 14:30:00+00:00,1,1,1,1,1",
    "C,2013-10-04T14:30:00.000Z,1,1,1,1,1",
    "D,2013-10-04T14:30:00,1,1,1,1,1",
    "E,1380897000,1,1,1,1,1",
    "F,2013-02-30T14:30:00Z,1,1,1,1,1",
    "G,2013-10-04T24:30:00Z,1,1,1,1,1",
    "H,1999-10-04T14:30:00Z,1,1,1,1,1",
    "I,2013-02-30T14:30:00+00:00,1,1,1,1,1",
  ].join("\n"));
  assert.deepEqual(bars.map(({ symbol, at }) => [symbol, at]), [
    ["A", Date.UTC(2013, 9, 4, 14, 30)],
    ["B", Date.UTC(2013, 9, 4, 14, 30)],
    ["C", Date.UTC(2013, 9, 4, 14, 30)],
  ]);
  assert.deepEqual(faults.map(([line]) => line), [5, 6, 7, 8, 9, 10]);
});

Deno.test("readBars() refuses lines that are no usable bar, and says which and why", () => {
  const { bars, faults } = read([
    "A,2013-10-04T14:30:00Z,10,11,9,10,5",
    "A,2013-10-04T14:31:00Z,10,11,10.5,10,5",
    "A,2013-10-04T14:32:30Z,10,11,9,10,5",
    "A,2013-10-04T14:33:00Z,,11,9,10,5",
    "A,2013-10-04T14:34:00Z,10,11,9,10",
    "a b,2013-10-04T14:35:00Z,10,11,9,10,5",
    "A,2013-10-04T14:36:00Z,10,11,9,10,-5",
    'A,2013-10-04T14:37:00Z,10,11,9,"10,5',
    "",
    "A,2013-10-04T14:38:00Z,10,11,9,10,5",
  ].join("\n"));
  assert.equal(bars.length, 2);
  const reasons = [
    /low 10.5/,
    /start of a minute/,
    /price NaN/,
    /6 cells/,
    /no symbol/,
    /volume/,
    /[Qq]uote/,
  ];
  assert.deepEqual(faults.map(([line]) => line), [3, 4, 5, 6, 7, 8, 9]);
  for (const [i, reason] of reasons.entries()) {
    assert.match(faults[i]?.[1] ?? "", reason);
  }
});

Deno.test("readBars() reads byte order marks, quotes and CRLF", () => {
  const text =
    `\uFEFF"symbol",timestamp,open,high,low,close,volume\r\n"A","2013-10-04T14:30:00Z","1",1,1,1,2\r\n`;
  const bars = readBars(text, () => assert.fail());
  assert.deepEqual(
    bars.map(({ symbol, open, volume }) => [symbol, open, volume]),
    [["A", 1, 2]],
  );
  assert.deepEqual([...scanBars(text).days.values()], [new Set(["A"])]);
});

Deno.test("readBars() and scanBars() throw invalid when the first line is another", () => {
  for (
    const text of [
      "",
      "symbol,timestamp,open\n",
      "A,2013-10-04T14:30:00Z,1,1,1,1,1\n",
    ]
  ) {
    for (
      const action of [() => readBars(text, () => {}), () => scanBars(text)]
    ) {
      assert.throws(
        action,
        (error) => error instanceof QtcError && error.code === "invalid",
      );
    }
  }
});

Deno.test("scanBars() finds the symbols of each day and the end of the last bar", () => {
  const facts = scanBars([
    HEADER,
    "A,2013-10-04T23:59:00Z,1,1,1,1,1",
    "A,2013-10-05T00:00:00Z,1,1,1,1,1",
    "B,2013-10-04T14:30:00Z,1,1,1,1,1",
    "C,nonsense,1,1,1,1,1",
    "x",
  ].join("\n"));
  const day = Date.UTC(2013, 9, 4) / 86_400_000;
  assert.deepEqual(
    facts.days,
    new Map([[day, new Set(["A", "B"])], [day + 1, new Set(["A"])]]),
  );
  assert.equal(facts.end, Date.UTC(2013, 9, 5, 0, 1));
});

function read(lines: string) {
  const faults: [number, string][] = [];
  const bars = readBars(
    `${HEADER}\n${lines}\n`,
    (line, reason) => faults.push([line, reason]),
  );
  return { bars, faults };
}
