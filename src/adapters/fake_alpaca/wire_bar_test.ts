import { strict as assert } from "node:assert";
import type { Bar } from "../../domain/bar.ts";
import { readTimeframe } from "./timeframe.ts";
import { joinBars, wireBar, wireTime } from "./wire_bar.ts";

const AT = Date.parse("2026-11-20T14:30:00Z");
const BAR: Bar = {
  ...{ symbol: "AAPL", at: AT, open: 10, high: 12, low: 9, close: 11 },
  volume: 1_000,
};

Deno.test("wireBar() makes up trades and average price only where they are unknown", () => {
  assert.deepEqual(wireBar(BAR), {
    ...{ t: "2026-11-20T14:30:00Z", o: 10, h: 12, l: 9, c: 11, v: 1_000 },
    ...{ n: 10, vw: 10.666667 },
  });
  const known = wireBar({ ...BAR, tradeCount: 3, vwap: 10.1 });
  assert.equal(known.n, 3);
  assert.equal(known.vw, 10.1);
  assert.equal(wireTime(AT + 250), "2026-11-20T14:30:00.250Z");
});

Deno.test("joinBars() puts minutes together in longer bars", () => {
  const bars = [0, 1, 5].map((n) => ({
    ...BAR,
    at: AT + n * 60_000,
    open: 10 + n,
    high: 20 + n,
    low: 5 - n,
    close: 11 + n,
    volume: 100,
    vwap: 10 + n,
    tradeCount: 2,
  }));
  const five = readTimeframe("5Min");
  assert(five);
  assert.deepEqual(joinBars(bars, five.startOf), [
    {
      ...{ symbol: "AAPL", at: AT, open: 10, high: 21, low: 4, close: 12 },
      ...{ volume: 200, tradeCount: 4, vwap: 10.5 },
    },
    {
      ...{ symbol: "AAPL", at: AT + 300_000, open: 15, high: 25, low: 0 },
      ...{ close: 16, volume: 100, tradeCount: 2, vwap: 15 },
    },
  ]);
});
