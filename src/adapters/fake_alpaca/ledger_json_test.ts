import { strict as assert } from "node:assert";
import { ledgerJson } from "./ledger_json.ts";
import { floorAt } from "./trading_fixture_test.ts";

Deno.test("ledgerJson() is the account to the unit", async () => {
  const floor = floorAt();
  await floor.order({
    ...{ symbol: "BTC/USD", qty: "1", time_in_force: "gtc" },
    ...{ type: "limit", limit_price: "50000", client_order_id: "mine" },
  });
  floor.wait(1_000);
  // deno-lint-ignore no-explicit-any -- a test reads what it expects
  const ledger = ledgerJson(floor.exchange.desk) as any;
  assert.deepEqual([ledger.cash, ledger.equity], ["50000", "99875"]);
  assert.deepEqual(ledger.positions, [
    { symbol: "BTC", quantity: "0.9975", average: "50000" },
  ]);
  const [execution] = ledger.executions;
  assert.deepEqual(
    [execution.client_order_id, execution.quantity, execution.fee_quantity],
    ["mine", "1", "0.0025"],
  );
  assert.deepEqual(
    ledger.orders.map((each: Record<string, string>) => [
      each.symbol,
      each.quantity,
      each.filled,
      each.status,
    ]),
    [["BTC", "1", "1", "filled"]],
  );
  assert.deepEqual(
    ledger.movements.map(({ kind, cash }: Record<string, string>) => [
      kind,
      cash,
    ]),
    [["deposit", "100000"]],
  );
  assert.deepEqual(JSON.parse(JSON.stringify(ledger)), ledger);
});
