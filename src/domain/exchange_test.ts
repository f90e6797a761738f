import { strict as assert } from "node:assert";
import { DEFAULT_TERMS } from "./exchange.ts";

Deno.test("DEFAULT_TERMS cost what the rules declare", () => {
  const { participation, equityFeeBps, cryptoFeeBps } = DEFAULT_TERMS;
  // At most a tenth of a bar; equities are free, crypto pays 25 bps.
  assert.deepEqual([participation, equityFeeBps, cryptoFeeBps], [0.1, 0, 25]);
});

Deno.test("DEFAULT_TERMS never pay a team for trading", () => {
  const { equitySpreadBps, cryptoSpreadBps, impactBps } = DEFAULT_TERMS;
  for (const bps of [equitySpreadBps, cryptoSpreadBps, impactBps]) {
    assert(bps > 0 && bps < 100, `${bps} bps`);
  }
  assert(cryptoSpreadBps > equitySpreadBps);
});
