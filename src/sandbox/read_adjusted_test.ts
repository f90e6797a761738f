import { strict as assert } from "node:assert";
import type { CorporateAction } from "../domain/corporate_action.ts";
import { fromNumber, type Price, type Quantity } from "../domain/decimal.ts";
import { fakeHistory } from "../testing/fake_history.ts";
import { bar, OPEN } from "./fixtures_test.ts";
import { readAdjusted } from "./read_adjusted.ts";

const DAY = 86_400_000;
/** 2026-11-18, 19 and 20; two for one on the 19th, a dollar of 51 on the 20th, 3 for 1 next week. */
const [first, second, third] = [OPEN - 2 * DAY, OPEN - DAY, OPEN];
const split = (exDate: string, newShares: number): CorporateAction => ({
  ...{ id: exDate, symbol: "AAPL", exDate, type: "split" },
  newShares: fromNumber<Quantity>(newShares),
  oldShares: fromNumber<Quantity>(1),
});
const history = fakeHistory([
  { bar: bar("AAPL", first, 100) },
  { bar: bar("AAPL", second, 51) },
  { bar: bar("AAPL", third, 50) },
], [
  split("2026-11-19", 2),
  {
    ...{ id: "d", symbol: "AAPL", exDate: "2026-11-20", type: "dividend" },
    cash: fromNumber<Price>(1),
  },
  split("2026-11-24", 3),
]);
const WHOLE = { symbol: "AAPL", from: 0, to: OPEN + DAY, rows: 9 };
const closes = (
  mode: "raw" | "split" | "all",
  more: { known?: number; to?: number } = {},
) =>
  readAdjusted(history, { ...WHOLE, ...more }, mode)
    .map(({ close }) => Math.round(close * 1e6) / 1e6);

Deno.test("readAdjusted() counts in the shares of the minute that asks", () => {
  assert.deepEqual(closes("raw"), [100, 51, 50]);
  assert.deepEqual(closes("split"), [50, 51, 50]);
  // The dividend: 1 - 1 / 51 of all before it.
  assert.deepEqual(closes("all"), [49.019608, 50, 50]);
  assert.deepEqual(closes("split", { known: first }), [100]);
  assert.deepEqual(closes("all", { known: second }), [50, 51]);
});

Deno.test("readAdjusted() counts what comes after the bars that are asked for", () => {
  const to = first + DAY / 2;
  assert.deepEqual(closes("split", { to, known: third }), [50]);
  assert.deepEqual(closes("all", { to, known: third }), [49.019608]);
  assert.deepEqual(closes("raw", { to, known: third }), [100]);
});
