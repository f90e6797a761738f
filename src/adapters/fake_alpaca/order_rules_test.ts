// deno-lint-ignore-file camelcase -- the API's own names
import { strict as assert } from "node:assert";
import { worstPrice } from "./order_rules.ts";
import { floorAt, units } from "./trading_fixture_test.ts";

const limit = (price: string) => ({ type: "limit", limit_price: price });

Deno.test("admit() refuses what could trade with an open order of the other side", async () => {
  const floor = floorAt();
  const { body: buy } = await floor.order(limit("90"));
  const refused = async (body: Record<string, unknown>) => {
    const answer = await floor.order({ side: "sell", ...body });
    assert.equal(answer.status, 403);
    return answer.body;
  };
  assert.deepEqual(await refused({}), {
    code: 40310000,
    existing_order_id: buy.id,
    reject_reason: "opposite side market/stop order exists",
    message: "potential wash trade detected. use complex orders",
  });
  const crossing = await refused(limit("90"));
  assert.equal(crossing.reject_reason, "opposite side limit order exists");
  await refused({ type: "stop", stop_price: "80" });
  await refused({ type: "stop_limit", stop_price: "80", limit_price: "95" });
});

Deno.test("admit() lets orders of one side stand beside each other, and limits that do not cross", async () => {
  const floor = floorAt();
  await floor.order({ qty: "10", ...limit("100") });
  floor.wait(1_000);
  for (const price of ["90", "91"]) {
    assert.equal((await floor.order(limit(price))).status, 200);
  }
  assert.equal(
    (await floor.order({ side: "sell", ...limit("110") })).status,
    200,
  );
  assert.equal(
    (await floor.order({ side: "sell", ...limit("91") })).status,
    403,
  );
});

Deno.test("admit() holds shares for open sells", async () => {
  const floor = floorAt();
  await floor.order({ qty: "10", ...limit("100") });
  floor.wait(1_000);
  const first = await floor.order({ side: "sell", qty: "7", ...limit("120") });
  assert.equal(first.status, 200);
  const second = await floor.order({ side: "sell", qty: "4", ...limit("120") });
  assert.equal(second.status, 403);
  assert.deepEqual(second.body, {
    code: 40310000,
    available: "3",
    existing_qty: "10",
    held_for_orders: "7",
    symbol: "AAPL",
    message:
      "insufficient qty available for order (requested: 4, available: 3)",
  });
  assert.equal(
    (await floor.order({ side: "sell", qty: "3", ...limit("120") })).status,
    200,
  );
});

Deno.test("admit() refuses to turn a position around in one go", async () => {
  const floor = floorAt();
  await floor.order({ qty: "10", ...limit("100") });
  floor.wait(1_000);
  const over = await floor.order({ side: "sell", qty: "11" });
  assert.match(over.body.message, /requested: 11, available: 10/);
  await floor.order({ symbol: "MSFT", side: "sell", qty: "5" });
  floor.wait(1_000);
  const cover = await floor.order({ symbol: "MSFT", qty: "6" });
  assert.match(cover.body.message, /requested: 6, available: 5/);
  assert.equal((await floor.order({ symbol: "MSFT", qty: "5" })).status, 200);
});

Deno.test("admit() lets no order to open stand beside one of the other direction", async () => {
  const floor = floorAt();
  await floor.order({ side: "sell", ...limit("110") });
  const buy = await floor.order(limit("90"));
  assert.equal(buy.status, 403);
  assert.equal(
    buy.body.message,
    "cannot open a long buy while a short sell order is open",
  );
  await floor.order({ symbol: "MSFT", ...limit("190") });
  const sell = await floor.order({
    ...{ symbol: "MSFT", side: "sell", ...limit("210") },
  });
  assert.match(sell.body.message, /cannot open a short sell/);
});

Deno.test("admit() holds buying power from submission on, and gives it back with the order", async () => {
  const floor = floorAt(undefined, { cash: units(1_000) });
  // 1,000 dollars at 2 for 1 buy 2,000: of 100 shares at 19 dollars 1,900.
  const first = await floor.order({ qty: "100", ...limit("19") });
  assert.equal(first.status, 200);
  const second = await floor.order({ qty: "10", ...limit("19") });
  assert.deepEqual([second.status, second.body], [403, {
    code: 40310000,
    buying_power: "100",
    cost_basis: "190",
    message: "insufficient buying power",
  }]);
  await floor.send("DELETE", `/v2/orders/${first.body.id}`);
  floor.wait(1_000);
  assert.equal(
    (await floor.order({ qty: "10", ...limit("19") })).status,
    200,
  );
});

Deno.test("admit() holds market buys at their collar, and notional as it is", async () => {
  const floor = floorAt(undefined, { cash: units(1_025), multiplier: 1 });
  // 2.5 % above 100 dollars is 102.50: ten shares are exactly 1,025.
  assert.equal((await floor.order({ qty: "10.01" })).status, 403);
  assert.equal((await floor.order({ qty: "10" })).status, 200);
  const other = floorAt(undefined, { cash: units(1_025), multiplier: 1 });
  const more = { qty: undefined, notional: "1025.01" };
  assert.equal((await other.order(more)).status, 403);
  assert.equal(
    (await other.order({ ...more, notional: "1025" })).status,
    200,
  );
});

Deno.test("worstPrice() is the limit, else the last price and a collar", () => {
  const asset = floorAt().world.asset("AAPL");
  assert.ok(asset);
  const order = {
    ...{ asset, side: "buy", type: "market", tif: "day" } as const,
    ...{ extendedHours: false, clientOrderId: "c" },
  };
  assert.equal(worstPrice(order, units(50), true), units(51.25));
  assert.equal(worstPrice(order, units(40), true), units(41.6));
  const stop = { ...order, type: "stop", stop: units(200) } as const;
  assert.equal(worstPrice(stop, units(100), true), units(205));
  const short = { ...order, side: "sell" } as const;
  assert.equal(worstPrice(short, units(100), true), units(103));
  const low = { ...short, type: "limit", limit: units(90) } as const;
  assert.equal(worstPrice(low, units(100), true), units(103));
  const high = { ...low, limit: units(110) };
  assert.equal(worstPrice(high, units(100), true), units(110));
});

Deno.test("admit() wants a dollar of equities that are bought and ten of coins", async () => {
  const floor = floorAt();
  const less = { qty: undefined, notional: "0.99" };
  const equity = await floor.order(less);
  assert.deepEqual([equity.status, equity.body], [403, {
    code: 40310000,
    message: "cost basis must be >= minimal amount of order 1",
  }]);
  assert.equal(
    (await floor.order({ ...less, notional: "1" })).status,
    200,
  );
  const coin = { symbol: "BTC/USD", time_in_force: "gtc" };
  const small = await floor.order({ ...coin, qty: "0.00019" });
  assert.equal(
    small.body.message,
    "cost basis must be >= minimal amount of order 10",
  );
  assert.equal((await floor.order({ ...coin, qty: "0.0002" })).status, 200);
});

Deno.test("admit() sells short whole shares only, of an account that may, and no coins", async () => {
  const sell = { side: "sell" };
  const rich = floorAt();
  assert.equal((await rich.order(sell)).status, 200);
  const part = await rich.order({ ...sell, symbol: "MSFT", qty: "0.5" });
  assert.deepEqual([part.status, part.body.code], [422, 42210000]);
  const coin = await rich.order({
    ...{ ...sell, symbol: "BTC/USD", time_in_force: "gtc", qty: "1" },
  });
  assert.match(coin.body.message, /requested: 1, available: 0/);
  const poor = floorAt(undefined, { cash: units(1_999.99) });
  assert.equal((await poor.order(sell)).status, 403);
  rich.exchange.setFlags({ shortingEnabled: false });
  assert.equal((await rich.order({ ...sell, symbol: "MSFT" })).status, 403);
});

Deno.test("admit() refuses everything while the account or trading is blocked", async () => {
  for (const name of ["account_blocked", "trading_blocked"] as const) {
    const floor = floorAt();
    const fault = floor.world.faults.set({ name });
    assert.equal((await floor.order()).status, 403);
    floor.world.faults.clear(fault.id);
    assert.equal((await floor.order()).status, 200);
  }
  const floor = floorAt();
  floor.exchange.setFlags({ suspendedByUser: true });
  assert.equal((await floor.order()).status, 403);
});

Deno.test("admit() refuses an asset that never had a price", async () => {
  const floor = floorAt();
  floor.prices.delete("AAPL");
  const answer = await floor.order();
  assert.deepEqual([answer.status, answer.body.code], [422, 42210000]);
});
