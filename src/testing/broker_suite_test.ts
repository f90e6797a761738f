import { strict as assert } from "node:assert";
import type { Fill } from "../domain/fill.ts";
import type { Money, Price, Quantity } from "../domain/decimal.ts";
import { fromNumber } from "../domain/decimal.ts";
import type { Order } from "../domain/order.ts";
import type { Broker } from "../ports/broker.ts";
import { brokerCases } from "./broker_suite.ts";

Deno.test("brokerCases refuse a broker that fills at once what the market does not reach", async () => {
  const failed = await failures(() => fakeBroker({}));
  assert.deepEqual(failed, [
    "settle() keeps a limit buy at 80 open when the market is at 100",
    "cancel() ends an order that is not filled, and it stays ended",
  ]);
});

Deno.test("brokerCases refuse a broker that books nothing", async () => {
  const failed = await failures(() => fakeBroker({ fills: false }));
  assert.equal(failed.length, 5, failed.join("; "));
});

Deno.test("brokerCases refuse a broker that fills worse than the limit", async () => {
  const failed = await failures(() => fakeBroker({ buyAt: 101 }));
  assert.ok(
    failed.includes("settle() fills limits at their price or a better one"),
  );
});

Deno.test("brokerCases refuse a broker that names executions anew", async () => {
  let count = 0;
  const failed = await failures(() => fakeBroker({ id: () => `${count++}` }));
  assert.ok(
    failed.includes(
      "settle() fills nothing twice when a minute is settled again",
    ),
  );
});

/** Names the cases that a broker fails. */
async function failures(make: () => Broker): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of brokerCases) {
    await run({ broker: make() }).catch(() => failed.push(name));
  }
  return failed;
}

/** A broker that fills everything on the first bar, and lies as it is told. */
function fakeBroker(
  { fills = true, buyAt = 99, id = (order) => `fill of ${order.id}` }: {
    fills?: boolean;
    buyAt?: number;
    id?: (order: Order) => string;
  },
): Broker {
  const fill = (order: Order, at: number): Fill => ({
    id: id(order),
    orderId: order.id,
    teamId: order.teamId,
    symbol: order.symbol,
    quantity:
      (order.side === "buy" ? order.quantity : -order.quantity) as Quantity,
    price: fromNumber<Price>(order.side === "buy" ? buyAt : 101),
    fee: 0n as Money,
    feeQuantity: 0n as Quantity,
    at,
  });
  return {
    submit: (orders) =>
      Promise.resolve(orders.map(({ id, status, minute: at }) => ({
        orderId: id,
        fills: [],
        at,
        ...(status === "SUBMITTING" && { status: "ACCEPTED" }),
      }))),
    cancel: (orders) =>
      Promise.resolve(orders.map(({ id, minute: at }) => ({
        orderId: id,
        fills: [],
        at,
      }))),
    settle: ({ orders, upTo }) =>
      Promise.resolve(orders.map((order) => ({
        orderId: order.id,
        fills: fills ? [fill(order, upTo)] : [],
        at: upTo,
      }))),
  };
}
