import { strict as assert } from "node:assert";
import { type Execution, filledOf, Ledger, valueOf } from "./executions.ts";
import { units } from "./trading_fixture_test.ts";

let last = 0;

function execution(more: Partial<Execution>): Execution {
  last++;
  return {
    ...{ id: `e${last}`, orderId: "o", symbol: "AAPL", at: BigInt(last) },
    ...{ quantity: units(10), price: units(100), fee: 0n, feeQuantity: 0n },
    ...more,
  };
}

Deno.test("Ledger keeps cash and average cost through adds, cuts and a turn", () => {
  const ledger = new Ledger();
  const holding = () => ledger.book.holdings.get("AAPL");
  ledger.add(execution({}));
  ledger.add(execution({ price: units(130), quantity: units(20) }));
  // (10 x 100 + 20 x 130) / 30
  assert.deepEqual(holding(), { quantity: units(30), average: units(120) });
  ledger.add(execution({ quantity: units(-5), price: units(200) }));
  assert.deepEqual(holding(), { quantity: units(25), average: units(120) });
  ledger.add(execution({ quantity: units(-30), price: units(150) }));
  assert.deepEqual(holding(), { quantity: units(-5), average: units(150) });
  ledger.add(execution({ quantity: units(-5), price: units(160) }));
  assert.deepEqual(holding(), { quantity: units(-10), average: units(155) });
  ledger.add(execution({ quantity: units(10), price: units(1) }));
  assert.equal(holding(), undefined);
  // -1000 - 2600 + 1000 + 4500 + 800 - 10
  assert.equal(ledger.book.cash, units(2690));
});

Deno.test("Ledger takes fees in dollars from cash and in coins from what is held", () => {
  const ledger = new Ledger();
  ledger.add(execution({ feeQuantity: units(0.025) }));
  ledger.add(execution({ quantity: units(-4), fee: units(1) }));
  assert.deepEqual(ledger.book.holdings.get("AAPL"), {
    quantity: units(5.975),
    average: units(100),
  });
  assert.equal(ledger.book.cash, units(-601));
});

Deno.test("bust() makes everything as if the execution had never been", () => {
  const ledger = new Ledger();
  const kept = execution({});
  const busted = execution({ quantity: units(7) });
  ledger.add(kept);
  ledger.add(busted);
  ledger.bust(busted.id);
  assert.deepEqual(ledger.executions, [kept]);
  assert.deepEqual(ledger.of("o"), [kept]);
  assert.deepEqual(ledger.since(kept.at), []);
  assert.equal(ledger.book.cash, units(-1000));
});

Deno.test("Ledger books deposits, transfers and splits", () => {
  const ledger = new Ledger();
  const movement = { id: "m", at: 1n, cash: 0n, quantity: 0n, price: 0n };
  ledger.add({ ...movement, kind: "deposit", cash: units(50) });
  ledger.add({
    ...{ ...movement, kind: "transfer", symbol: "AAPL" },
    ...{ quantity: units(3), price: units(90) },
  });
  ledger.add({
    ...{ ...movement, kind: "split", symbol: "AAPL", quantity: units(6) },
  });
  assert.equal(ledger.book.cash, units(50));
  assert.deepEqual(ledger.book.holdings.get("AAPL"), {
    quantity: units(9),
    average: units(30),
  });
  assert.equal(ledger.movements.length, 3);
  ledger.clear();
  assert.equal(ledger.book.cash, 0n);
});

Deno.test("filledOf() sums quantities and averages prices by them", () => {
  const filled = filledOf([
    execution({ quantity: units(-1), price: units(10) }),
    execution({ quantity: units(-3), price: units(20) }),
  ]);
  assert.deepEqual(filled, { quantity: units(4), average: units(17.5) });
  assert.deepEqual(filledOf([]), { quantity: 0n, average: undefined });
  assert.equal(valueOf(units(2.5), units(-4)), units(10));
});
