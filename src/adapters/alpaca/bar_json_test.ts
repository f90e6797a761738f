import { strict as assert } from "node:assert";
import { isSameBar, readBar } from "./bar_json.ts";

const JSON_BAR = {
  t: "2026-11-20T14:30:00Z",
  ...{ o: 10, h: 12, l: 9, c: 11, v: 500, n: 7, vw: 10.5 },
};

Deno.test("readBar() reads each of the three forms of a time", () => {
  const at = Date.parse("2026-11-20T14:30:00Z");
  const bar = {
    ...{ symbol: "AAPL", at, open: 10, high: 12, low: 9, close: 11 },
    ...{ volume: 500, tradeCount: 7, vwap: 10.5 },
  };
  for (
    const t of [
      "2026-11-20T14:30:00Z",
      "2026-11-20T09:30:00-05:00",
      "2026-11-20T14:30:00.000000000Z",
    ]
  ) assert.deepEqual(readBar("AAPL", { ...JSON_BAR, t, extra: {} }), bar);
});

Deno.test("readBar() reads a coin's bar of quotes alone", () => {
  const bar = readBar("BTC", { ...JSON_BAR, v: 0, n: 0, vw: 0 });
  assert.equal(bar?.volume, 0);
  assert.equal(bar?.tradeCount, 0);
  assert.equal(bar?.vwap, undefined);
  assert.equal(readBar("BTC", { ...JSON_BAR, n: null })?.tradeCount, undefined);
});

Deno.test("readBar() refuses what is no bar, and values that no bar has", () => {
  for (
    const change of [
      { o: null },
      { c: "11" },
      { h: 1e308 },
      { l: 11.5 },
      { h: 9.5 },
      { v: -1 },
      { c: -11 },
      { t: "2026-11-20T14:30:01Z" },
      { t: "soon" },
      { t: undefined },
    ]
  ) {
    assert.equal(
      readBar("AAPL", { ...JSON_BAR, ...change }),
      undefined,
      JSON.stringify(change),
    );
  }
  for (const json of [null, undefined, [], "bar", 1]) {
    assert.equal(readBar("AAPL", json), undefined);
  }
});

Deno.test("isSameBar() compares all that both say", () => {
  const bar = readBar("AAPL", JSON_BAR);
  const bare = readBar("AAPL", { ...JSON_BAR, n: null, vw: null });
  const other = readBar("AAPL", { ...JSON_BAR, v: 501 });
  const counted = readBar("AAPL", { ...JSON_BAR, n: 8 });
  assert.ok(bar && bare && other && counted);
  assert.ok(isSameBar(bar, bare) && isSameBar(bare, bar));
  assert.ok(!isSameBar(bar, other) && !isSameBar(bar, counted));
});
