// deno-lint-ignore-file camelcase -- the API's own names
import { strict as assert } from "node:assert";
import { type Floor, floorAt, units } from "./trading_fixture_test.ts";

const PATH = "/v2/account/activities";
const limit = (price: string) => ({ type: "limit", limit_price: price });

async function rows(floor: Floor, query = "") {
  const { status, body } = await floor.send("GET", `${PATH}${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body as Record<string, string>[];
}

Deno.test("activitiesJson() shows each execution with what came before it", async () => {
  const floor = floorAt();
  floor.world.faults.set({ name: "fill_partial", value: 3 });
  const { body: order } = await floor.order({ qty: "10", ...limit("100") });
  floor.wait(10_000);
  const fills = (await rows(floor, "/FILL")).toReversed();
  assert.ok(fills.length > 1);
  let done = 0;
  for (const [index, row] of fills.entries()) {
    const isLast = index === fills.length - 1;
    done += Number(row.qty);
    assert.equal(row.cum_qty, String(done));
    assert.equal(row.leaves_qty, String(10 - done));
    assert.equal(row.type, isLast ? "fill" : "partial_fill");
    assert.equal(row.order_status, isLast ? "filled" : "partially_filled");
    assert.deepEqual([row.order_id, row.side, row.symbol, row.price], [
      order.id,
      "buy",
      "AAPL",
      "100",
    ]);
    assert.equal("client_order_id" in row, false);
    assert.match(row.id ?? "", /^20261120153\d{6}::[0-9a-f-]{36}$/);
  }
});

Deno.test("activitiesJson() posts fees in coins at the end of the day", async () => {
  const floor = floorAt();
  const coin = { symbol: "BTC/USD", time_in_force: "gtc", ...limit("50000") };
  await floor.order({ ...coin, qty: "1" });
  floor.wait(1_000);
  await floor.order({ ...coin, qty: "0.4", side: "sell" });
  floor.wait(1_000);
  assert.deepEqual(await rows(floor, "/CFEE"), []);
  floor.wait(9 * 3_600_000);
  const fees = await rows(floor, "/CFEE");
  assert.deepEqual(
    fees.map(({ qty, net_amount: amount }) => [qty, amount]).sort(),
    [["-0.0025", "0"], ["0", "-50"]],
  );
  assert.equal(fees[0]?.symbol, "BTCUSD");
});

Deno.test("activitiesJson() shows deposits, transfers and splits", async () => {
  const floor = floorAt();
  floor.exchange.foreignPosition("AAPL", units(10));
  floor.exchange.split("AAPL", 2);
  const all = await rows(floor, "?direction=asc");
  assert.deepEqual(
    all.map((row) => [row.activity_type, row.net_amount, row.qty]).sort(),
    [["CSD", "100000", undefined], ["JNLS", "0", "10"], ["SPLIT", "0", "10"]],
  );
  const others = await rows(floor, "?category=non_trade_activity");
  assert.equal(others.length, 3);
  assert.deepEqual(await rows(floor, "?category=trade_activity"), []);
  assert.equal((await rows(floor, "?activity_types=CSD,SPLIT")).length, 2);
});

Deno.test("activitiesJson() pages by the id of the last row, both ways", async () => {
  const floor = floorAt();
  for (let n = 0; n < 7; n++) {
    await floor.order({ qty: "1", ...limit("100") });
    floor.wait(1_000);
  }
  for (const direction of ["asc", "desc"]) {
    const whole = await rows(floor, `/FILL?direction=${direction}`);
    const paged: Record<string, string>[] = [];
    for (let token = "";;) {
      const page = await rows(
        floor,
        `/FILL?direction=${direction}&page_size=3${token}`,
      );
      if (page.length === 0) break;
      paged.push(...page);
      token = `&page_token=${page.at(-1)?.id}`;
    }
    assert.equal(paged.length, 7);
    assert.deepEqual(paged, whole);
  }
});

Deno.test("activitiesJson() lists one millisecond's rows by their ids and pages through them", async () => {
  const floor = floorAt();
  const { desk } = floor.exchange;
  for (let n = 0; n < 9; n++) {
    floor.exchange.foreignPosition("AAPL", units(1));
  }
  const whole = await rows(floor, "?direction=asc");
  const ids = whole.map(({ id }) => id ?? "");
  assert.deepEqual(ids, ids.toSorted());
  assert.notDeepEqual(
    ids.map((id) => id.split("::")[1]),
    desk.ledger.movements.map(({ id }) => id),
  );
  const rest = await rows(floor, `?direction=asc&page_token=${ids[3]}`);
  assert.deepEqual(rest, whole.slice(4));
});

Deno.test("activitiesJson() keeps to after, until and date", async () => {
  const floor = floorAt();
  for (let n = 0; n < 3; n++) {
    await floor.order({ qty: "1", ...limit("100") });
    floor.wait(60_000);
  }
  const [first, second, third] = await rows(floor, "/FILL?direction=asc");
  const only = await rows(
    floor,
    `/FILL?after=${first?.transaction_time}&until=${third?.transaction_time}`,
  );
  assert.deepEqual(only, [second]);
  assert.equal((await rows(floor, "/FILL?date=2026-11-20")).length, 3);
  assert.equal((await rows(floor, "/FILL?date=2026-11-19")).length, 0);
});

Deno.test("activitiesJson() refuses what it cannot read", async () => {
  const floor = floorAt();
  for (
    const query of [
      ...["page_size=0", "page_size=101", "direction=up", "after=noon"],
      "date=2026-11-20&after=2026-11-20",
      "category=trade_activity&activity_types=FILL",
      ...["category=all", "page_token=7"],
    ]
  ) {
    const answer = await floor.send("GET", `${PATH}?${query}`);
    assert.deepEqual([answer.status, answer.body.code], [422, 40010001], query);
  }
});

Deno.test("activitiesJson() shows a corrected execution in the place of the old one", async () => {
  const floor = floorAt();
  await floor.order({ qty: "2", ...limit("100") });
  floor.wait(1_000);
  const [execution] = floor.exchange.desk.ledger.executions;
  floor.exchange.correct(execution?.id ?? "", units(101));
  const fills = await rows(floor, "/FILL");
  assert.deepEqual(fills.map(({ price, cum_qty: done }) => [price, done]), [
    ["101", "2"],
  ]);
});
