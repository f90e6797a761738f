import { strict as assert } from "node:assert";
import { INSTRUMENTS } from "./fixture_test.ts";
import {
  alpacaSymbol,
  assetId,
  byName,
  fakeUuid,
  positionSymbol,
} from "./symbols.ts";

const BTC = { symbol: "BTC", assetClass: "crypto" } as const;
const AAPL = { symbol: "AAPL", assetClass: "equity" } as const;

Deno.test("alpacaSymbol() and positionSymbol() differ for coins by a slash", () => {
  assert.equal(alpacaSymbol(BTC), "BTC/USD");
  assert.equal(positionSymbol(BTC), "BTCUSD");
  assert.equal(alpacaSymbol(AAPL), "AAPL");
  assert.equal(positionSymbol(AAPL), "AAPL");
});

Deno.test("byName() knows an instrument by every form and its id", () => {
  const names = byName(INSTRUMENTS);
  for (const text of ["BTC", "BTC/USD", "BTCUSD", assetId("BTC")]) {
    assert.equal(names.get(text)?.symbol, "BTC", text);
  }
  assert.equal(names.get("AAPL")?.symbol, "AAPL");
  assert.equal(names.get("AAPL/USD"), undefined);
});

Deno.test("fakeUuid() is a UUID of version 4 that its parts choose", () => {
  const pattern =
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const ids = Array.from({ length: 200 }, (_, n) => fakeUuid("order", n));
  assert(ids.every((id) => pattern.test(id)));
  assert.equal(new Set(ids).size, 200);
  assert.equal(fakeUuid("order", 3), ids[3]);
});
