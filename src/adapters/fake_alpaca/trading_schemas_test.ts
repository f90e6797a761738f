import { strict as assert } from "node:assert";
import { floorAt } from "./trading_fixture_test.ts";
import { AccountAnswer, OrderAnswer } from "./trading_schemas.ts";

Deno.test("schemas catch a wrong type, a missing field, an unknown field and an unknown value", async () => {
  const floor = floorAt();
  const { body: order } = await floor.order();
  assert.ok(OrderAnswer.safeParse(order).success);
  const { body: account } = await floor.send("GET", "/v2/account");
  assert.ok(AccountAnswer.safeParse(account).success);
  const { filled_qty: _, ...missing } = order;
  const wrong = [
    { ...order, filled_qty: 0 },
    { ...order, filled_qty: "1e-7" },
    { ...order, status: "under_review" },
    { ...order, submitted_at: null },
    { ...order, submitted_at: "2026-11-20 15:30" },
    { ...order, venue: "XTST" },
    missing,
  ];
  for (const each of wrong) {
    assert.equal(OrderAnswer.safeParse(each).success, false);
  }
  assert.equal(
    AccountAnswer.safeParse({ ...account, cash: 100_000 }).success,
    false,
  );
});
