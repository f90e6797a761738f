import { strict as assert } from "node:assert";
import { toBar } from "./to_bar.ts";

const ROW = {
  ...{ symbol: "AAPL", time: "2026-11-20T14:30:00Z", open: "10", high: 11 },
  ...{ low: "9.5", close: 10n, volume: "1e3", trades: "12", vwap: "10.1" },
};

Deno.test("toBar() reads a row, numbers and texts alike", () => {
  assert.deepEqual(read({}), {
    ...{ symbol: "AAPL", at: Date.UTC(2026, 10, 20, 14, 30), open: 10 },
    ...{ high: 11, low: 9.5, close: 10, volume: 1_000, tradeCount: 12 },
    vwap: 10.1,
  });
  const bare = read({ symbol: "BTC/USD", trades: "", vwap: 0 });
  assert(typeof bare !== "string");
  assert.deepEqual([bare.symbol, "vwap" in bare, "tradeCount" in bare], [
    ...["BTC", false, false],
  ]);
});

Deno.test("toBar() says what is wrong with a row", () => {
  const wrong: [Readonly<Record<string, unknown>>, RegExp][] = [
    [{ symbol: "aapl" }, /"aapl" is no symbol/],
    [{ symbol: "A\0" }, /is no symbol/],
    [{ symbol: null }, /"" is no symbol/],
    [{ time: "2026-11-20T14:30:30Z" }, /not the start of a minute/],
    [{ low: 10.5 }, /low 10.5 is above/],
    [{ open: "" }, /price NaN/],
    [{ open: "1\0" }, /price NaN/],
    [{ high: "1e300" }, /price 1e\+300 is out of range/],
    [{ open: "0x10" }, /low 9.5|high 11|price/],
    [{ volume: -1 }, /volume -1/],
    [{ volume: "99999999999999999999" }, /volume/],
    [{ trades: "1.5" }, /trade count 1.5/],
    [{ trades: -1 }, /trade count -1/],
    [{ vwap: "-2" }, /vwap/],
  ];
  for (const [change, message] of wrong) {
    const fault = read(change);
    assert(typeof fault === "string", JSON.stringify(change));
    assert.match(fault, message);
  }
});

function read(change: Readonly<Record<string, unknown>>) {
  const row: Readonly<Record<string, unknown>> = { ...ROW, ...change };
  return toBar((field) => row[field]);
}
