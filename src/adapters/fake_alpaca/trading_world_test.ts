import { strict as assert } from "node:assert";
import { namedAsset, positionForm } from "./trading_world.ts";
import { floorAt } from "./trading_fixture_test.ts";

Deno.test("positionForm() has no slash", () => {
  assert.equal(positionForm({ wire: "BTC/USD" }), "BTCUSD");
  assert.equal(positionForm({ wire: "BRK.B" }), "BRK.B");
});

Deno.test("namedAsset() knows the API's forms of a symbol and not our own", () => {
  const { world } = floorAt();
  const id = world.asset("BTC")?.id ?? "";
  for (const text of ["BTC/USD", "BTCUSD", id]) {
    assert.equal(namedAsset(world, text)?.symbol, "BTC");
  }
  assert.equal(namedAsset(world, "AAPL")?.symbol, "AAPL");
  for (const text of ["BTC", "NONE", ""]) {
    assert.equal(namedAsset(world, text), undefined, text);
  }
});
