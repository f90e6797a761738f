import { strict as assert } from "node:assert";
import {
  fills,
  fold,
  minuteAt,
  openBooks,
  opens,
  orders,
  price,
  shares,
  usd,
} from "../testing/events.ts";
import { snapshotOf } from "./snapshot.ts";

Deno.test("snapshotOf() values each holding at its last mark, by symbol", () => {
  const msft = orders({ symbol: "MSFT", quantity: 3 });
  const aapl = orders({ index: 1, quantity: 10 });
  const books = fold([
    msft,
    aapl,
    fills(msft, { quantity: 3, price: 100 }),
    fills(aapl, { quantity: 10, price: 99 }),
    opens(0, { AAPL: 110 }),
  ], openBooks());
  assert.deepEqual(snapshotOf(books, "alpha", minuteAt(0)), {
    teamId: "alpha",
    minute: minuteAt(0),
    cash: usd(8_710),
    equity: usd(10_110),
    positions: [
      {
        symbol: "AAPL",
        quantity: shares(10),
        mark: price(110),
        markAt: minuteAt(0),
        value: usd(1_100),
        averageCost: price(99),
        unrealized: usd(110),
      },
      {
        symbol: "MSFT",
        quantity: shares(3),
        mark: price(100),
        markAt: minuteAt(-1),
        value: usd(300),
        averageCost: price(100),
        unrealized: usd(0),
      },
    ],
  });
});

Deno.test("snapshotOf() rounds an average cost half away from zero", () => {
  const order = orders({ quantity: 3 });
  const books = fold([
    order,
    fills(order, { quantity: 1, price: 1 }),
    fills(order, { id: "2", quantity: 2, price: 2 }),
  ], openBooks());
  const [position] = snapshotOf(books, "alpha", minuteAt(0)).positions;
  assert.equal(position?.averageCost, price(1.666666667));
});

Deno.test("snapshotOf() throws when a holding has no mark: it is worth something", () => {
  const order = orders({ quantity: 3 });
  const books = fold([order, fills(order, { quantity: 1 })], openBooks());
  books.marks.delete("AAPL");
  assert.throws(() => snapshotOf(books, "alpha", 0), /has a mark: AAPL/);
});
