// deno-lint-ignore-file camelcase -- the API's own names
import { strict as assert } from "node:assert";
import { type Floor, floorAt, units } from "./trading_fixture_test.ts";

const limit = (price: string) => ({ type: "limit", limit_price: price });
const UNIQUE = { code: 40010001, message: "client_order_id must be unique" };

/** Buys ten shares of AAPL at 100; returns the order's id. */
async function bought(floor: Floor): Promise<string> {
  const { body } = await floor.order({
    ...{ qty: "10", client_order_id: "first", ...limit("100") },
  });
  floor.wait(1_000);
  return body.id;
}

Deno.test("submit() refuses a client order id for ever, also after a cancel", async () => {
  const floor = floorAt();
  const body = { client_order_id: "mine", ...limit("90") };
  const { body: first } = await floor.order(body);
  const second = await floor.order(body);
  assert.deepEqual([second.status, second.body], [422, UNIQUE]);
  await floor.send("DELETE", `/v2/orders/${first.id}`);
  floor.wait(1_000);
  const third = await floor.order({ ...body, symbol: "MSFT" });
  assert.deepEqual([third.status, third.body], [422, UNIQUE]);
  // Nothing else that has become wrong in the meantime hides it.
  floor.world.faults.set({ name: "asset_inactive" });
  assert.deepEqual((await floor.order(body)).body, UNIQUE);
});

Deno.test("submit() leaves the id of an order that it refused free", async () => {
  const floor = floorAt();
  const body = { client_order_id: "mine" };
  assert.equal((await floor.order({ ...body, qty: "1000000" })).status, 403);
  assert.equal((await floor.order(body)).status, 200);
});

Deno.test("lookup_late hides an order from its client's id for a while", async () => {
  const floor = floorAt();
  floor.world.faults.set({ name: "lookup_late", value: 3_000 });
  const path = "/v2/orders:by_client_order_id?client_order_id=mine";
  const { body } = await floor.order({ client_order_id: "mine" });
  const missing = await floor.send("GET", path);
  assert.deepEqual([missing.status, missing.body.code], [404, 40410000]);
  assert.equal((await floor.send("GET", `/v2/orders/${body.id}`)).status, 200);
  floor.wait(2_999);
  assert.equal((await floor.send("GET", path)).status, 404);
  floor.wait(1);
  assert.equal((await floor.send("GET", path)).body.id, body.id);
});

Deno.test("replace() makes a new order in the place of the old one", async () => {
  const floor = floorAt();
  const { body: old } = await floor.order({ qty: "10", ...limit("90") });
  const early = await floor.send("PATCH", `/v2/orders/${old.id}`, {
    limit_price: "91",
  });
  assert.equal(early.status, 422);
  floor.wait(1_000);
  const answer = await floor.send("PATCH", `/v2/orders/${old.id}`, {
    ...{ limit_price: "91", qty: "12", client_order_id: "changed" },
  });
  assert.equal(answer.status, 200);
  const by = answer.body;
  assert.notEqual(by.id, old.id);
  assert.deepEqual([by.replaces, by.qty, by.limit_price, by.client_order_id], [
    old.id,
    "12",
    "91",
    "changed",
  ]);
  // Until it has replaced the old one, what is held is held once.
  const power = async () =>
    (await floor.send("GET", "/v2/account")).body.buying_power;
  assert.equal(await power(), "199100");
  floor.wait(1_000);
  assert.equal(await power(), "198908");
  const after = await floor.send("GET", `/v2/orders/${old.id}`);
  assert.deepEqual([after.body.status, after.body.replaced_by], [
    "replaced",
    by.id,
  ]);
  assert.ok(floor.events().includes("replaced"));
  floor.prices.set("AAPL", 80);
  floor.wait(10_000);
  const ledger = floor.exchange.desk.ledger.book.holdings.get("AAPL");
  assert.equal(ledger?.quantity, units(12));
});

Deno.test("replace() takes whole shares and other times in force, of what may be replaced", async () => {
  const floor = floorAt();
  const { body: old } = await floor.order({ qty: "10", ...limit("90") });
  const { body: dollars } = await floor.order({
    ...{ symbol: "MSFT", qty: undefined, notional: "10" },
  });
  floor.world.faults.set({ name: "fill_none" });
  floor.wait(300);
  const patch = (id: string, body: unknown) =>
    floor.send("PATCH", `/v2/orders/${id}`, body);
  assert.equal((await patch(old.id, { qty: "1.5" })).status, 422);
  assert.equal((await patch(old.id, { qty: "1000000" })).status, 403);
  assert.equal((await patch(old.id, { time_in_force: "x" })).status, 422);
  assert.equal((await patch(dollars.id, { qty: "5" })).status, 422);
  const { body: by } = await patch(old.id, { time_in_force: "gtc" });
  assert.deepEqual([by.time_in_force, by.qty], ["gtc", "10"]);
  // One that is being replaced can be neither replaced nor cancelled.
  assert.equal((await patch(old.id, { qty: "5" })).status, 422);
  const cancel = await floor.send("DELETE", `/v2/orders/${old.id}`);
  assert.equal(cancel.status, 422);
});

Deno.test("replace() holds shares once", async () => {
  const floor = floorAt();
  await bought(floor);
  const { body: old } = await floor.order({
    ...{ side: "sell", qty: "4", ...limit("120") },
  });
  floor.wait(1_000);
  const free = async () =>
    (await floor.send("GET", "/v2/positions/AAPL")).body.qty_available;
  assert.equal(await free(), "6");
  await floor.send("PATCH", `/v2/orders/${old.id}`, { qty: "7" });
  assert.equal(await free(), "6");
  floor.wait(1_000);
  assert.equal(await free(), "3");
});

Deno.test("replace() is refused when the old order ends first", async () => {
  const floor = floorAt();
  const { body: old } = await floor.order({ qty: "10", ...limit("90") });
  floor.wait(1_000);
  const { body: by } = await floor.send("PATCH", `/v2/orders/${old.id}`, {
    limit_price: "91",
  });
  const { desk } = floor.exchange;
  const order = desk.orders.get(old.id);
  assert.ok(order);
  floor.exchange.kill(order);
  floor.wait(1_000);
  const after = await floor.send("GET", `/v2/orders/${by.id}`);
  assert.equal(after.body.status, "rejected");
  assert.ok(floor.events().includes("order_replace_rejected"));
});

Deno.test("bust() takes an execution back, correct() gives it another price", async () => {
  const floor = floorAt();
  await bought(floor);
  const { ledger } = floor.exchange.desk;
  const [first] = ledger.executions;
  assert.ok(first);
  floor.exchange.correct(first.id, units(99));
  const [corrected] = ledger.executions;
  assert.equal(corrected?.corrects, first.id);
  assert.equal(ledger.book.cash, units(99_010));
  assert.equal(floor.events().at(-1), "trade_correct");
  const { data } = floor.updates.at(-1) ?? {};
  assert.deepEqual(
    [data?.price, data?.execution_id, data?.previous_execution_id],
    ["99", corrected?.id, first.id],
  );
  floor.exchange.bust(corrected.id);
  assert.equal(ledger.book.cash, units(100_000));
  assert.equal(ledger.book.holdings.size, 0);
  assert.equal(floor.events().at(-1), "trade_bust");
  assert.equal(floor.updates.at(-1)?.data.execution_id, corrected.id);
  assert.throws(() => floor.exchange.bust(first.id), /execution not found/);
});

Deno.test("foreignPosition() and split() change what is held and no cash", async () => {
  const floor = floorAt();
  await bought(floor);
  const open = await floor.order({ side: "sell", qty: "4", ...limit("120") });
  floor.exchange.foreignPosition("AAPL", units(10));
  const { book } = floor.exchange.desk.ledger;
  assert.deepEqual(book.holdings.get("AAPL"), {
    quantity: units(20),
    average: units(100),
  });
  floor.exchange.split("AAPL", 4);
  assert.deepEqual(book.holdings.get("AAPL"), {
    quantity: units(80),
    average: units(25),
  });
  assert.equal(book.cash, units(99_000));
  const after = await floor.send("GET", `/v2/orders/${open.body.id}`);
  assert.equal(after.body.status, "canceled");
});

Deno.test("reset() begins anew, and nothing that was under way comes after it", async () => {
  const floor = floorAt();
  await bought(floor);
  await floor.order({ symbol: "MSFT", client_order_id: "under way" });
  const before = (await floor.send("GET", "/v2/account")).body;
  floor.exchange.reset(units(5_000));
  const events = floor.events().length;
  floor.wait(60_000);
  assert.equal(floor.events().length, events);
  const after = (await floor.send("GET", "/v2/account")).body;
  assert.deepEqual([after.cash, after.equity, after.last_equity], [
    "5000",
    "5000",
    "5000",
  ]);
  assert.notEqual(after.id, before.id);
  assert.deepEqual((await floor.send("GET", "/v2/positions")).body, []);
  const orders = await floor.send("GET", "/v2/orders?status=all");
  assert.deepEqual(orders.body, []);
  assert.equal((await floor.order({ client_order_id: "first" })).status, 200);
});
