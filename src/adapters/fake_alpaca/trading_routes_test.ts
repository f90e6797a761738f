// deno-lint-ignore-file camelcase -- the API's own names
import { strict as assert } from "node:assert";
import type { z } from "zod";
import {
  type Answered,
  type Floor,
  floorAt,
  units,
} from "./trading_fixture_test.ts";
import * as schemas from "./trading_schemas.ts";

const limit = (price: string) => ({ type: "limit", limit_price: price });
const COIN = { symbol: "BTC/USD", time_in_force: "gtc" };

/** A floor that checks every answer against the schema of its route. */
function strict(floor: Floor): Floor & { readonly seen: Set<string> } {
  const seen = new Set<string>();
  const send: Floor["send"] = async (method, path, body) => {
    const answer = await floor.send(method, path, body);
    const [route, schema] = schemaOf(method, path, answer);
    seen.add(`${route} ${answer.status}`);
    const parsed = schema?.safeParse(answer.body);
    if (parsed && !parsed.success) {
      assert.fail(`${route}: ${parsed.error.message}`);
    }
    if (!schema) assert.equal(answer.body, undefined, route);
    return answer;
  };
  const order: Floor["order"] = (body = {}) =>
    send("POST", "/v2/orders", {
      ...{ symbol: "AAPL", qty: "1", side: "buy", type: "market" },
      ...{ time_in_force: "day", ...body },
    });
  return { ...floor, send, order, seen };
}

function schemaOf(
  method: string,
  path: string,
  { status }: Answered,
): [route: string, schema: z.ZodType | undefined] {
  const [plain = ""] = path.split("?");
  const route = `${method} ${
    plain.replace(/\/[0-9a-f-]{36}$/, "/:id")
      .replace(/positions\/.+/, "positions/:symbol")
      .replace(/activities\/.+/, "activities/:type")
  }`;
  if (status >= 400) return [route, schemas.ErrorAnswer];
  const order = schemas.OrderAnswer;
  const schema: Record<string, z.ZodType> = {
    "GET /v2/account": schemas.AccountAnswer,
    "GET /v2/account/configurations": schemas.ConfigurationsAnswer,
    "GET /v2/account/activities": schemas.ActivitiesAnswer,
    "GET /v2/account/activities/:type": schemas.ActivitiesAnswer,
    "POST /v2/orders": order,
    "GET /v2/orders": order.array(),
    "GET /v2/orders:by_client_order_id": order,
    "GET /v2/orders/:id": order,
    "PATCH /v2/orders/:id": order,
    "DELETE /v2/orders": schemas.CanceledOrdersAnswer,
    "GET /v2/positions": schemas.PositionAnswer.array(),
    "GET /v2/positions/:symbol": schemas.PositionAnswer,
    "DELETE /v2/positions/:symbol": order,
    "DELETE /v2/positions": schemas.ClosedPositionsAnswer,
  };
  if (route === "DELETE /v2/orders/:id") return [route, undefined];
  assert.ok(schema[route], route);
  return [route, schema[route]];
}

/** Trades until there is something of every kind to show. */
async function busy(floor: Floor): Promise<string> {
  await floor.order({ qty: "10", ...limit("100") });
  await floor.order({ symbol: "MSFT", side: "sell", qty: "5" });
  await floor.order({ ...COIN, qty: "0.5" });
  await floor.order({ qty: undefined, notional: "50.25" });
  floor.wait(2_000);
  await floor.order({ side: "sell", qty: "2", ...limit("150") });
  await floor.order({ symbol: "PENNY", type: "stop", stop_price: "0.6" });
  await floor.order({
    ...{ ...COIN, side: "sell", qty: "0.1", type: "stop_limit" },
    ...{ stop_price: "40000", limit_price: "39000" },
  });
  floor.world.faults.set({ name: "reject_later", count: 1 });
  await floor.order({ ...limit("80"), client_order_id: "rejected" });
  const { body } = await floor.order({
    ...{ ...limit("95"), client_order_id: "open" },
  });
  floor.wait(2_000);
  return body.id;
}

Deno.test("tradingRoutes() answers every route as the specification says", async () => {
  const floor = strict(floorAt());
  const id = await busy(floor);
  floor.exchange.foreignPosition("PENNY", units(100));
  const get = (path: string) => floor.send("GET", path);
  for (
    const path of [
      ...["/v2/account", "/v2/account/configurations"],
      ...["/v2/orders", "/v2/orders?status=all", `/v2/orders/${id}`],
      "/v2/orders:by_client_order_id?client_order_id=open",
      ...["/v2/positions", "/v2/positions/AAPL", "/v2/positions/MSFT"],
      "/v2/positions/BTCUSD",
    ]
  ) assert.equal((await get(path)).status, 200, path);
  const patched = await floor.send("PATCH", `/v2/orders/${id}`, {
    limit_price: "96",
  });
  assert.equal(patched.status, 200);
  floor.wait(2_000);
  const cancel = `/v2/orders/${patched.body.id}`;
  assert.equal((await floor.send("DELETE", cancel)).status, 204);
  floor.wait(24 * 3_600_000);
  await get("/v2/account/activities");
  const fees = await get("/v2/account/activities/CFEE");
  assert.ok(fees.body.length > 0);
  await get("/v2/orders?status=all");
  for (const path of ["/v2/orders/42", "/v2/positions/NONE"]) {
    assert.ok((await get(path)).status >= 400);
  }
  await floor.order({ qty: "1000000", ...limit("100") });
  await floor.order({ qty: "0" });
  assert.equal((await floor.send("DELETE", "/v2/orders")).status, 207);
  floor.wait(2_000);
  await floor.send("DELETE", "/v2/positions/BTCUSD?percentage=50");
  floor.wait(2_000);
  const closed = await floor.send("DELETE", "/v2/positions?cancel_orders=true");
  assert.equal(closed.status, 207);
  assert.deepEqual([...floor.seen].filter((each) => /20\d/.test(each)).sort(), [
    "DELETE /v2/orders 207",
    "DELETE /v2/orders/:id 204",
    "DELETE /v2/positions 207",
    "DELETE /v2/positions/:symbol 200",
    "GET /v2/account 200",
    "GET /v2/account/activities 200",
    "GET /v2/account/activities/:type 200",
    "GET /v2/account/configurations 200",
    "GET /v2/orders 200",
    "GET /v2/orders/:id 200",
    "GET /v2/orders:by_client_order_id 200",
    "GET /v2/positions 200",
    "GET /v2/positions/:symbol 200",
    "PATCH /v2/orders/:id 200",
    "POST /v2/orders 200",
  ]);
});

Deno.test("tradingRoutes() sends what the specification says on the stream", async () => {
  const floor = floorAt();
  const id = await busy(floor);
  await floor.send("PATCH", `/v2/orders/${id}`, { limit_price: "96" });
  floor.wait(10 * 3_600_000);
  const [execution] = floor.exchange.desk.ledger.executions;
  floor.exchange.correct(execution?.id ?? "", units(101));
  const seen = new Set<string>();
  for (const { data, event } of floor.updates) {
    const message = { stream: "trade_updates", data };
    schemas.TradeUpdateMessage.parse(message);
    seen.add(event);
  }
  for (
    const event of [
      ...["pending_new", "new", "fill", "rejected", "pending_replace"],
      ...["replaced", "accepted", "expired", "trade_correct"],
    ]
  ) assert.ok(seen.has(event), event);
});

Deno.test("DELETE /v2/orders cancels what can be, and says what cannot", async () => {
  const floor = floorAt();
  const { body: first } = await floor.order({
    ...{ ...limit("90"), client_order_id: "stuck" },
  });
  const { body: second } = await floor.order(limit("91"));
  floor.world.faults.set({ name: "cancel_refused", orderId: "stuck" });
  const answer = await floor.send("DELETE", "/v2/orders");
  assert.deepEqual([answer.status, answer.body], [207, [
    { id: first.id, status: 500 },
    { id: second.id, status: 200 },
  ]]);
  floor.wait(1_000);
  const open = await floor.send("GET", "/v2/orders");
  assert.deepEqual(open.body.map(({ id }: { id: string }) => id), [first.id]);
});

Deno.test("DELETE /v2/positions/:symbol closes a part or all, if nothing holds it", async () => {
  const floor = floorAt();
  await floor.order({ qty: "10", ...limit("100") });
  floor.wait(1_000);
  const close = (query: string) =>
    floor.send("DELETE", `/v2/positions/AAPL${query}`);
  const part = await close("?percentage=25");
  assert.deepEqual([part.body.qty, part.body.side, part.body.type], [
    "2.5",
    "sell",
    "market",
  ]);
  floor.wait(1_000);
  assert.equal((await close("?qty=1.5")).body.qty, "1.5");
  floor.wait(1_000);
  assert.equal((await close("?qty=1&percentage=5")).status, 422);
  await floor.order({ side: "sell", qty: "1", ...limit("150") });
  const held = await close("");
  assert.match(held.body.message, /requested: 6, available: 5/);
  const all = await floor.send("DELETE", "/v2/positions");
  assert.deepEqual(
    all.body.map(({ status }: { status: number }) => status),
    [500],
  );
  const forced = await floor.send("DELETE", "/v2/positions?cancel_orders=true");
  assert.equal(forced.body[0].status, 200);
  floor.wait(1_000);
  assert.equal((await close("")).status, 404);
});

Deno.test("DELETE /v2/positions buys a short position back", async () => {
  const floor = floorAt();
  await floor.order({ side: "sell", qty: "10", ...limit("100") });
  floor.wait(1_000);
  const { body } = await floor.send("DELETE", "/v2/positions");
  assert.deepEqual([body[0].symbol, body[0].body.side, body[0].body.qty], [
    "AAPL",
    "buy",
    "10",
  ]);
});

Deno.test("tradingRoutes() answers errors in the broker's envelope", async () => {
  const floor = floorAt();
  const unreadable = await floor.send("POST", "/v2/orders", "{");
  assert.deepEqual([unreadable.status, unreadable.body], [422, {
    code: 40010000,
    message: "request body format is invalid",
  }]);
  const unknown = await floor.send("GET", "/v2/nothing");
  assert.deepEqual([unknown.status, unknown.body.code], [404, 40410000]);
});
