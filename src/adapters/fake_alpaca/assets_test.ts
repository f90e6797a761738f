import { strict as assert } from "node:assert";
import { assetJson, assetOf } from "./assets.ts";
import { ASSET } from "./data_schemas.ts";
import { INSTRUMENTS } from "./fixture_test.ts";

Deno.test("assetJson() fits the specification, coins with their increments", () => {
  const [aapl, btc] = INSTRUMENTS.map((each) => assetJson(assetOf(each, true)));
  for (const each of [aapl, btc]) ASSET.parse(each);
  assert.equal(aapl?.symbol, "AAPL");
  assert.equal(aapl?.min_order_size, undefined);
  assert.equal(btc?.symbol, "BTC/USD");
  assert.equal(btc?.min_trade_increment, "0.00000001");
  assert.equal(btc?.min_order_size, "0.000001");
  assert.equal(btc?.price_increment, "0.000000001");
});

Deno.test("assetOf() of an inactive one is not for trading", () => {
  const [first] = INSTRUMENTS;
  assert(first);
  const asset = assetOf(first, false);
  assert.equal(asset.status, "inactive");
  assert(!asset.tradable && !asset.shortable && !asset.easyToBorrow);
  assert.equal(assetOf(first, true).tradable, true);
});
