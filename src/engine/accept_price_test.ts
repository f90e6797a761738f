import { strict as assert } from "node:assert";
import { instrument } from "../domain/instrument.ts";
import { brokenInvariants } from "../domain/invariants.ts";
import { sampleDividend, sampleSplit } from "../testing/actions.ts";
import {
  EQUITIES,
  type FakeEngine,
  fakeEngine,
  registered,
  startOptions,
} from "../testing/engine.ts";
import { minuteAt, price } from "../testing/events.ts";
import { fakeActions } from "../testing/fake_actions.ts";
import type { FakeMarketOptions } from "../testing/fake_market_data.ts";
import { acceptPrice } from "./accept_price.ts";
import { takeActions } from "./actions.ts";
import { runMinute } from "./minute.ts";
import { recover } from "./recover.ts";

const DAY = 1440;

/** Runs minutes by their number; nobody trades. */
async function played(
  minutes: readonly number[],
  bar: NonNullable<FakeMarketOptions["bar"]>,
): Promise<FakeEngine> {
  const instruments = [...EQUITIES, instrument("BTC", "crypto")];
  const engine = fakeEngine({
    market: { instruments, bar },
    now: minuteAt(minutes[0] ?? 0),
    teams: registered(["alpha"]),
  });
  await recover(engine, startOptions(engine));
  for (const n of minutes) await runMinute(engine, minuteAt(n));
  return engine;
}

Deno.test("acceptPrice() makes the newest price of a frozen symbol its mark", async () => {
  const engine = await played(
    [386, 387, 388, DAY, DAY + 1],
    (symbol, at) =>
      symbol === "AAPL" && at >= minuteAt(DAY)
        ? { open: at === minuteAt(DAY) ? 25 : 20 }
        : {},
  );
  assert.equal(acceptPrice(engine, "AAPL"), undefined);
  assert.deepEqual(engine.books.marks.get("AAPL"), {
    price: price(20),
    at: minuteAt(DAY + 1),
  });
  assert.equal(engine.books.frozen.size, 0);
  assert.deepEqual(brokenInvariants(engine.books), []);
});

Deno.test("acceptPrice() takes a price of before a split and a dividend as they made it", async () => {
  const engine = await played(
    [386, 387, 388],
    (symbol, at) =>
      symbol === "AAPL" && at > minuteAt(387) ? { open: 300 } : {},
  );
  assert.deepEqual([...engine.books.frozen.keys()], ["AAPL"]);
  const onDay2 = { exDate: "2013-10-08" };
  const actions = fakeActions([
    sampleSplit(4, 1, onDay2),
    sampleDividend(5, onDay2),
  ]);
  await takeActions({ ...engine, actions }, minuteAt(DAY));
  assert.equal(engine.books.actions.size, 2);
  assert.equal(acceptPrice(engine, "AAPL"), undefined);
  assert.equal(engine.books.marks.get("AAPL")?.price, price(70));
});

Deno.test("acceptPrice() refuses what is not frozen, and while a minute is under way", async () => {
  const engine = await played(
    [0, 1],
    (_, at) => at === minuteAt(1) ? { open: 25 } : {},
  );
  assert.match(acceptPrice(engine, "TSLA") ?? "", /not in the universe/);
  const { size } = engine.books.frozen;
  assert.equal(size, 3);
  await runMinute(engine, minuteAt(2));
  assert.equal(
    acceptPrice(engine, "AAPL"),
    "AAPL is not frozen; frozen: no symbol is",
  );
  engine.books.open = {
    ...{ minute: minuteAt(3), after: minuteAt(2), phase: "opened", runs: [] },
  };
  assert.match(acceptPrice(engine, "AAPL") ?? "", /a minute is under way/);
});
