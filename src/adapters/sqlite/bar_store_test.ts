import { strict as assert } from "node:assert";
import type { Bar } from "../../domain/bar.ts";
import { sqliteBarStore } from "./bar_store.ts";
import { barAt } from "./fixture_test.ts";
import { sqliteLedger } from "./ledger.ts";
import { openDatabase } from "./schema.ts";

const EARLY = barAt("13:29");
const FIRST = barAt("13:30", { tradeCount: 3, vwap: 100.5 });
const SECOND = barAt("13:31", { open: 0.1 + 0.2, volume: 0.5 });
const COIN = barAt("13:29", { symbol: "BTC" });
const LATE = barAt("20:00");

Deno.test("lastRows() gives the newest bars of each symbol, oldest first, of equities those of sessions", () => {
  const store = storeOf(LATE, SECOND, COIN, FIRST, EARLY);
  const rows = (count: number, upTo = LATE.at) => [
    ...store.lastRows(["BTC", "AAPL", "MSFT"], count, upTo),
  ];
  assert.deepEqual(rows(5), [
    ["BTC", [COIN]],
    ["AAPL", [FIRST, SECOND]],
    ["MSFT", []],
  ]);
  assert.deepEqual(rows(1)[1], ["AAPL", [SECOND]]);
  assert.deepEqual(rows(5, FIRST.at)[1], ["AAPL", [FIRST]]);
  assert.deepEqual(rows(5, FIRST.at - 1)[1], ["AAPL", []]);
});

Deno.test("range() gives one symbol's bars with from <= at < to, oldest first, so many at most", () => {
  const store = storeOf(SECOND, FIRST, EARLY, COIN);
  const all = store.range("AAPL", EARLY.at, SECOND.at + 1, 9);
  assert.deepEqual(all, [FIRST, SECOND]);
  assert.deepEqual(store.range("AAPL", FIRST.at, SECOND.at, 9), [FIRST]);
  assert.deepEqual(store.range("AAPL", EARLY.at, SECOND.at + 1, 1), [FIRST]);
  assert.deepEqual(store.range("BTC", COIN.at, SECOND.at, 9), [COIN]);
});

Deno.test("between() gives all bars with after < at <= upTo, by minute, then symbol", () => {
  const store = storeOf(COIN, LATE, SECOND, FIRST, EARLY);
  assert.deepEqual(store.between(0, LATE.at), [
    EARLY,
    COIN,
    FIRST,
    SECOND,
    LATE,
  ]);
  assert.deepEqual(store.between(EARLY.at, SECOND.at), [FIRST, SECOND]);
});

Deno.test("sqliteBarStore() keeps a bar as it was first seen", () => {
  const revised = { ...FIRST, close: 999, vwap: 1 };
  assert.deepEqual(storeOf(FIRST, revised).between(0, FIRST.at), [FIRST]);
});

function storeOf(...bars: Bar[]) {
  const database = openDatabase(":memory:");
  sqliteLedger(database).commit({ events: [], bars });
  return sqliteBarStore(database, (symbol) => symbol === "BTC");
}
