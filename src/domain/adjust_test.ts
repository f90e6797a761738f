import { strict as assert } from "node:assert";
import { sampleBar } from "../testing/orders.ts";
import { price, shares } from "../testing/events.ts";
import { adjustBars } from "./adjust.ts";
import type { Bar } from "./bar.ts";
import type { CorporateAction } from "./corporate_action.ts";

const TUESDAY = Date.parse("2026-11-17T20:59:00Z");
const WEDNESDAY = Date.parse("2026-11-18T14:30:00Z");
const THURSDAY = Date.parse("2026-11-19T14:30:00Z");

function split(
  newShares: number,
  oldShares: number,
  exDate = "2026-11-18",
  symbol = "AAPL",
): CorporateAction {
  return {
    id: `${symbol} ${exDate} split`,
    symbol,
    exDate,
    type: "split",
    newShares: shares(newShares),
    oldShares: shares(oldShares),
  };
}

function dividend(cash: number, exDate = "2026-11-18"): CorporateAction {
  const id = `AAPL ${exDate} dividend`;
  return { id, symbol: "AAPL", exDate, type: "dividend", cash: price(cash) };
}

/** A bar with prices 100, 104, 96, 100 times `factor`, and 1,000 shares. */
function bar(at: number, factor = 1, more: Partial<Bar> = {}): Bar {
  return sampleBar({
    ...{ at, open: 100 * factor, high: 104 * factor, low: 96 * factor },
    ...{ close: 100 * factor, volume: 1_000, vwap: 100 * factor },
    ...more,
  });
}

Deno.test("adjustBars() divides what was before a 4:1 split, and multiplies its volume", () => {
  const bars = [bar(TUESDAY), bar(WEDNESDAY, 0.25)];
  assert.deepEqual(adjustBars(bars, [split(4, 1)], { mode: "split" }), [
    bar(TUESDAY, 0.25, { volume: 4_000 }),
    bars[1],
  ]);
});

Deno.test("adjustBars() multiplies what was before a 1:10 reverse split", () => {
  const [before] = adjustBars([bar(TUESDAY)], [split(1, 10)], {
    mode: "split",
  });
  assert.deepEqual(before, bar(TUESDAY, 10, { volume: 100 }));
});

Deno.test("adjustBars() takes a dividend out of what was before it in mode all alone", () => {
  // 1 dollar of a close of 100: all before it counts 99 %.
  const bars = [bar(TUESDAY), bar(WEDNESDAY)];
  const actions = [dividend(1)];
  assert.deepEqual(adjustBars(bars, actions, { mode: "all" }), [
    bar(TUESDAY, 0.99),
    bars[1],
  ]);
  assert.deepEqual(adjustBars(bars, actions, { mode: "split" }), bars);
  assert.equal(adjustBars(bars, actions, { mode: "raw" }), bars);
});

Deno.test("adjustBars() multiplies factors up, a dividend being per share of its day", () => {
  // Wednesday: 4:1 and then 0.25 a new share, of a close of 25: × 1/4 × 0.99.
  // Thursday: 1:2, in other words × 2 for all before.
  const actions = [dividend(0.25), split(1, 2, "2026-11-19"), split(4, 1)];
  const bars = [bar(TUESDAY), bar(WEDNESDAY, 0.25), bar(THURSDAY, 0.5)];
  assert.deepEqual(adjustBars(bars, actions, { mode: "all" }), [
    bar(TUESDAY, 0.495, { volume: 2_000 }),
    bar(WEDNESDAY, 0.5, { volume: 500 }),
    bars[2],
  ]);
});

Deno.test("adjustBars() takes the close before a dividend from who knows it, else from the last regular bar", () => {
  const actions = [dividend(1)];
  const [told] = adjustBars([bar(TUESDAY)], actions, {
    mode: "all",
    closeBefore: (symbol, date) => {
      assert.deepEqual([symbol, date], ["AAPL", "2026-11-18"]);
      return 50;
    },
  });
  assert.deepEqual(told, bar(TUESDAY, 0.98));
  const evening = bar(TUESDAY + 60_000, 0.5);
  const [found] = adjustBars([bar(TUESDAY), evening], actions, { mode: "all" });
  assert.deepEqual(found, bar(TUESDAY, 0.99));
});

Deno.test("adjustBars() leaves other symbols, bars of the day itself and a payout of everything alone", () => {
  const bars = [
    bar(TUESDAY, 1, { symbol: "MSFT" }),
    bar(WEDNESDAY - 60 * 60_000),
  ];
  assert.deepEqual(adjustBars(bars, [split(4, 1)], { mode: "all" }), bars);
  const all = [bar(TUESDAY)];
  assert.deepEqual(adjustBars(all, [dividend(100)], { mode: "all" }), all);
});
