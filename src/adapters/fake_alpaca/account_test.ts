import { strict as assert } from "node:assert";
import { marginPercent } from "./account.ts";
import { type Floor, floorAt, units } from "./trading_fixture_test.ts";

const limit = (price: string) => ({ type: "limit", limit_price: price });

async function figures(floor: Floor, ...names: string[]): Promise<string[]> {
  const { body } = await floor.send("GET", "/v2/account");
  return names.map((name) => body[name]);
}

Deno.test("accountJson() shows what a purchase does to margin and buying power", async () => {
  const floor = floorAt();
  const names = ["cash", "equity", "initial_margin", "buying_power"];
  assert.deepEqual(await figures(floor, ...names), [
    ...["100000", "100000", "0", "200000"],
  ]);
  // 100 shares at 100 dollars, half of them on margin.
  await floor.order({ qty: "100", ...limit("100") });
  assert.deepEqual(await figures(floor, ...names), [
    ...["100000", "100000", "0", "190000"],
  ]);
  floor.wait(1_000);
  assert.deepEqual(await figures(floor, ...names), [
    ...["90000", "100000", "5000", "190000"],
  ]);
  floor.prices.set("AAPL", 120);
  // Equity 102,000 less 6,000, twice.
  assert.deepEqual(await figures(floor, ...names), [
    ...["90000", "102000", "6000", "192000"],
  ]);
  assert.deepEqual(
    await figures(floor, "long_market_value", "maintenance_margin"),
    ["12000", "3600"],
  );
});

Deno.test("accountJson() counts a short position against equity", async () => {
  const floor = floorAt();
  await floor.order({ side: "sell", qty: "100", ...limit("100") });
  floor.wait(1_000);
  assert.deepEqual(
    await figures(
      floor,
      ...["cash", "equity", "short_market_value", "initial_margin"],
      "buying_power",
    ),
    ["110000", "100000", "-10000", "5000", "190000"],
  );
  floor.prices.set("AAPL", 110);
  assert.deepEqual(await figures(floor, "equity"), ["99000"]);
});

Deno.test("accountJson() lends nothing for coins, and nothing at all at 1 for 1", async () => {
  const floor = floorAt();
  await floor.order({
    ...{ symbol: "BTC/USD", qty: "1", time_in_force: "gtc" },
    ...limit("50000"),
  });
  // 50,000 dollars are held in full: 50,000 are left, twice.
  assert.deepEqual(
    await figures(floor, "buying_power", "non_marginable_buying_power"),
    ["100000", "50000"],
  );
  const plain = floorAt(undefined, { multiplier: 1 });
  await plain.order({ qty: "100", ...limit("100") });
  plain.wait(1_000);
  assert.deepEqual(
    await figures(plain, "cash", "buying_power", "shorting_enabled"),
    ["90000", "90000", false as unknown as string],
  );
});

Deno.test("accountJson() keeps the equity of the last midnight", async () => {
  const floor = floorAt();
  await floor.order({ qty: "100", ...limit("100") });
  floor.wait(1_000);
  floor.prices.set("AAPL", 130);
  assert.deepEqual(await figures(floor, "last_equity"), ["100000"]);
  floor.wait(24 * 3_600_000);
  floor.prices.set("AAPL", 140);
  assert.deepEqual(
    await figures(floor, "equity", "last_equity", "balance_asof"),
    ["104000", "103000", "2026-11-21"],
  );
});

Deno.test("accountJson() says what is blocked", async () => {
  const floor = floorAt();
  floor.world.faults.set({ name: "account_blocked" });
  floor.exchange.setFlags({ tradingBlocked: true, suspendedByUser: true });
  const { body } = await floor.send("GET", "/v2/account");
  assert.equal(body.account_blocked, true);
  assert.equal(body.trading_blocked, true);
  assert.equal(body.trade_suspended_by_user, true);
  const { body: settings } = await floor.send(
    "GET",
    "/v2/account/configurations",
  );
  assert.equal(settings.suspend_trade, true);
});

Deno.test("marginPercent() is half of what can be lent against", () => {
  const { world } = floorAt();
  const [share, coin] = [world.asset("AAPL"), world.asset("BTC")];
  assert.ok(share && coin);
  assert.equal(marginPercent(share, 2), 50n);
  assert.equal(marginPercent(share, 1), 100n);
  assert.equal(marginPercent(coin, 2), 100n);
  assert.equal(marginPercent({ ...share, marginable: false }, 2), 100n);
  assert.equal(units(1), 1_000_000_000n);
});
