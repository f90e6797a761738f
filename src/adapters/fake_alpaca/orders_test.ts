import { strict as assert } from "node:assert";
import { hasEnded, OrderBook, remainingOf, signedQuantity } from "./orders.ts";
import { floorAt, units } from "./trading_fixture_test.ts";

async function sampleOrder() {
  const { exchange, order } = floorAt();
  await order({ qty: "10" });
  const [found] = exchange.desk.orders.all;
  assert.ok(found);
  return found;
}

Deno.test("OrderBook never takes an order back from its end", async () => {
  const order = await sampleOrder();
  const book = new OrderBook();
  book.add(order);
  assert.deepEqual(book.openOf("AAPL"), [order]);
  assert.deepEqual(book.openOf("MSFT"), []);
  assert.equal(book.move(order, "filled", 7n), true);
  assert.deepEqual([order.status, order.filledAt, order.updatedAt], [
    "filled",
    7n,
    7n,
  ]);
  for (const status of ["new", "canceled", "expired"] as const) {
    assert.equal(book.move(order, status, 8n), false);
  }
  assert.deepEqual([order.status, order.updatedAt], ["filled", 7n]);
  assert.ok(hasEnded(order));
  assert.deepEqual([book.open, book.all], [[], [order]]);
  assert.equal(book.byClientId(order.clientOrderId), order);
  book.clear();
  assert.equal(book.get(order.id), undefined);
});

Deno.test("remainingOf() is what executions have left", async () => {
  const order = await sampleOrder();
  const execution = {
    ...{ id: "e", orderId: order.id, symbol: "AAPL", at: 0n },
    ...{ quantity: units(4), price: units(1), fee: 0n, feeQuantity: 0n },
  };
  assert.equal(remainingOf(order, []), units(10));
  assert.equal(remainingOf(order, [execution]), units(6));
  assert.equal(signedQuantity(order, units(4)), units(4));
  assert.equal(signedQuantity({ ...order, side: "sell" }, units(4)), units(-4));
});
