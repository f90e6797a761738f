import { strict as assert } from "node:assert";
import { fakeMarketData } from "../../testing/fake_market_data.ts";
import { INSTRUMENTS } from "./fixture_test.ts";
import { openTape } from "./tape.ts";

const AT = Date.parse("2026-11-20T14:30:00Z");
const MINUTE = 60_000;

/** Minute n after the open goes from 100 + n to 101 + n; MSFT has none but the first. */
const market = fakeMarketData({
  instruments: INSTRUMENTS,
  bar: (symbol, at) => {
    const n = (at - AT) / MINUTE;
    if (symbol === "MSFT" && n > 0) return undefined;
    return { open: 100 + n, close: 101 + n, high: 200 + n, low: 1 };
  },
});

Deno.test("price() goes from open to close while the minute goes by", async () => {
  const tape = openTape(market);
  await tape.load(AT + MINUTE);
  assert.equal(tape.price("AAPL", AT + MINUTE), 101);
  assert.equal(tape.price("AAPL", AT + MINUTE + 30_000), 101.5);
  assert.equal(tape.price("AAPL", AT + 2 * MINUTE), 102);
  assert.equal(tape.price("AAPL", AT + 30_000), 100.5);
});

Deno.test("price() is the last close where there is no bar", async () => {
  const tape = openTape(market);
  await tape.load(AT);
  for (let n = 1; n <= 5; n++) await tape.load(AT + n * MINUTE);
  assert.equal(tape.price("MSFT", AT + 5 * MINUTE + 1), 101);
  assert.equal(tape.price("AAPL", AT + 5 * MINUTE), 105);
  assert.equal(tape.price("NONE", AT), undefined);
});

Deno.test("load() begins anew after a long sleep, and does not read twice", async () => {
  let asked = 0;
  const tape = openTape({
    ...market,
    bars: (...all) => {
      asked++;
      return market.bars(...all);
    },
  });
  await tape.load(AT + 3 * 86_400_000 + MINUTE);
  await Promise.all([tape.load(AT + 3 * 86_400_000 + MINUTE)]);
  assert.equal(asked, 1);
  const later = AT + 3 * 86_400_000 + 30 * 60 * MINUTE;
  await tape.load(later);
  assert.equal(asked, 2);
  assert.equal(tape.price("BTC", later), 100 + (later - AT) / MINUTE);
});
