import { strict as assert } from "node:assert";
import { KNOWN_COINS, SYMBOL_PATTERN } from "../../domain/instrument.ts";
import { defaultUniverse, traitsOf } from "./universe.ts";

Deno.test("defaultUniverse() has 24 equities and 4 known coins, each once", () => {
  const { equities, crypto } = defaultUniverse();
  assert.equal(new Set([...equities, ...crypto]).size, 28);
  assert.equal(equities.length, 24);
  assert.ok(crypto.every((symbol) => KNOWN_COINS.includes(symbol)));
  assert.ok(
    [...equities, ...crypto].every((symbol) => SYMBOL_PATTERN.test(symbol)),
  );
});

Deno.test("traitsOf() are those of the file when it has the symbol", () => {
  assert.deepEqual(traitsOf("SPY", "equity"), {
    symbol: "SPY",
    price: 590,
    beta: 1,
    dailyVol: 0.01,
    volume: 55_000_000,
  });
});

Deno.test("traitsOf() are plausible, the same each time and different by symbol when the file has none", () => {
  const prices = new Set<number>();
  for (let i = 0; i < 100; i++) {
    const traits = traitsOf(`NEW${i}`, "equity");
    assert.deepEqual(traits, traitsOf(`NEW${i}`, "equity"));
    assert.ok(traits.price >= 10 && traits.price <= 300);
    assert.ok(traits.beta >= 0.5 && traits.beta <= 1.5);
    assert.ok(traits.dailyVol >= 0.012 && traits.dailyVol <= 0.026);
    assert.ok(traits.volume > 50_000 && traits.volume < 5e7);
    prices.add(traits.price);
  }
  assert.equal(prices.size, 100);
  assert.ok(traitsOf("COIN", "crypto").dailyVol >= 0.03);
});
