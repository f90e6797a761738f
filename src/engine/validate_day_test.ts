import { strict as assert } from "node:assert";
import { MINUTE_MS } from "../domain/bar.ts";
import { instrument } from "../domain/instrument.ts";
import { fakeBarHistory } from "../testing/fake_bar_history.ts";
import { sampleBar } from "../testing/orders.ts";
import { ODDITIES_MAX, validateDay } from "./validate_day.ts";

const OPEN = Date.parse("2026-11-20T14:30:00Z");
const at = (n: number) => OPEN + n * MINUTE_MS;
const breathe = () => Promise.resolve();
const { signal } = new AbortController();

Deno.test("validateDay() names gaps, jumps, silence and revisions, and counts minutes", async () => {
  const bars = Array.from({ length: 390 }, (_, n) =>
    sampleBar({
      symbol: "AAPL",
      at: at(n),
      ...(n >= 200 && n < 230 && { volume: 0 }),
      // 100 to 121 is more than a fifth, and back again.
      ...(n === 50 && { open: 121, high: 121, low: 121, close: 121 }),
    })).filter(({ at: minute }) => minute !== at(10) && minute !== at(11));
  const revised = [sampleBar({ symbol: "AAPL", at: at(60), volume: 7 })];
  const report = await validateDay("2026-11-20", {
    instruments: [instrument("AAPL", "equity"), instrument("MSFT", "equity")],
    history: fakeBarHistory(bars, revised),
    ...{ breathe, signal },
  });
  assert.deepEqual(report?.counts, {
    ...{ gap: 2, outlier: 2, silence: 1, revision: 1, unusable: 0 },
  });
  assert.deepEqual([report?.symbols, report?.expected, report?.there], [
    ...[2, 780, 388],
  ]);
  assert.deepEqual(
    report?.oddities.map(({ symbol, kind, from, to }) => [
      ...[symbol, kind, (from - OPEN) / MINUTE_MS, (to - from) / MINUTE_MS],
    ]),
    [
      ["AAPL", "gap", 10, 2],
      ["AAPL", "outlier", 50, 1],
      ["AAPL", "outlier", 51, 1],
      ["AAPL", "revision", 60, 1],
      ["AAPL", "silence", 200, 30],
      ["MSFT", "gap", 0, 390],
    ],
  );
});

Deno.test("validateDay() has nothing to say of a Sunday without coins", async () => {
  const report = await validateDay("2026-11-22", {
    instruments: [instrument("AAPL", "equity")],
    history: fakeBarHistory([]),
    ...{ breathe, signal },
  });
  assert.deepEqual(report, {
    ...{ date: "2026-11-22", symbols: 0, expected: 0, there: 0 },
    counts: { gap: 0, outlier: 0, silence: 0, revision: 0, unusable: 0 },
    oddities: [],
  });
});

Deno.test("validateDay() lists so many oddities and counts all", async () => {
  const start = Date.parse("2026-11-22");
  const bars = Array.from(
    { length: 720 },
    (_, n) => sampleBar({ symbol: "BTC", at: start + 2 * n * MINUTE_MS }),
  ).concat(Array.from(
    { length: 720 },
    (_, n) => sampleBar({ symbol: "ETH", at: start + 2 * n * MINUTE_MS }),
  ));
  const report = await validateDay("2026-11-22", {
    instruments: [instrument("BTC", "crypto"), instrument("ETH", "crypto")],
    history: fakeBarHistory(bars),
    ...{ breathe, signal },
  });
  assert.equal(report?.counts.gap, 1_440);
  assert.equal(report?.oddities.length, ODDITIES_MAX);
});
