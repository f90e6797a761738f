import { strict as assert } from "node:assert";
import { type Bar, barFault, barLine, compareBars } from "./bar.ts";

const BAR: Bar = {
  symbol: "AAPL",
  at: Date.parse("2026-11-20T14:30:00Z"),
  open: 187.1,
  high: 187.4,
  low: 187,
  close: 187.25,
  volume: 51_200,
};

Deno.test("barFault() is undefined when a bar can be used", () => {
  assert.equal(barFault(BAR), undefined);
  assert.equal(barFault({ ...BAR, volume: 0 }), undefined);
  assert.equal(barFault({ ...BAR, tradeCount: 0, vwap: 1e-12 }), undefined);
  const flat = { open: 5, high: 5, low: 5, close: 5 };
  assert.equal(barFault({ ...BAR, ...flat }), undefined);
});

Deno.test("barFault() says what is wrong", () => {
  const cases: [Partial<Bar>, RegExp][] = [
    [{ open: NaN }, /price NaN/],
    [{ close: 0 }, /price 0/],
    [{ low: -1 }, /price -1/],
    [{ high: Infinity }, /price Infinity/],
    [{ high: 1e9 }, /price 1000000000/],
    [{ low: 187.2 }, /low 187.2/],
    [{ low: 187.3, open: 187.3 }, /low 187.3/],
    [{ high: 187.05 }, /high 187.05/],
    [{ high: 187.2 }, /high 187.2/],
    [{ volume: -1 }, /volume -1/],
    [{ volume: NaN }, /volume NaN/],
    [{ volume: 1e15 }, /volume 1000000000000000/],
    [{ at: BAR.at + 1 }, /time .* minute/],
    [{ at: NaN }, /time NaN/],
    [{ at: -60_000 }, /time -60000/],
    [{ at: 6e304 }, /time 6e\+304/],
    [{ tradeCount: 1.5 }, /trade count 1.5 is no whole number/],
    [{ tradeCount: -1 }, /trade count -1/],
    [{ tradeCount: NaN }, /trade count NaN/],
    [{ tradeCount: 1e300 }, /trade count 1e\+300/],
    [{ vwap: 0 }, /vwap 0 is out of range/],
    [{ vwap: -2 }, /vwap -2/],
    [{ vwap: NaN }, /vwap NaN/],
    [{ vwap: Infinity }, /vwap Infinity/],
  ];
  for (const [wrong, message] of cases) {
    assert.match(barFault({ ...BAR, ...wrong }) ?? "no fault", message);
  }
});

Deno.test("barLine() shows every digit, and what a source may leave out as nothing", () => {
  const line = "AAPL,1795185000000,187.1,187.4,187,187.25,51200,";
  assert.equal(barLine(BAR), `${line},`);
  assert.equal(
    barLine({ ...BAR, vwap: 187.2, tradeCount: 9 }),
    `${line}9,187.2`,
  );
  assert.match(barLine({ ...BAR, close: 0.1 + 0.2 }), /,0.30000000000000004,/);
});

Deno.test("compareBars() sorts by minute, then symbol in code units", () => {
  const bar = (symbol: string, at: number): Bar => ({ ...BAR, symbol, at });
  const sorted = [
    bar("B", 0),
    bar("Z", 0),
    bar("A", 1),
    bar("AA", 1),
    bar("BRK.B", 1),
    bar("BRKB", 1),
  ];
  assert.deepEqual(sorted.toReversed().sort(compareBars), sorted);
  assert.equal(compareBars(bar("A", 1), bar("A", 1)), 0);
});
