import { strict as assert } from "node:assert";
import { dayShape, exp, minuteBars } from "./minute_path.ts";
import { traitsOf } from "./universe.ts";

const START = Date.parse("2026-11-20T14:30:00Z");
const SPY = traitsOf("SPY", "equity");

Deno.test("exp() agrees with Math.exp() to eight digits, near 0 to ten", () => {
  for (let x = -30; x < 8; x += 0.37) {
    assert.ok(
      Math.abs(exp(x) / Math.exp(x) - 1) < (x > -10 ? 1e-10 : 1e-8),
      String(x),
    );
  }
  assert.equal(exp(0), 1);
  assert.equal(exp(-1500), 0);
});

Deno.test("dayShape() shares out one day's volume and variance", () => {
  for (
    const [assetClass, minutes] of [["equity", 390], ["equity", 210], [
      "crypto",
      1440,
    ]] as const
  ) {
    const { volume, variance, market } = dayShape(
      1,
      assetClass,
      20_000,
      START,
      minutes,
    );
    assert.equal(market.length, minutes);
    for (const shares of [volume, variance]) {
      assert.ok(
        Math.abs(shares.reduce((sum, each) => sum + each, 0) - 1) < 1e-12,
      );
      assert.ok(shares.every((each) => each > 0));
    }
  }
});

Deno.test("minuteBars() go from the day's open to its close", () => {
  const shape = dayShape(1, "equity", 20_000, START, 390);
  const bars = minuteBars(1, SPY, shape, { open: 0.01, close: -0.02 });
  const first = bars[0];
  const last = bars.at(-1);
  assert.ok(first && last && bars.length > 385);
  assert.equal(first.at, START);
  assert.ok(Math.abs(first.open / (590 * Math.exp(0.01)) - 1) < 1e-3);
  assert.ok(Math.abs(last.close / (590 * Math.exp(-0.02)) - 1) < 1e-4);
});

Deno.test("minuteBars() of a single trade have a single price", () => {
  const thin = { ...SPY, volume: 20_000 };
  const bars = minuteBars(1, thin, dayShape(1, "equity", 20_000, START, 390), {
    open: 0,
    close: 0,
  });
  const single = bars.filter(({ tradeCount }) => tradeCount === 1);
  assert.ok(single.length > 20 && bars.length < 380);
  for (const { open, high, low, close, vwap } of single) {
    assert.deepEqual([open, high, low, vwap], [close, close, close, close]);
  }
});
