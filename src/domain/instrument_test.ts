import { strict as assert } from "node:assert";
import { decimalText, fromNumber, type Price } from "./decimal.ts";
import {
  chosen,
  instrument,
  isListed,
  KNOWN_COINS,
  SYMBOL_PATTERN,
  tickAt,
} from "./instrument.ts";

Deno.test("instrument() trades shares in millionths and cents", () => {
  assert.deepEqual(instrument("AAPL", "equity"), {
    symbol: "AAPL",
    assetClass: "equity",
    quantityStep: 1_000n,
    tick: 10_000_000n,
  });
});

Deno.test("instrument() trades coins in 1e-8 and billionths of a dollar", () => {
  assert.deepEqual(instrument("BTC", "crypto", { from: 60_000, until: 0 }), {
    symbol: "BTC",
    assetClass: "crypto",
    quantityStep: 10n,
    tick: 1n,
    listedFrom: 60_000,
    listedUntil: 0,
  });
});

Deno.test("isListed() includes the first minute and excludes the end", () => {
  const listed = instrument("AAPL", "equity", { from: 60_000, until: 180_000 });
  assert.deepEqual(
    [0, 60_000, 120_000, 180_000].map((minute) => isListed(listed, minute)),
    [false, true, true, false],
  );
  assert.equal(isListed(instrument("AAPL", "equity"), 0), true);
});

Deno.test("SYMBOL_PATTERN takes tickers as they are written here", () => {
  for (
    const symbol of ["A", "AAPL", "BRK.B", "BF-B", "BTC", "C3", ...KNOWN_COINS]
  ) {
    assert.match(symbol, SYMBOL_PATTERN);
  }
  for (
    const symbol of [
      "",
      "aapl",
      "3M",
      "BTC/USD",
      "BRK.",
      ".B",
      "A.B.C",
      "AAPL\n",
      "../X",
      "A".repeat(12),
    ]
  ) assert.doesNotMatch(symbol, SYMBOL_PATTERN);
});

Deno.test("KNOWN_COINS are sorted and named once", () => {
  assert.deepEqual(KNOWN_COINS, [...new Set(KNOWN_COINS)].sort());
});

Deno.test("chosen() returns what is named, and names what is not there", () => {
  const all = [instrument("AIG", "equity"), instrument("BTC", "crypto")];
  assert.deepEqual(chosen(all, undefined), all);
  assert.deepEqual(chosen(all, ["BTC"]).map(({ symbol }) => symbol), ["BTC"]);
  assert.throws(() => chosen(all, ["AIG", "NOPE", "SPY"]), {
    code: "invalid",
    message:
      "Cannot trade NOPE, SPY: there are no bars; there are bars of AIG, BTC",
  });
});

Deno.test("tickAt() is a cent from a dollar on, a hundredth of it below, and fixed for coins", () => {
  const tick = (symbol: string, price: number) =>
    decimalText(
      tickAt(
        instrument(symbol, symbol === "AIG" ? "equity" : "crypto"),
        fromNumber<Price>(price),
      ),
    );
  assert.deepEqual(
    [tick("AIG", 48), tick("AIG", 1), tick("AIG", 0.99), tick("BTC", 0.5)],
    ["0.01", "0.01", "0.0001", "0.000000001"],
  );
});
