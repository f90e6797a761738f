import { strict as assert } from "node:assert";
import { floorAt } from "./trading_fixture_test.ts";

const limit = (price: string) => ({ type: "limit", limit_price: price });

Deno.test("positionJson() shows a long position, what is free of it, and its gains", async () => {
  const floor = floorAt();
  await floor.order({ qty: "10", ...limit("100") });
  floor.wait(24 * 3_600_000);
  floor.prices.set("AAPL", 110);
  await floor.order({ side: "sell", qty: "4", ...limit("150") });
  const { body } = await floor.send("GET", "/v2/positions/AAPL");
  const { asset_id: id, ...shown } = body;
  assert.equal(id, floor.world.asset("AAPL")?.id);
  assert.deepEqual(shown, {
    ...{ symbol: "AAPL", exchange: "NASDAQ", asset_class: "us_equity" },
    ...{ asset_marginable: true, qty: "10", qty_available: "6" },
    ...{ avg_entry_price: "100", side: "long", market_value: "1100" },
    ...{ cost_basis: "1000", unrealized_pl: "100", unrealized_plpc: "0.1" },
    ...{ unrealized_intraday_pl: "100", unrealized_intraday_plpc: "0.1" },
    ...{ current_price: "110", lastday_price: "100", change_today: "0.1" },
  });
});

Deno.test("positionJson() counts today's purchases from their own price", async () => {
  const floor = floorAt();
  await floor.order({ qty: "10", ...limit("100") });
  floor.wait(1_000);
  floor.prices.set("AAPL", 101);
  floor.wait(72 * 3_600_000);
  floor.prices.set("AAPL", 104);
  await floor.order({ qty: "10", ...limit("104") });
  floor.wait(1_000);
  floor.prices.set("AAPL", 105);
  const { body } = await floor.send("GET", "/v2/positions/AAPL");
  // Ten from 101 and ten from 104 to 105; in all 2,100 less 2,040.
  assert.equal(body.unrealized_intraday_pl, "50");
  assert.equal(body.unrealized_pl, "60");
  assert.equal(body.avg_entry_price, "102");
});

Deno.test("positionJson() shows a short position with negative figures", async () => {
  const floor = floorAt();
  await floor.order({ side: "sell", qty: "10", ...limit("100") });
  floor.wait(1_000);
  floor.prices.set("AAPL", 90);
  await floor.order({ qty: "3", ...limit("80") });
  const { body } = await floor.send("GET", "/v2/positions/AAPL");
  assert.deepEqual(
    [body.side, body.qty, body.qty_available, body.market_value],
    ["short", "-10", "-7", "-900"],
  );
  assert.deepEqual([body.cost_basis, body.unrealized_pl], ["-1000", "100"]);
});

Deno.test("positionJson() shows coins without a slash and after their fee", async () => {
  const floor = floorAt();
  await floor.order({
    ...{ symbol: "BTC/USD", qty: "1", time_in_force: "gtc" },
    ...limit("50000"),
  });
  floor.wait(1_000);
  for (const path of ["BTCUSD", "BTC%2FUSD", "BTC/USD"]) {
    const { body } = await floor.send("GET", `/v2/positions/${path}`);
    assert.deepEqual([body.symbol, body.qty, body.qty_available], [
      "BTCUSD",
      "0.9975",
      "0.9975",
    ]);
  }
  const all = await floor.send("GET", "/v2/positions");
  assert.equal(all.body.length, 1);
  const sale = await floor.order({
    ...{ symbol: "BTC/USD", qty: "1", side: "sell", time_in_force: "gtc" },
  });
  assert.match(sale.body.message, /requested: 1, available: 0\.9975/);
});

Deno.test("positionJson() is 404 when there is none", async () => {
  const floor = floorAt();
  await floor.order({
    ...{ symbol: "BTC/USD", qty: "1", time_in_force: "gtc" },
  });
  floor.wait(1_000);
  for (const path of ["AAPL", "NONE", "BTC"]) {
    const answer = await floor.send("GET", `/v2/positions/${path}`);
    assert.deepEqual([answer.status, answer.body], [404, {
      code: 40410000,
      message: "position does not exist",
    }]);
  }
});
