import { strict as assert } from "node:assert";
import type { CorporateAction } from "../domain/corporate_action.ts";
import { instrument } from "../domain/instrument.ts";
import { brokenInvariants } from "../domain/invariants.ts";
import { sampleDividend, sampleSplit } from "../testing/actions.ts";
import { minuteAt, shares, usd } from "../testing/events.ts";
import { fakeActions } from "../testing/fake_actions.ts";
import type { FakeLedger } from "../testing/fake_ledger.ts";
import type { FakeMarketOptions } from "../testing/fake_market_data.ts";
import type { FakeStrategy } from "../testing/fake_strategies.ts";
import { acceptPrice } from "./accept_price.ts";
import {
  aapl,
  BUY,
  DAY,
  kinds,
  ON_DAY_2,
  played,
} from "./actions_fixture_test.ts";
import { takeActions } from "./actions.ts";
import { record } from "./engine.ts";
import { runMinute } from "./minute.ts";

Deno.test("takeActions() books an action once, whatever its id, and says when two differ", async () => {
  const known = [
    sampleSplit(4, 1, { ...ON_DAY_2, id: "a" }),
    sampleSplit(4, 1, { ...ON_DAY_2, id: "b" }),
    sampleDividend(1, { ...ON_DAY_2, id: "c", symbol: "MSFT" }),
    sampleDividend(2, { ...ON_DAY_2, id: "d", symbol: "MSFT" }),
  ];
  const engine = await played([386, 387, DAY, DAY + 1, 2 * DAY], {
    actions: fakeActions(known),
  });
  assert.deepEqual([...engine.books.actions.keys()], ["a", "c"]);
  assert.equal(aapl(engine).quantity, shares(40));
  assert.equal(engine.books.frozen.size, 0);
  const errors = engine.log.lines.filter(({ level }) => level === "error");
  assert.deepEqual(errors.map(({ message }) => message), [
    "Cannot book the dividend of 2 a share of MSFT of 2013-10-08: it is " +
    'booked already, as the dividend of 1 a share of MSFT, "c"',
  ]);
  // Also by another source, after a new start.
  delete engine.actionsAsked;
  const other = fakeActions([sampleSplit(4, 1, { ...ON_DAY_2, id: "e" })]);
  await takeActions({ ...engine, actions: other }, minuteAt(2 * DAY + 1));
  assert.equal(other.asked.length, 1);
  assert.equal(aapl(engine).quantity, shares(40));
});

Deno.test("takeActions() asks back to days that were asked for before, after a new start as well", async () => {
  const known: CorporateAction[] = [];
  const engine = await played([386, 387, DAY, 2 * DAY], {
    ...{ actions: fakeActions(known), bar: () => ({}) },
  });
  known.push(sampleDividend(1, ON_DAY_2));
  delete engine.actionsAsked;
  await runMinute(engine, minuteAt(2 * DAY + 1));
  assert.equal(engine.books.teams.get("alpha")?.dividends, usd(10));
  // A server that has been away for long asks from its last bar on.
  delete engine.actionsAsked;
  const source = fakeActions([]);
  await takeActions({ ...engine, actions: source }, minuteAt(30 * DAY));
  assert.deepEqual(source.asked, ["AAPL,MSFT 2013-10-09..2013-11-06"]);
});

Deno.test("takeActions() freezes what is held and came out wrong, until an operator has looked", async () => {
  const known: CorporateAction[] = [];
  const actions = fakeActions(known);
  const alpha: FakeStrategy = () => [{ ...BUY, quantity: 1 }];
  const engine = await played([386, 387, DAY, DAY + 1], {
    ...{ actions, alpha, bar: () => ({}) },
  });
  const late = sampleSplit(3, 2, { exDate: "2013-10-07", id: "late" });
  known.push(late, sampleSplit(3, 2, { ...late, id: "m", symbol: "MSFT" }));
  const before = aapl(engine);
  delete engine.actionsAsked;
  await runMinute(engine, minuteAt(DAY + 2));
  assert.deepEqual(kinds(engine), ["frozen", "corporate_action"]);
  // What was open is cancelled, not filled.
  assert.equal(aapl(engine).quantity, before.quantity);
  const { reason = "" } = engine.books.frozen.get("AAPL") ?? {};
  assert.equal(
    reason,
    "the split 3:2 of AAPL of 2013-10-07 came too late to be booked",
  );
  // No price thaws it; orders are denied for that reason.
  await runMinute(engine, minuteAt(DAY + 3));
  const denial = (engine.ledger as FakeLedger).events().findLast(({ kind }) =>
    kind === "denial"
  );
  assert.ok(denial?.kind === "denial" && denial.rule === "frozen");
  assert.ok(denial.message.startsWith(reason), denial.message);
  assert.equal(acceptPrice(engine, "AAPL"), undefined);
  delete engine.actionsAsked;
  await runMinute(engine, minuteAt(DAY + 4));
  assert.deepEqual([...engine.books.frozen.keys()], []);
  assert.deepEqual(brokenInvariants(engine.books), []);
  assert.deepEqual([...engine.actionsAsked!.refused.keys()], ["late"]);
});

Deno.test("takeActions() refuses a reverse split that comes too late for what was sold", async () => {
  let isDown = true;
  const split = sampleSplit(1, 2, ON_DAY_2);
  const actions = fakeActions([split], () => isDown);
  const alpha: FakeStrategy = ({ minute }) =>
    minute === minuteAt(386)
      ? [BUY]
      : minute === minuteAt(DAY)
      ? [{ ...BUY, action: "sell", quantity: 8 }]
      : [];
  const bar: FakeMarketOptions["bar"] = (symbol, at) =>
    symbol === "AAPL" && at >= minuteAt(DAY) ? { open: 199 } : {};
  const engine = await played([386, 387, DAY, DAY + 1], {
    ...{ actions, alpha, bar },
  });
  isDown = false;
  await runMinute(engine, minuteAt(DAY + 2));
  assert.equal(aapl(engine).quantity, shares(2));
  assert.deepEqual(kinds(engine), ["frozen"]);
  assert.deepEqual(brokenInvariants(engine.books), []);
});

Deno.test("takeActions() asks for what is held and has left the universe, not for coins", async () => {
  const split = sampleSplit(4, 1, ON_DAY_2);
  const actions = fakeActions([split]);
  const engine = await played([386, 387, 388], { actions });
  const instruments = [instrument("TSLA", "equity")];
  record(engine, { events: [{ kind: "universe", instruments }] });
  await takeActions(engine, minuteAt(DAY));
  assert.equal(actions.asked.at(-1), "TSLA,AAPL 2013-09-28..2013-10-08");
  assert.equal(aapl(engine).quantity, shares(40));
  assert.deepEqual(brokenInvariants(engine.books), []);
});

Deno.test("takeActions() takes up an answer that came after its minute, and asks no more", async () => {
  const actions = fakeActions([]);
  const engine = await played([], { actions });
  const pending = Promise.resolve({
    ...{ symbols: ["AAPL"], from: "2013-10-01", upTo: "2013-10-07" },
    found: [
      sampleSplit(4, 1),
      sampleDividend(1, { symbol: "MSFT" }),
      sampleDividend(1, { id: "old", exDate: "2013-09-30" }),
    ],
  });
  const at = minuteAt(0);
  engine.actionsAsked = { at, failures: 0, refused: new Map(), pending };
  await takeActions(engine, minuteAt(1));
  await takeActions(engine, minuteAt(2));
  // What it was asked for, and nothing else.
  assert.deepEqual([...engine.books.actions.keys()], ["split"]);
  assert.deepEqual(actions.asked, []);
  assert.equal(engine.actionsAsked.pending, undefined);
});
