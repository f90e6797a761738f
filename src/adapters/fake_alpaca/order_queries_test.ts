import { strict as assert } from "node:assert";
import { type Floor, floorAt } from "./trading_fixture_test.ts";

const limit = (price: string) => ({ type: "limit", limit_price: price });

/** Three open orders, of AAPL, MSFT, BTC, and a filled one of AAPL; oldest first. */
async function filled(): Promise<{ floor: Floor; ids: string[] }> {
  const floor = floorAt();
  const bodies = [
    limit("90"),
    { symbol: "MSFT", side: "sell", ...limit("300") },
    {
      ...{ symbol: "BTC/USD", time_in_force: "gtc" },
      ...limit("40000"),
    },
    { qty: "2", ...limit("100") },
  ];
  const ids: string[] = [];
  for (const body of bodies) {
    const answer = await floor.order(body);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    ids.push(answer.body.id);
    floor.wait(1_000);
  }
  return { floor, ids };
}

async function list(floor: Floor, query: string): Promise<string[]> {
  const { status, body } = await floor.send("GET", `/v2/orders?${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body.map(({ id }: { id: string }) => id);
}

Deno.test("listOrders() shows open orders, newest first, unless asked otherwise", async () => {
  const { floor, ids: [a, b, c, d] } = await filled();
  assert.deepEqual(await list(floor, ""), [c, b, a]);
  assert.deepEqual(await list(floor, "status=closed"), [d]);
  assert.deepEqual(await list(floor, "status=all&direction=asc"), [a, b, c, d]);
  assert.deepEqual(await list(floor, "side=sell"), [b]);
  assert.deepEqual(await list(floor, "asset_class=crypto"), [c]);
  assert.deepEqual(await list(floor, "symbols=BTCUSD,MSFT"), [c, b]);
  assert.deepEqual(await list(floor, "symbols=BTC/USD"), [c]);
  assert.deepEqual(await list(floor, "limit=2"), [c, b]);
});

Deno.test("listOrders() has exclusive ends, of times and of orders", async () => {
  const { floor, ids: [a, b, c, d] } = await filled();
  const at = async (id = "") =>
    (await floor.send("GET", `/v2/orders/${id}`)).body.submitted_at;
  const all = "status=all&direction=asc";
  assert.deepEqual(await list(floor, `${all}&after=${await at(b)}`), [c, d]);
  assert.deepEqual(await list(floor, `${all}&until=${await at(b)}`), [a]);
  assert.deepEqual(
    await list(floor, `${all}&after=${await at(a)}&until=${await at(d)}`),
    [b, c],
  );
  assert.deepEqual(await list(floor, `${all}&after_order_id=${b}`), [c, d]);
  assert.deepEqual(await list(floor, `${all}&before_order_id=${b}`), [a]);
});

Deno.test("listOrders() can be walked by the last order's id", async () => {
  const floor = floorAt();
  const ids: string[] = [];
  for (let n = 0; n < 7; n++) {
    ids.push((await floor.order(limit("90"))).body.id);
  }
  const walked: string[] = [];
  for (let more = "";;) {
    const page = await list(floor, `status=all&direction=asc&limit=3${more}`);
    if (page.length === 0) break;
    walked.push(...page);
    more = `&after_order_id=${page.at(-1)}`;
  }
  assert.deepEqual(walked, ids);
});

Deno.test("listOrders() refuses what it cannot read", async () => {
  const { floor, ids: [a, b] } = await filled();
  for (
    const query of [
      ...["status=done", "limit=0", "limit=501", "limit=x", "direction=up"],
      ...["side=short", "after=noon", "after_order_id=x"],
      `after_order_id=${a}&before_order_id=${b}`,
      `after_order_id=${a}&after=2026-11-20`,
    ]
  ) {
    const { status, body } = await floor.send("GET", `/v2/orders?${query}`);
    assert.deepEqual([status, body.code], [422, 40010001], query);
  }
});

Deno.test("findOrder() tells a malformed id from an unknown one", async () => {
  const floor = floorAt();
  const malformed = await floor.send("GET", "/v2/orders/42");
  assert.deepEqual([malformed.status, malformed.body.code], [422, 40010001]);
  const id = "00000000-0000-4000-8000-000000000000";
  const unknown = await floor.send("GET", `/v2/orders/${id}`);
  assert.deepEqual([unknown.status, unknown.body.code], [404, 40410000]);
});

Deno.test("findByClientId() finds what has a colon in its path", async () => {
  const floor = floorAt();
  const { body } = await floor.order({ client_order_id: "alpha-1" });
  const path = "/v2/orders:by_client_order_id";
  const found = await floor.send("GET", `${path}?client_order_id=alpha-1`);
  assert.equal(found.body.id, body.id);
  assert.equal((await floor.send("GET", path)).body.code, 40010001);
  const missing = await floor.send("GET", `${path}?client_order_id=beta`);
  assert.deepEqual([missing.status, missing.body.code], [404, 40410000]);
});
