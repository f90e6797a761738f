import { strict as assert } from "node:assert";
import { MINUTE_MS } from "../../domain/bar.ts";
import { DEFAULT_TERMS } from "../../domain/exchange.ts";
import { brokerCases } from "../../testing/broker_suite.ts";
import { SAMPLE_MINUTE, sampleOrder } from "../../testing/orders.ts";
import { simulatedBroker } from "./broker.ts";

const make = () => simulatedBroker({ terms: DEFAULT_TERMS, seed: 7 });

for (const { name, run } of brokerCases) {
  Deno.test(`simulatedBroker() ${name}`, () => run({ broker: make() }));
}

Deno.test("submit() takes an order at the end of its minute", async () => {
  for (const status of ["SUBMITTING", "UNKNOWN"] as const) {
    const order = sampleOrder({ status });
    assert.deepEqual(await make().submit([order]), [{
      orderId: order.id,
      fills: [],
      status: "ACCEPTED",
      at: SAMPLE_MINUTE + MINUTE_MS,
    }]);
  }
});

Deno.test("submit() says nothing new when the order was taken before", async () => {
  for (const status of ["ACCEPTED", "PENDING_CANCEL", "CANCELED"] as const) {
    const [report] = await make().submit([sampleOrder({ status })]);
    assert.equal(report?.status, undefined);
  }
});

Deno.test("cancel() leaves the order to settle(), from when it was asked for", async () => {
  const cancelAt = SAMPLE_MINUTE + 90_000;
  const order = sampleOrder({ cancelAt });
  assert.deepEqual(await make().cancel([order]), [{
    orderId: order.id,
    fills: [],
    status: "PENDING_CANCEL",
    at: cancelAt,
  }]);
});

Deno.test("cancel() says nothing new when a cancel is under way, or the order has ended", async () => {
  for (const status of ["PENDING_CANCEL", "FILLED", "EXPIRED"] as const) {
    const [report] = await make().cancel([sampleOrder({ status })]);
    assert.equal(report?.status, undefined);
  }
});
