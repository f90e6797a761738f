import { strict as assert } from "node:assert";
import { barFault } from "../domain/bar.ts";
import { isRegular } from "../domain/calendar.ts";
import { universe } from "./fixtures_test.ts";
import { madeUpMarket } from "./made_up_market.ts";

const OPEN = Date.parse("2026-11-20T14:30:00Z"); // a Friday
const instruments = [...universe("AAPL", "MSFT", "BTC").values()];
const made = (at: number, seed = "s", rows = 390) =>
  madeUpMarket({ instruments, at, rows, seed });

Deno.test("madeUpMarket() has good bars of every symbol, up to its minute", () => {
  const { minute, newest, bars } = made(OPEN + 30_000);
  assert.equal(minute, OPEN);
  assert.deepEqual(newest.map(({ symbol, at }) => [symbol, at]), [
    ["AAPL", OPEN],
    ["BTC", OPEN],
    ["MSFT", OPEN],
  ]);
  const all = bars.lastRows(["AAPL", "MSFT", "BTC"], 390, minute);
  for (const [symbol, rows] of all) {
    assert.equal(rows.length, 390);
    assert.deepEqual(rows.filter((bar) => barFault(bar)), []);
    assert.ok(rows.every((bar, i) => i === 0 || bar.at > rows[i - 1]!.at));
    assert.ok(symbol === "BTC" || rows.every(({ at }) => isRegular(at)));
    assert.ok(new Set(rows.map(({ close }) => close)).size > 50);
  }
  // 389 of the day before and the opening minute.
  assert.equal(all.get("AAPL")![0]!.at, OPEN - 86_400_000 + 60_000);
  assert.equal(bars.range("BTC", OPEN - 120_000, OPEN, 9).length, 2);
  assert.equal(bars.between(OPEN - 60_000, OPEN).length, 3);
});

Deno.test("madeUpMarket() is the same for a seed, and another for another", () => {
  const text = (seed: string) => JSON.stringify(made(OPEN, seed).newest);
  assert.equal(text("a"), text("a"));
  assert.notEqual(text("a"), text("b"));
});

Deno.test("madeUpMarket() takes a minute in which equities trade", () => {
  const noon = Date.parse("2026-11-20T17:45:00Z"); // 12:45 in New York
  for (const at of ["2026-11-21T18:00:00Z", "2026-11-23T14:29:00Z"]) {
    assert.equal(made(Date.parse(at)).minute, noon, at);
  }
  // The last minute of a session: what is decided in it could not trade.
  const last = Date.parse("2026-11-20T20:59:00Z");
  assert.equal(made(last).minute, noon - 86_400_000);
  assert.equal(made(last - 60_000).minute, last - 60_000);
  assert.equal(made(0).minute, Date.parse("2000-01-31T17:45:00Z"));
  const coins = [...universe("BTC").values()];
  const weekend = {
    instruments: coins,
    at: OPEN + 86_400_000,
    rows: 3,
    seed: "",
  };
  assert.equal(madeUpMarket(weekend).minute, OPEN + 86_400_000);
});
