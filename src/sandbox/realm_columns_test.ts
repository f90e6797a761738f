import { strict as assert } from "node:assert";
import { random } from "../domain/random.ts";
import {
  makeColumns,
  makeRows,
  makeSeries,
  makeStamps,
} from "./realm_columns.ts";
import { saveOwn } from "./realm_own.ts";

const own = saveOwn();
const columnsOf = (window: number) =>
  makeColumns(
    own,
    makeStamps(own),
    makeSeries(own, window),
    makeRows(own),
    window,
  );
const closes = (bars: Record<string, Record<string, unknown[]>>) =>
  Object.fromEntries(
    Object.entries(bars).map(([name, { close }]) => [name, close]),
  );

Deno.test("makeColumns() gives the last rows of each symbol, symbols sorted", () => {
  const columns = columnsOf(2);
  columns.load({
    MSFT: [[10, 1, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3], [4, 5, 6], [7, 8, 9]],
  });
  columns.add(["AAPL", 15, 1, 2, 3, 4, 5]);
  const { bars, prices } = columns.market();
  assert.deepEqual(JSON.parse(JSON.stringify(bars)), {
    AAPL: {
      timestamp: ["1970-01-01T00:15:00Z"],
      open: [1],
      high: [2],
      low: [3],
      close: [4],
      volume: [5],
    },
    MSFT: {
      timestamp: ["1970-01-01T00:11:00Z", "1970-01-01T00:14:00Z"],
      open: [2, 3],
      high: [2, 3],
      low: [2, 3],
      close: [5, 6],
      volume: [8, 9],
    },
  });
  assert.deepEqual(Object.keys(bars), ["AAPL", "MSFT"]);
  assert.deepEqual(prices, { AAPL: 4, MSFT: 6 });
  assert.equal(columns.lastAt("MSFT"), 14);
  assert.equal(columns.lastAt("GME"), undefined);
});

Deno.test("makeColumns() gives copies as of their minute, however late they are looked at", () => {
  const columns = columnsOf(3);
  for (const at of [1, 2, 4]) columns.add(["A", at, at, at, at, at, at]);
  const { bars } = columns.market();
  columns.add([
    "A",
    3,
    3,
    3,
    3,
    3,
    3,
    "A",
    5,
    5,
    5,
    5,
    5,
    5,
    "A",
    4,
    9,
    9,
    9,
    9,
    9,
  ]);
  assert.deepEqual(closes(bars), { A: [1, 2, 4] });
  (bars.A!.close as number[]).push(100);
  bars.A!.open = [];
  assert.deepEqual(bars.A, { ...bars.A, close: [1, 2, 4, 100], open: [] });
  assert.deepEqual(closes(columns.market().bars), { A: [3, 4, 5] });
});

Deno.test("makeColumns() is the same for any way in which rows arrive", () => {
  const next = random("columns");
  for (let round = 0; round < 20; round++) {
    const window = 1 + Math.floor(next() * 5);
    const warm = columnsOf(window);
    const known = new Set<number>();
    let last = 300 * Math.floor(next() * 2);
    // Rows that never came in order, more than the slack of the columns.
    for (let i = 0; i < 400; i++) {
      last += Math.floor(next() * 3);
      const at = Math.max(
        0,
        last - (next() < 0.1 ? Math.floor(next() * window) : 0),
      );
      if (known.size > 0 && at < Math.max(...known) - window) continue;
      known.add(at);
      warm.add(["A", at, at, at, at, at, at]);
    }
    const expected = [...known].sort((a, b) => a - b).slice(-window);
    assert.deepEqual(closes(warm.market().bars), { A: expected });
  }
});
