// deno-lint-ignore-file camelcase -- the API's own names
import { strict as assert } from "node:assert";
import type { FaultSpec } from "./faults.ts";
import { type Floor, floorAt, units } from "./trading_fixture_test.ts";

const limit = (price: string) => ({ type: "limit", limit_price: price });

/** Returns the order as REST shows it. */
async function look(floor: Floor, id: string) {
  return (await floor.send("GET", `/v2/orders/${id}`)).body;
}

/** Places an order on a floor with a fault; returns its id and answer. */
async function place(
  fault: FaultSpec | undefined,
  body: Record<string, unknown> = {},
  start?: string,
) {
  const floor = floorAt(start);
  if (fault) floor.world.faults.set(fault);
  const answer = await floor.order({ qty: "10", ...limit("100"), ...body });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return { floor, answer: answer.body, id: answer.body.id as string };
}

Deno.test("begin() answers pending_new and fills a marketable order a little later", async () => {
  const { floor, answer, id } = await place(undefined);
  assert.deepEqual(
    [answer.status, answer.filled_qty, answer.filled_avg_price],
    [
      "pending_new",
      "0",
      null,
    ],
  );
  floor.wait(1_000);
  const after = await look(floor, id);
  assert.deepEqual([after.status, after.filled_qty, after.filled_avg_price], [
    "filled",
    "10",
    "100",
  ]);
  assert.ok(after.filled_at > after.submitted_at);
  assert.deepEqual(floor.events(), ["pending_new", "new", "fill"]);
  const { data } = floor.updates.at(-1)!;
  assert.deepEqual([data.qty, data.price, data.position_qty], [
    "10",
    "100",
    "10",
  ]);
});

Deno.test("a market order fills near the last price, an order in dollars for its dollars", async () => {
  const floor = floorAt();
  const { body } = await floor.order({ qty: undefined, notional: "1000" });
  floor.wait(1_000);
  const after = await look(floor, body.id);
  assert.equal(after.status, "filled");
  assert.equal(after.qty, null);
  const price = Number(after.filled_avg_price);
  assert.ok(price >= 100 && price <= 100.05);
  const spent = units(100_000) - floor.exchange.desk.ledger.book.cash;
  assert.ok(spent <= units(1000) && spent > units(999.999));
});

Deno.test("a limit rests until the price gets there", async () => {
  const { floor, id } = await place(undefined, limit("95"));
  floor.wait(60_000);
  assert.equal((await look(floor, id)).status, "new");
  floor.prices.set("AAPL", 95.01);
  floor.wait(60_000);
  assert.equal((await look(floor, id)).status, "new");
  floor.prices.set("AAPL", 94);
  floor.wait(5_000);
  const after = await look(floor, id);
  assert.equal(after.status, "filled");
  assert.ok(Number(after.filled_avg_price) <= 94.05);
});

Deno.test("a stop fires when it is touched, a stop limit then waits for its limit", async () => {
  const floor = floorAt();
  const stop = { type: "stop", stop_price: "105" };
  const { body: first } = await floor.order(stop);
  const { body: second } = await floor.order({
    ...{ symbol: "MSFT", type: "stop_limit", stop_price: "210" },
    limit_price: "205",
  });
  floor.wait(60_000);
  assert.equal((await look(floor, first.id)).status, "new");
  floor.prices.set("AAPL", 106).set("MSFT", 211);
  floor.wait(5_000);
  assert.equal((await look(floor, first.id)).status, "filled");
  assert.equal((await look(floor, second.id)).status, "new");
  // The stop stays touched when the price comes back to the limit.
  floor.prices.set("MSFT", 204);
  floor.wait(5_000);
  assert.equal((await look(floor, second.id)).status, "filled");
});

Deno.test("ioc and fok end at once when they cannot be filled", async () => {
  for (const tif of ["ioc", "fok"]) {
    const { floor, id } = await place(undefined, {
      ...{ ...limit("90"), time_in_force: tif },
    });
    floor.wait(1_000);
    assert.equal((await look(floor, id)).status, "canceled", tif);
    const other = await place({ name: "fill_partial" }, { time_in_force: tif });
    other.floor.wait(10_000);
    const after = await look(other.floor, other.id);
    assert.equal(after.status, tif === "fok" ? "filled" : "canceled");
    assert.ok(Number(after.filled_qty) > 0);
  }
});

Deno.test("a day order expires at the close; one that comes later waits for the next session", async () => {
  const { floor, id } = await place(
    undefined,
    limit("90"),
    "2026-11-20T20:59:00Z",
  );
  floor.wait(59_999);
  assert.equal((await look(floor, id)).status, "new");
  floor.wait(1);
  const after = await look(floor, id);
  assert.deepEqual([after.status, after.expired_at.slice(0, 19)], [
    "expired",
    "2026-11-20T21:00:00",
  ]);
  const late = await floor.order({ qty: "1" });
  assert.equal(late.body.status, "accepted");
  assert.equal(late.body.expires_at.slice(0, 19), "2026-11-23T21:00:00");
  floor.wait(60 * 3_600_000);
  assert.equal((await look(floor, late.body.id)).status, "accepted");
  floor.wait(6 * 3_600_000);
  const filled = await look(floor, late.body.id);
  assert.deepEqual([filled.status, filled.filled_at.slice(0, 16)], [
    "filled",
    "2026-11-23T14:30",
  ]);
});

Deno.test("gtc lives over the night and ends after 90 days, opg and cls meet their auctions", async () => {
  const { floor, id } = await place(undefined, {
    ...{ ...limit("90"), time_in_force: "gtc" },
  });
  const { body: atClose } = await floor.order({
    ...{ symbol: "MSFT", time_in_force: "cls" },
  });
  assert.equal(atClose.status, "accepted");
  floor.wait(24 * 3_600_000);
  assert.equal((await look(floor, id)).status, "new");
  const closed = await look(floor, atClose.id);
  assert.deepEqual([closed.status, closed.filled_at.slice(0, 16)], [
    "filled",
    "2026-11-20T21:00",
  ]);
  floor.clock.advance(90 * 24 * 3_600_000);
  floor.exchange.advance();
  assert.equal((await look(floor, id)).status, "expired");
});

Deno.test("fill_before_answer has the fill on the stream before POST is answered", async () => {
  const { floor, answer } = await place({
    ...{ name: "fill_before_answer", orderId: "mine" },
  }, { client_order_id: "mine" });
  assert.equal(answer.status, "pending_new");
  assert.deepEqual(floor.events(), ["pending_new", "new", "fill"]);
  assert.ok(floor.updates.every(({ isUrgent }) => isUrgent));
});

Deno.test("fill_unseen is in REST and not on the stream; fill_none is nowhere", async () => {
  const unseen = await place({ name: "fill_unseen" });
  unseen.floor.wait(1_000);
  assert.equal((await look(unseen.floor, unseen.id)).status, "filled");
  assert.deepEqual(
    unseen.floor.updates.map(({ event, isUnseen }) => [event, isUnseen]),
    [["pending_new", false], ["new", false], ["fill", true]],
  );
  const none = await place({ name: "fill_none" });
  none.floor.wait(60_000);
  assert.equal((await look(none.floor, none.id)).status, "new");
});

Deno.test("fill_partial fills in parts whose sum is the order", async () => {
  const { floor, id } = await place({ name: "fill_partial", value: 4 });
  floor.wait(10_000);
  const after = await look(floor, id);
  assert.deepEqual([after.status, after.filled_qty], ["filled", "10"]);
  const parts = floor.updates.filter(({ event }) => event.includes("fill"));
  assert.deepEqual(parts.map(({ event }) => event), [
    ...Array(parts.length - 1).fill("partial_fill"),
    "fill",
  ]);
  assert.ok(parts.length > 1);
  const sum = parts.reduce((total, { data }) => total + Number(data.qty), 0);
  assert.equal(sum, 10);
});

Deno.test("fill_partial can end in canceled or expired with something filled", async () => {
  for (const text of ["canceled", "expired"]) {
    const { floor, id } = await place({ name: "fill_partial", text });
    floor.wait(10_000);
    const after = await look(floor, id);
    assert.equal(after.status, text);
    assert.ok(Number(after.filled_qty) > 0 && Number(after.filled_qty) < 10);
    assert.equal(floor.events().at(-1), text);
    const account = await floor.send("GET", "/v2/account");
    assert.equal(
      Number(account.body.cash),
      100_000 - 100 * Number(after.filled_qty),
    );
  }
});

Deno.test("reject_later rejects what was accepted, and frees what it held", async () => {
  const { floor, answer, id } = await place({ name: "reject_later" });
  assert.equal(answer.status, "pending_new");
  floor.wait(1_000);
  const after = await look(floor, id);
  assert.equal(after.status, "rejected");
  assert.ok(after.failed_at);
  const { body } = await floor.send("GET", "/v2/account");
  assert.equal(body.buying_power, "200000");
});

Deno.test("asset_halted keeps orders from being filled until it is over", async () => {
  const { floor, id } = await place({ name: "asset_halted", symbol: "AAPL" });
  floor.wait(60_000);
  assert.equal((await look(floor, id)).status, "new");
  floor.world.faults.clear();
  floor.wait(5_000);
  assert.equal((await look(floor, id)).status, "filled");
});

Deno.test("a taker of coins pays 0.25 percent of them, one that has waited 0.15", async () => {
  const coin = { symbol: "BTC/USD", qty: "1", time_in_force: "gtc" };
  const taker = await place(undefined, { ...coin, ...limit("50000") });
  taker.floor.wait(1_000);
  const held = (floor: Floor) =>
    floor.exchange.desk.ledger.book.holdings.get("BTC")?.quantity;
  assert.equal(held(taker.floor), units(0.9975));
  const maker = await place(undefined, { ...coin, ...limit("49000") });
  maker.floor.wait(1_000);
  maker.floor.prices.set("BTC", 48_000);
  maker.floor.wait(10_000);
  assert.equal(held(maker.floor), units(0.9985));
});
