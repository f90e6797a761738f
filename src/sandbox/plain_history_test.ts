import { strict as assert } from "node:assert";
import { bar, memoryBars, OPEN } from "./fixtures_test.ts";
import { plainHistory } from "./plain_history.ts";

const MINUTE = 60_000;
const bars = memoryBars();
bars.add([0, 1, 2, 3].map((n) => bar("AAPL", OPEN + n * MINUTE, n + 1)));
const { read } = plainHistory(bars);
const closes = (more: Partial<Parameters<typeof read>[0]>) =>
  read({ symbol: "AAPL", from: 0, to: OPEN + 60 * MINUTE, rows: 99, ...more })
    .map(({ close }) => close);

Deno.test("plainHistory() reads the oldest or the newest rows of a range", () => {
  assert.deepEqual(closes({}), [1, 2, 3, 4]);
  assert.deepEqual(closes({ rows: 2 }), [1, 2]);
  assert.deepEqual(closes({ rows: 2, newest: true }), [3, 4]);
  assert.deepEqual(closes({ from: OPEN + MINUTE, to: OPEN + 3 * MINUTE }), [
    2,
    3,
  ]);
  assert.deepEqual(closes({ from: OPEN + 3 * MINUTE, newest: true }), [4]);
  assert.deepEqual(closes({ symbol: "MSFT" }), []);
});

Deno.test("plainHistory() knows no bar before its minute", () => {
  assert.deepEqual(closes({ known: OPEN + MINUTE }), [1, 2]);
  assert.deepEqual(closes({ known: OPEN + MINUTE, newest: true, rows: 1 }), [
    2,
  ]);
});
