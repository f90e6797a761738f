import { strict as assert } from "node:assert";
import { presence } from "./presence.ts";

const MINUTE = 60_000;
const AT = Date.parse("2026-11-20T15:00:00Z");
const SYMBOLS = ["AAPL", "QUIET"];

Deno.test("presence() expects all until three minutes are known, then those that are usually there", () => {
  const quietAt = new Set([AT - 4 * MINUTE, AT - 2 * MINUTE]);
  const judge = presence((symbol, at) => symbol === "AAPL" || quietAt.has(at));
  const expected = () => judge.expected("equity", SYMBOLS, AT);
  assert.deepEqual(expected(), SYMBOLS);
  judge.answered("equity", AT - 2 * MINUTE, AT);
  assert.deepEqual(expected(), SYMBOLS);
  judge.answered("equity", AT - 5 * MINUTE, AT - 3 * MINUTE);
  assert.deepEqual(expected(), ["AAPL"]);
});

Deno.test("presence() forgives two misses of ten, not three", () => {
  const misses = new Set([AT - 3 * MINUTE, AT - 7 * MINUTE]);
  const judge = presence((symbol, at) => symbol === "ETH" || !misses.has(at));
  const expected = () => judge.expected("crypto", ["BTC", "ETH"], AT);
  judge.answered("crypto", AT - 10 * MINUTE, AT - MINUTE);
  assert.deepEqual(expected(), ["BTC", "ETH"]);
  misses.add(AT - MINUTE);
  assert.deepEqual(expected(), ["ETH"]);
});

Deno.test("presence() does not take symbols for quiet because nothing came from any", () => {
  const last = AT - 6 * MINUTE;
  const judge = presence((symbol, at) => symbol === "AAPL" && at <= last);
  const expected = (at: number) => {
    judge.answered("equity", at - 5 * MINUTE, at - MINUTE);
    return judge.expected("equity", SYMBOLS, at);
  };
  for (let i = -9; i <= 0; i++) expected(AT + i * MINUTE);
  assert.deepEqual(expected(AT), ["AAPL"]);
  for (let i = 3; i <= 20; i++) {
    assert.deepEqual(expected(AT + i * MINUTE), SYMBOLS);
  }
});

Deno.test("presence() expects no coin where none was ever while equities are, and all once one was", () => {
  const there = new Set<string>();
  const judge = presence((symbol) => there.has(symbol));
  const coins = (at: number) => {
    judge.answered("equity", at - 5 * MINUTE, at - MINUTE);
    judge.answered("crypto", at - 5 * MINUTE, at - MINUTE);
    judge.expected("equity", SYMBOLS, at);
    return judge.expected("crypto", ["BTC"], at);
  };
  assert.deepEqual(coins(AT), ["BTC"], "a feed without anything is no market");
  there.add("AAPL");
  assert.deepEqual(coins(AT + MINUTE), []);
  there.add("BTC");
  assert.deepEqual(coins(AT + 2 * MINUTE), ["BTC"]);
  there.clear();
  assert.deepEqual(coins(AT + 20 * MINUTE), ["BTC"]);
});

Deno.test("presence() expects no equity while the market is closed, and counts no such minute", () => {
  const open = Date.parse("2026-11-20T14:30:00Z");
  const judge = presence(() => false);
  judge.answered("equity", open - 5 * MINUTE, open - MINUTE);
  assert.deepEqual(judge.expected("equity", SYMBOLS, open - MINUTE), []);
  assert.deepEqual(judge.expected("equity", SYMBOLS, open), SYMBOLS);
});
