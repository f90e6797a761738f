import { strict as assert } from "node:assert";
import { KNOWN_COINS } from "../../domain/instrument.ts";
import {
  alpacaSymbol,
  type KnownSymbol,
  positionSymbol,
  readSymbol,
  symbolForms,
} from "./symbols.ts";

const BTC: KnownSymbol = { symbol: "BTC", assetClass: "crypto" };
const BRK: KnownSymbol = { symbol: "BRK.B", assetClass: "equity" };
const AAPL: KnownSymbol = { symbol: "AAPL", assetClass: "equity" };

Deno.test("alpacaSymbol() and positionSymbol() write what Alpaca writes", () => {
  assert.equal(alpacaSymbol(BTC), "BTC/USD");
  assert.equal(positionSymbol(BTC), "BTCUSD");
  assert.equal(alpacaSymbol(BRK), "BRK.B");
  assert.equal(positionSymbol(BRK), "BRK.B");
  assert.equal(
    alpacaSymbol({ symbol: "BRK-B", assetClass: "equity" }),
    "BRK.B",
  );
});

Deno.test("readSymbol() reads every form back, of equities and of all coins", () => {
  const coins = KNOWN_COINS.map((symbol): KnownSymbol => ({
    symbol,
    assetClass: "crypto",
  }));
  for (const known of [BRK, AAPL, ...coins]) {
    for (
      const form of [known.symbol, alpacaSymbol(known), positionSymbol(known)]
    ) assert.deepEqual(readSymbol(form), known, form);
  }
  assert.deepEqual(readSymbol("brk-b"), BRK);
  assert.deepEqual(readSymbol("NEWCOIN/USD"), {
    symbol: "NEWCOIN",
    assetClass: "crypto",
  });
});

Deno.test("readSymbol() refuses what is no symbol and pairs in other money", () => {
  for (const text of ["", "ETH/BTC", "BTC/USD/USD", "a b", "1X", "BTC/"]) {
    assert.equal(readSymbol(text), undefined, text);
  }
});

Deno.test("symbolForms() translates both ways and knows its universe alone", () => {
  const forms = symbolForms([BTC, BRK, AAPL]);
  for (const { symbol } of [BTC, BRK, AAPL]) {
    assert.equal(forms.ours(forms.theirs(symbol)), symbol);
  }
  assert.equal(forms.ours("BTCUSD"), "BTC");
  assert.equal(forms.ours("BTC"), "BTC");
  assert.equal(forms.ours("ETH/USD"), undefined);
  assert.equal(forms.ours("AAP"), undefined);
});

Deno.test("symbolForms() keeps the dash of a universe that has one", () => {
  const forms = symbolForms([{ symbol: "BRK-B", assetClass: "equity" }]);
  assert.equal(forms.theirs("BRK-B"), "BRK.B");
  assert.equal(forms.ours("BRK.B"), "BRK-B");
});

Deno.test("symbolForms() leaves a form to the symbol whose own it is", () => {
  const forms = symbolForms([{ symbol: "ABCUSD", assetClass: "equity" }, {
    symbol: "ABC",
    assetClass: "crypto",
  }]);
  assert.equal(forms.ours("ABCUSD"), "ABCUSD");
  assert.equal(forms.ours("ABC/USD"), "ABC");
});
