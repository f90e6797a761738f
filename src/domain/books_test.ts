import { strict as assert } from "node:assert";
import {
  fills,
  fold,
  openBooks,
  orders,
  price,
  shares,
  usd,
} from "../testing/events.ts";
import { DEFAULT_TERMS } from "./exchange.ts";
import {
  buyingPower,
  emptyBooks,
  equityOf,
  openOrders,
  reservedBy,
  teamOf,
} from "./books.ts";

Deno.test("emptyBooks() knows nothing, and each call is its own", () => {
  const books = emptyBooks();
  books.minutesRun = 3;
  assert.equal(emptyBooks().minutesRun, 0);
  assert.deepEqual(openOrders(emptyBooks()), []);
  assert.equal(emptyBooks().lastMinute, undefined);
});

Deno.test("teamOf() throws when the team is unknown", () => {
  assert.throws(() => teamOf(openBooks(), "nobody"), /team is known: nobody/);
});

Deno.test("reservedBy() is what is left at the worst price, fees included, and nothing for a sell", () => {
  // The terms of today are not those that the order was decided under.
  const terms = { ...DEFAULT_TERMS, equityFeeBps: 99 };
  const bought = orders({ quantity: 10, limit: 90, feeBps: 10 });
  const books = fold([
    { kind: "terms", terms },
    bought,
    fills(bought, { quantity: 4, price: 89, fee: 0.356 }),
  ], openBooks());
  const [order] = openOrders(books);
  assert.ok(order);
  // 6 × 90 = 540, and 0.1 % of it.
  assert.equal(reservedBy(order), usd(540.54));
  assert.equal(reservedBy({ ...order, side: "sell" }), 0n);
  assert.equal(reservedBy({ ...order, status: "CANCELED" }), 0n);
});

Deno.test("reservedBy() reserves no dollars for a fee that is paid in the coin", () => {
  const books = fold(
    [orders({ symbol: "BTC", quantity: 2, limit: 90 })],
    openBooks(),
  );
  assert.deepEqual(
    openOrders(books).map((order) => reservedBy(order)),
    [usd(180)],
  );
});

Deno.test("buyingPower() is cash less what open buys reserve", () => {
  const bought = orders({ quantity: 10, limit: 90 });
  const other = orders({ index: 1, quantity: 10 });
  const books = fold([bought, other], openBooks());
  // 10,000 - 10 × 90 - 10 × 103
  assert.equal(buyingPower(books, "alpha"), usd(8_070));
  fold([fills(bought, { quantity: 10, price: 80 })], books);
  assert.equal(buyingPower(books, "alpha"), usd(8_170));
});

Deno.test("equityOf() is cash and holdings at the last marks, however old they are", () => {
  const bought = orders({ quantity: 10 });
  const books = fold(
    [bought, fills(bought, { quantity: 10, price: 101 })],
    openBooks(),
  );
  assert.equal(equityOf(books, "alpha"), usd(9_990));
  books.marks.set("AAPL", { price: price(110), at: 0 });
  assert.equal(equityOf(books, "alpha"), usd(10_090));
});

Deno.test("equityOf() throws when a holding has no mark: it is never left out", () => {
  const books = openBooks();
  teamOf(books, "alpha").positions.set("GONE", {
    symbol: "GONE",
    quantity: shares(1),
    cost: usd(1),
  });
  assert.throws(() => equityOf(books, "alpha"), /has a mark: GONE/);
});
