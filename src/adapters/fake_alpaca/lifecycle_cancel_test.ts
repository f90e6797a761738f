import { strict as assert } from "node:assert";
import type { FaultSpec } from "./faults.ts";
import { type Floor, floorAt } from "./trading_fixture_test.ts";

const limit = (price: string) => ({ type: "limit", limit_price: price });

async function look(floor: Floor, id: string) {
  return (await floor.send("GET", `/v2/orders/${id}`)).body;
}

/** Places an order for ten shares of AAPL at 100 on a floor with a fault. */
async function place(
  fault: FaultSpec | undefined,
  body: Record<string, unknown> = {},
) {
  const floor = floorAt();
  if (fault) floor.world.faults.set(fault);
  const answer = await floor.order({ qty: "10", ...limit("100"), ...body });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return { floor, id: answer.body.id as string };
}

Deno.test("cancel() is 204 first and canceled later", async () => {
  const { floor, id } = await place(undefined, limit("90"));
  floor.wait(1_000);
  assert.equal((await floor.send("DELETE", `/v2/orders/${id}`)).status, 204);
  assert.equal((await look(floor, id)).status, "pending_cancel");
  floor.wait(1_000);
  const after = await look(floor, id);
  assert.equal(after.status, "canceled");
  assert.ok(after.canceled_at);
  const again = await floor.send("DELETE", `/v2/orders/${id}`);
  assert.deepEqual([again.status, again.body], [422, {
    code: 42210000,
    message: "order is not cancelable",
  }]);
});

Deno.test("cancel() loses the race against a fill that is on its way", async () => {
  const { floor, id } = await place(
    { name: "fill_none", count: 1 },
    limit("90"),
  );
  const marketable = await floor.order({ symbol: "MSFT" });
  // Whatever the seed makes of it: never both, and what was filled stays filled.
  await floor.send("DELETE", `/v2/orders/${marketable.body.id}`);
  floor.wait(2_000);
  const after = await look(floor, marketable.body.id);
  assert.equal(
    after.filled_qty,
    after.status === "filled" ? "1" : "0",
  );
  assert.ok(["filled", "canceled"].includes(after.status));
  assert.equal((await look(floor, id)).status, "new");
});

Deno.test("cancel_then_fill fills after 204, cancel_rejected goes on, cancel_refused is 422", async () => {
  const filled = await place({ name: "cancel_then_fill" }, limit("90"));
  await filled.floor.send("DELETE", `/v2/orders/${filled.id}`);
  filled.floor.wait(1_000);
  const after = await look(filled.floor, filled.id);
  assert.deepEqual([after.status, after.filled_avg_price], ["filled", "90"]);

  const rejected = await place(
    { name: "cancel_rejected", count: 1 },
    limit("90"),
  );
  rejected.floor.wait(1_000);
  await rejected.floor.send("DELETE", `/v2/orders/${rejected.id}`);
  rejected.floor.wait(1_000);
  assert.equal((await look(rejected.floor, rejected.id)).status, "new");
  assert.equal(rejected.floor.events().at(-1), "order_cancel_rejected");
  rejected.floor.prices.set("AAPL", 80);
  rejected.floor.wait(10_000);
  assert.equal((await look(rejected.floor, rejected.id)).status, "filled");

  const refused = await place({ name: "cancel_refused" }, limit("90"));
  const answer = await refused.floor.send("DELETE", `/v2/orders/${refused.id}`);
  assert.equal(answer.status, 422);
  assert.notEqual((await look(refused.floor, refused.id)).status, "canceled");
});

Deno.test("an order whose cancel is rejected before it is on the book gets there", async () => {
  const { floor, id } = await place({ name: "cancel_rejected", count: 1 });
  await floor.send("DELETE", `/v2/orders/${id}`);
  floor.wait(2_000);
  assert.equal((await look(floor, id)).status, "filled");
});
