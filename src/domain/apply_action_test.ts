import { strict as assert } from "node:assert";
import { sampleDividend, sampleSplit } from "../testing/actions.ts";
import {
  fills,
  fold,
  joins,
  marks,
  minuteAt,
  openBooks,
  opens,
  orders,
  price,
  shares,
  usd,
  values,
} from "../testing/events.ts";
import { actionFault, applyAction, markToday } from "./apply_action.ts";
import { equityOf, teamOf } from "./books.ts";
import type { CorporateAction } from "./corporate_action.ts";
import type { Quantity } from "./decimal.ts";
import { brokenInvariants } from "./invariants.ts";
import {
  apply,
  held,
  holding,
  NEXT,
  NEXT_DAY,
  NEXT_DAY_ON,
} from "./apply_action_fixture_test.ts";

Deno.test("applyAction() of a 4:1 split moves quantity and mark, and leaves what was paid", () => {
  const books = apply(holding(10), sampleSplit(4, 1, NEXT_DAY_ON));
  assert.deepEqual(held(books), {
    quantity: shares(40),
    cost: usd(1_000),
    cash: usd(9_000),
    realized: 0n,
  });
  assert.equal(books.marks.get("AAPL")?.price, price(25));
  assert.equal(equityOf(books, "alpha"), usd(10_000));
});

Deno.test("applyAction() of a reverse split rounds half a unit away from zero", () => {
  const tenth = sampleSplit(1, 10, NEXT_DAY_ON);
  assert.equal(held(apply(holding(10), tenth)).quantity, shares(1));
  assert.equal(held(apply(holding(15e-9), tenth)).quantity, 2n as Quantity);
  const third = sampleSplit(1, 3, NEXT_DAY_ON);
  const books = apply(holding(10), third);
  assert.equal(held(books).quantity, shares(3.333333333));
  assert.equal(books.marks.get("AAPL")?.price, price(300));
});

Deno.test("applyAction() loses what is rounded to nothing, with what it cost", () => {
  const books = holding(4e-9);
  const { cost } = held(books);
  assert.equal(cost, usd(4e-7));
  apply(books, sampleSplit(1, 10, NEXT_DAY_ON));
  assert.deepEqual(held(books), {
    quantity: undefined,
    cost: undefined,
    cash: usd(10_000 - 4e-7),
    realized: usd(-4e-7),
  });
});

Deno.test("applyAction() of a dividend pays who holds it, which is a return and no flow", () => {
  const books = apply(holding(10), sampleDividend(0.25, NEXT_DAY_ON));
  const { cash, deposits, dividends, performance } = teamOf(books, "alpha");
  assert.deepEqual(
    [cash, deposits, dividends],
    [usd(9_002.5), usd(10_000), usd(2.5)],
  );
  assert.deepEqual(performance.flow, 0n);
  const opened = { ...opens(1440), after: minuteAt(0) };
  fold([opened, values(1440, { alpha: 10_002.5 })], books);
  assert.equal(performance.index, 1.00025);
});

Deno.test("applyAction() remembers a dividend and pays nothing at a real broker", () => {
  const books = holding(10, "alpaca");
  apply(books, sampleDividend(0.25, NEXT_DAY_ON));
  assert.equal(teamOf(books, "alpha").cash, usd(9_000));
  assert.ok(books.actions.has("dividend"));
  apply(books, sampleSplit(2, 1, NEXT_DAY_ON));
  assert.equal(held(books).quantity, shares(20));
});

Deno.test("applyAction() that is known late moves what was held when its day began", () => {
  const late = (side: "buy" | "sell", quantity: number) => {
    const order = orders({ minute: NEXT, index: 1, quantity, side, mark: 25 });
    const opened = { ...opens(1440, { AAPL: 25 }), after: minuteAt(0) };
    const books = fold([
      opened,
      order,
      fills(order, { quantity, price: 25 }),
      { kind: "skipped", minute: NEXT, reason: "test" },
    ], holding(10));
    applyAction(books, sampleSplit(4, 1, NEXT_DAY_ON), NEXT);
    applyAction(books, sampleDividend(0.5, NEXT_DAY_ON), NEXT);
    assert.deepEqual(brokenInvariants(books), []);
    // The day's own price is in new shares already.
    assert.equal(books.marks.get("AAPL")?.price, price(25));
    const { dividends, positions } = teamOf(books, "alpha");
    return [positions.get("AAPL")?.quantity, dividends];
  };
  // 40 shares had the right to the dividend, whatever was traded since.
  assert.deepEqual(late("buy", 4), [shares(44), usd(20)]);
  assert.deepEqual(late("sell", 4), [shares(36), usd(20)]);
  assert.deepEqual(late("sell", 10), [shares(30), usd(20)]);
});

Deno.test("actionFault() knows an action by symbol, day and type, whatever its id", () => {
  const books = apply(holding(10), sampleSplit(4, 1, NEXT_DAY_ON));
  const again = { ...NEXT_DAY_ON, id: "other" };
  assert.equal(
    actionFault(books, sampleSplit(2, 1, again)),
    'it is booked already, as the split 4:1 of AAPL, "split"',
  );
  assert.equal(actionFault(books, sampleDividend(1, again)), undefined);
});

Deno.test("applyAction() books an action once, between minutes, when its day has come", () => {
  const books = apply(holding(10), sampleSplit(4, 1, NEXT_DAY_ON));
  const before = structuredClone(books);
  const again = sampleSplit(4, 1, NEXT_DAY_ON);
  assert.throws(() => applyAction(books, again, NEXT), /it is booked already/);
  const early = sampleDividend(1, { exDate: "2013-10-09" });
  assert.throws(() => applyAction(books, early, NEXT), /day has come/);
  assert.deepEqual(books, before);
  fold([{ ...opens(1440), after: minuteAt(0) }], books);
  const other = sampleDividend(1, NEXT_DAY_ON);
  assert.throws(() => applyAction(books, other, NEXT), /between minutes/);
});

Deno.test("applyAction() moves the books of teams that have left as well", () => {
  const books = holding(10);
  const minute = minuteAt(1);
  fold([{ kind: "team_removed", teamId: "alpha", minute }], books);
  apply(books, sampleSplit(4, 1, NEXT_DAY_ON));
  assert.equal(held(books).quantity, shares(40));
});

Deno.test("actionFault() says what can no longer be known, and what makes no sense", () => {
  const books = holding(10);
  const fault = (action: CorporateAction) => actionFault(books, action);
  assert.equal(fault(sampleDividend(1, NEXT_DAY_ON)), undefined);
  const { traded } = teamOf(books, "alpha");
  const bought = traded.get("AAPL");
  assert.ok(bought);
  traded.set("AAPL", { ...bought, date: NEXT_DAY });
  assert.match(
    fault(sampleDividend(1)) ?? "",
    /^alpha traded AAPL on 2013-10-08, after 2013-10-07$/,
  );
  assert.equal(fault(sampleDividend(1, { symbol: "MSFT" })), undefined);
  traded.set("AAPL", bought);
  for (const wrong of [sampleDividend(0), sampleSplit(0, 1)]) {
    assert.match(fault(wrong) ?? "", /above 0/);
  }
  apply(books, sampleSplit(4, 1, NEXT_DAY_ON));
  assert.match(
    fault(sampleDividend(1)) ?? "",
    /the split "split" of 2013-10-08 came after it/,
  );
  assert.equal(fault(sampleDividend(1, NEXT_DAY_ON)), undefined);
});

Deno.test("applyAction() of days before the first team moves nobody, in any order", () => {
  const books = holding(10);
  const before = held(books);
  const old = { exDate: "2013-10-04" };
  apply(books, sampleSplit(4, 1, { ...NEXT_DAY_ON, id: "new" }));
  apply(books, sampleSplit(2, 1, { exDate: "2013-10-03" }));
  fold(joins("beta"), books);
  assert.equal(actionFault(openBooks(), sampleDividend(1, old)), undefined);
  apply(books, sampleDividend(1, old));
  assert.deepEqual(held(books), { ...before, quantity: shares(40) });
  assert.equal(books.marks.get("AAPL")?.price, price(25));
  assert.equal(books.actions.size, 3);
});

Deno.test("markToday() divides a price of before a split that is booked", () => {
  const books = apply(holding(10), sampleSplit(4, 1, NEXT_DAY_ON));
  const { AAPL: before } = marks({ AAPL: 100 }, minuteAt(0));
  const { AAPL: after } = marks({ AAPL: 26 }, NEXT);
  assert.ok(before && after);
  assert.deepEqual(markToday(books, "AAPL", before), {
    price: price(25),
    at: minuteAt(0),
  });
  assert.equal(markToday(books, "AAPL", after), after);
  assert.equal(markToday(books, "MSFT", before), before);
  // A dividend is per share of its day: after the split.
  apply(books, sampleDividend(5, NEXT_DAY_ON));
  assert.equal(markToday(books, "AAPL", before).price, price(20));
});
