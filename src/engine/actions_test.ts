import { strict as assert } from "node:assert";
import type { CorporateAction } from "../domain/corporate_action.ts";
import { instrument } from "../domain/instrument.ts";
import { brokenInvariants } from "../domain/invariants.ts";
import { sampleDividend, sampleSplit } from "../testing/actions.ts";
import { fakeEngine, startOptions } from "../testing/engine.ts";
import { minuteAt, shares, usd } from "../testing/events.ts";
import { fakeActions } from "../testing/fake_actions.ts";
import type { FakeLedger } from "../testing/fake_ledger.ts";
import type { FakeMarketOptions } from "../testing/fake_market_data.ts";
import type { FakeStrategy } from "../testing/fake_strategies.ts";
import {
  aapl,
  BUY,
  buysAndRests,
  DAY,
  kinds,
  ON_DAY_2,
  played,
} from "./actions_fixture_test.ts";
import { bookPastActions, takeActions } from "./actions.ts";
import { runMinute } from "./minute.ts";
import { recover } from "./recover.ts";

Deno.test("takeActions() books a split before the first bar of its day, its orders cancelled", async () => {
  const actions = fakeActions([sampleSplit(4, 1, ON_DAY_2)]);
  const engine = await played([386, 387, 388, 389, DAY, DAY + 1], { actions });
  assert.deepEqual(aapl(engine), {
    quantity: shares(40),
    cost: usd(1_000),
    equity: usd(10_000),
    orders: ["FILLED", "CANCELED: split 4:1 of AAPL"],
  });
  assert.deepEqual(kinds(engine), ["corporate_action"]);
  assert.deepEqual(brokenInvariants(engine.books), []);
  await runMinute(engine, minuteAt(2 * DAY));
  // Once a day, of equities; ten days back.
  assert.deepEqual(actions.asked, [
    "AAPL,MSFT 2013-09-27..2013-10-07",
    "AAPL,MSFT 2013-09-28..2013-10-08",
    "AAPL,MSFT 2013-09-29..2013-10-09",
  ]);
  assert.deepEqual(engine.log.lines.map(({ message }) => message), [
    "Booked the split 4:1 of AAPL",
  ]);
});

Deno.test("takeActions() of nothing freezes what jumps: nothing is bought, sold or revalued", async () => {
  let denied = "";
  const engine = await played([386, 387, 388, 389, DAY, DAY + 1], {
    actions: fakeActions([]),
    alpha: (call) =>
      call.minute === minuteAt(DAY)
        ? [{ ...BUY, action: "sell" }]
        : buysAndRests(call),
  });
  assert.deepEqual(aapl(engine), {
    quantity: shares(10),
    cost: usd(1_000),
    equity: usd(10_000),
    orders: ["FILLED", "CANCELED: AAPL is frozen: its price jumped"],
  });
  for (const event of (engine.ledger as FakeLedger).events()) {
    if (event.kind === "denial") denied = `${event.rule}: ${event.message}`;
  }
  assert.match(denied, /^frozen: AAPL went from 100 to 25, and nothing/);
  assert.deepEqual(kinds(engine), ["frozen"]);
  assert.deepEqual(brokenInvariants(engine.books), []);
});

Deno.test("takeActions() that could not be answered is asked again, and explains the jump", async () => {
  let isDown = true;
  const actions = fakeActions([sampleSplit(4, 1, ON_DAY_2)], () => isDown);
  const engine = await played([386, 387, 388, DAY], { actions });
  assert.equal(actions.asked.length, 4);
  assert.deepEqual(kinds(engine), ["frozen"]);
  isDown = false;
  await runMinute(engine, minuteAt(DAY + 1));
  await runMinute(engine, minuteAt(DAY + 2));
  assert.deepEqual(kinds(engine), ["frozen", "corporate_action", "thawed"]);
  const reasons = (engine.ledger as FakeLedger).events().flatMap((event) =>
    event.kind === "thawed" ? [event.reason] : []
  );
  assert.deepEqual(reasons, ["the split 4:1 of AAPL explains its price"]);
  const { quantity, equity } = aapl(engine);
  assert.deepEqual([quantity, equity], [shares(40), usd(10_000)]);
  assert.deepEqual(
    engine.log.lines.filter(({ message }) => message.includes("plits")),
    [
      {
        level: "warning",
        message: "No splits and dividends: Cannot ask for actions: it is " +
          "down; they are asked for again, and counted then",
      },
      { level: "info", message: "Splits and dividends are known" },
    ],
  );
});

Deno.test("takeActions() asks at midnight and again when the session opens", async () => {
  const actions = fakeActions([]);
  // 00:00 in New York, then 09:30.
  const midnight = DAY - 570;
  await played([midnight, midnight + 1, DAY - 1, DAY, DAY + 1], { actions });
  assert.equal(actions.asked.length, 2);
});

Deno.test("takeActions() asks less often when it is never answered, or a jump stays unexplained", async () => {
  const day = Array.from({ length: 40 }, (_, n) => n);
  const down = fakeActions([], () => true);
  await played(day, { actions: down });
  // Each minute five times, then at the 19th and 34th.
  assert.equal(down.asked.length, 7);
  const silent = fakeActions([]);
  const jumps: FakeMarketOptions["bar"] = (_, at) =>
    at >= minuteAt(2) ? { open: 25 } : {};
  await played(day, { actions: silent, bar: jumps });
  // Before the first minute, then at the 15th and 30th.
  assert.equal(silent.asked.length, 3);
});

Deno.test("takeActions() books what belongs to days that nobody ran, in order", async () => {
  const actions = fakeActions([
    sampleDividend(0.5, { id: "later", exDate: "2013-10-10" }),
    sampleSplit(4, 1, ON_DAY_2),
    sampleDividend(1, { id: "future", exDate: "2013-10-11" }),
  ]);
  const engine = await played([386, 387, 3 * DAY], { actions });
  const { cash, dividends } = engine.books.teams.get("alpha") ?? {};
  assert.deepEqual([cash, dividends], [usd(9_020), usd(20)]);
  assert.deepEqual([...engine.books.actions.keys()], ["split", "later"]);
});

Deno.test("takeActions() refuses what came too late to be counted, says so once", async () => {
  const known: CorporateAction[] = [];
  const actions = fakeActions(known);
  const alpha: FakeStrategy = () => [{ ...BUY, quantity: 1 }];
  // A jump of another symbol makes it ask for the days since.
  const bar: FakeMarketOptions["bar"] = (symbol, at) =>
    symbol === "MSFT" && at >= minuteAt(DAY) ? { open: 25 } : {};
  const engine = await played([386, 387, DAY, DAY + 1], {
    ...{ actions, alpha, bar },
  });
  known.push(sampleDividend(1, { exDate: "2013-10-07" }));
  for (const n of [15, 30, 45]) await runMinute(engine, minuteAt(DAY + n));
  assert.equal(actions.asked.length, 5);
  assert.equal(engine.books.actions.size, 0);
  assert.deepEqual(engine.log.lines.filter(({ level }) => level === "error"), [
    {
      level: "error",
      message: "Cannot book the dividend of 1 a share of AAPL of 2013-10-07: " +
        "alpha traded AAPL on 2013-10-08, after 2013-10-07",
    },
  ]);
});

Deno.test("takeActions() asks nobody when there is no source, or no share", async () => {
  const engine = await played([0, 1], {});
  assert.deepEqual(kinds(engine), []);
  const actions = fakeActions([]);
  const coins = fakeEngine({
    market: { instruments: [instrument("BTC", "crypto")] },
    actions,
  });
  await recover(coins, startOptions(coins));
  await takeActions(coins, minuteAt(0));
  assert.deepEqual(actions.asked, []);
});

Deno.test("bookPastActions() books what was before the first team, once, and nothing else", async () => {
  const actions = fakeActions([
    sampleDividend(1, { id: "b", exDate: "2013-06-03" }),
    sampleSplit(4, 1, { id: "a", exDate: "2012-06-04" }),
    sampleSplit(4, 1, { id: "a", exDate: "2012-06-04" }),
    sampleSplit(4, 1, { id: "same", exDate: "2012-06-04" }),
    sampleDividend(2, { id: "other", exDate: "2013-06-03" }),
    sampleSplit(4, 1),
  ]);
  const engine = await played([386, 387], { actions: fakeActions([]) });
  const { signal } = new AbortController();
  const desk = { ...engine, actions };
  assert.equal(await bookPastActions(desk, "2010-01-01", signal), 2);
  assert.deepEqual([...desk.books.actions.keys()], ["a", "b"]);
  assert.equal(aapl(engine).quantity, shares(10));
  assert.deepEqual(brokenInvariants(engine.books), []);
  assert.equal(await bookPastActions(desk, "2010-01-01", signal), 0);
  assert.equal(await bookPastActions(desk, "2013-10-07", signal), 0);
  assert.deepEqual(actions.asked, [
    "AAPL,MSFT 2010-01-01..2013-10-07",
    "AAPL,MSFT 2010-01-01..2013-10-07",
  ]);
  const { actions: _none, ...without } = desk;
  assert.equal(await bookPastActions(without, "2010-01-01", signal), undefined);
});
