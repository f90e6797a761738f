import { strict as assert } from "node:assert";
import { DEFAULT_TERMS } from "../domain/exchange.ts";
import { type Flags, parseConfig } from "./config.ts";
import { termsOf } from "./terms.ts";

Deno.test("termsOf() is the default when nothing is set", () => {
  assert.deepEqual(termsOf(parse({})), DEFAULT_TERMS);
});

Deno.test("termsOf() takes each term from its own setting", () => {
  const flags = {
    equitySpreadBps: "1",
    cryptoSpreadBps: "2.5",
    impactBps: "3",
    participation: "0.04",
    equityFeeBps: "5",
    cryptoFeeBps: "6",
  };
  assert.deepEqual(termsOf(parse({ ...flags, seed: "9", window: "7" })), {
    equitySpreadBps: 1,
    cryptoSpreadBps: 2.5,
    impactBps: 3,
    participation: 0.04,
    equityFeeBps: 5,
    cryptoFeeBps: 6,
  });
});

function parse(flags: Flags) {
  return parseConfig({ flags, env: {}, cores: 1 });
}
