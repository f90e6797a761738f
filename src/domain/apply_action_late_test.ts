import { strict as assert } from "node:assert";
import { sampleDividend, sampleSplit } from "../testing/actions.ts";
import {
  fills,
  fold,
  minuteAt,
  opens,
  orders,
  price,
  usd,
  values,
} from "../testing/events.ts";
import { actionFault, applyAction } from "./apply_action.ts";
import { type Books, equityOf, teamOf } from "./books.ts";
import { brokenInvariants } from "./invariants.ts";
import {
  apply,
  held,
  holding,
  NEXT,
  NEXT_DAY_ON,
} from "./apply_action_fixture_test.ts";

/** Books of the next day's first minute, valued before the action was known. */
function lateHolding(price: number, quantity = 10): Books {
  const opened = { ...opens(1440, { AAPL: price }), after: minuteAt(0) };
  const worth = 10_000 - quantity * 100 + quantity * price;
  return fold([
    opened,
    values(1440, { alpha: worth }),
    { kind: "closed", minute: NEXT },
  ], holding(quantity));
}

Deno.test("applyAction() that is known late is neither won nor lost on the day", () => {
  // 10 shares at 25 instead of 100: it looked like a loss of 750.
  const books = lateHolding(25);
  assert.equal(teamOf(books, "alpha").day.startEquity, usd(9_250));
  applyAction(books, sampleSplit(4, 1, NEXT_DAY_ON), NEXT);
  assert.equal(teamOf(books, "alpha").day.startEquity, usd(10_000));
  assert.equal(equityOf(books, "alpha"), usd(10_000));
  const paid = lateHolding(99);
  applyAction(paid, sampleDividend(1, NEXT_DAY_ON), NEXT);
  assert.equal(teamOf(paid, "alpha").day.startEquity, usd(10_000));
  // In time, the day has not begun: nothing is put right.
  const inTime = apply(holding(10), sampleDividend(1, NEXT_DAY_ON));
  assert.equal(teamOf(inTime, "alpha").day.startEquity, usd(10_000));
});

Deno.test("actionFault() refuses a split after which less than nothing would be held", () => {
  const order = orders({
    ...{ minute: NEXT, index: 1, quantity: 8, side: "sell", mark: 200 },
  });
  const books = fold([
    { ...opens(1440, { AAPL: 200 }), after: minuteAt(0) },
    order,
    fills(order, { quantity: 8, price: 200 }),
    { kind: "skipped", minute: NEXT, reason: "test" },
  ], holding(10));
  // 8 of 10 old shares were sold: of 5 new ones.
  const split = sampleSplit(1, 2, NEXT_DAY_ON);
  assert.match(actionFault(books, split) ?? "", /^alpha has sold more of it/);
  const before = structuredClone(books);
  assert.throws(() => applyAction(books, split, NEXT), /has sold more/);
  assert.deepEqual(books, before);
  const enough = sampleSplit(8, 10, NEXT_DAY_ON);
  assert.equal(actionFault(books, enough), undefined);
  applyAction(books, enough, NEXT);
  assert.equal(held(books).quantity, undefined);
});

Deno.test("applyAction() of a dividend takes it off a price of before, to one tick at least", () => {
  const books = apply(holding(10), sampleDividend(60, NEXT_DAY_ON));
  assert.equal(books.marks.get("AAPL")?.price, price(40));
  assert.equal(equityOf(books, "alpha"), usd(10_000));
  const msft = { ...NEXT_DAY_ON, id: "msft", symbol: "MSFT" };
  const more = sampleDividend(120, msft);
  assert.equal(apply(books, more).marks.get("MSFT")?.price, 1n);
  const late = lateHolding(40);
  applyAction(late, sampleDividend(60, NEXT_DAY_ON), NEXT);
  assert.equal(late.marks.get("AAPL")?.price, price(40));
});

Deno.test("payLate() takes a dividend from who sold before its day, and pays who bought then", () => {
  const paid = (side: "buy" | "sell", at: number, broker?: string) => {
    const books = holding(10, broker);
    const order = orders({ minute: minuteAt(1), index: 1, quantity: 4, side });
    fold([order], books);
    applyAction(books, sampleDividend(0.5, NEXT_DAY_ON), NEXT);
    const opened = { ...opens(1440), after: minuteAt(0) };
    fold([opened, { ...fills(order, { quantity: 4 }), at }], books);
    assert.deepEqual(brokenInvariants(books), []);
    return teamOf(books, "alpha").dividends;
  };
  assert.equal(paid("sell", minuteAt(2)), usd(3));
  assert.equal(paid("buy", minuteAt(2)), usd(7));
  // On the day itself it changes nothing.
  assert.equal(paid("sell", NEXT), usd(5));
  assert.equal(paid("sell", minuteAt(2), "alpaca"), 0n);
});

Deno.test("applyAction() moves the price that froze a symbol, when that is from before", () => {
  const frozen = {
    ...{ kind: "frozen", symbol: "AAPL", mark: price(100) } as const,
    price: price(300),
  };
  const books = fold([{ ...frozen, minute: minuteAt(1) }], holding(10));
  apply(books, sampleSplit(4, 1, NEXT_DAY_ON));
  assert.equal(books.frozen.get("AAPL")?.price, price(75));
  const same = fold([{ ...frozen, minute: NEXT }], holding(10));
  apply(same, sampleSplit(4, 1, NEXT_DAY_ON));
  assert.equal(same.frozen.get("AAPL")?.price, price(300));
});
