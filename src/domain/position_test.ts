import { strict as assert } from "node:assert";
import {
  fromNumber,
  type Money,
  notional,
  type Price,
  type Quantity,
} from "./decimal.ts";
import { applyFill, type Position } from "./position.ts";
import { random } from "./random.ts";

Deno.test("applyFill() opens a holding at what was paid", () => {
  assert.deepEqual(applyFill(undefined, fill(10, 100)), {
    position: holding(10, 1000),
    realized: 0n,
  });
});

Deno.test("applyFill() averages the cost when it adds", () => {
  const { position, realized } = applyFill(holding(10, 1000), fill(10, 110));
  assert.deepEqual([position, realized], [holding(20, 2100), 0n]);
});

Deno.test("applyFill() realizes profit on the shares it closes", () => {
  const sold = applyFill(holding(10, 1000), fill(-4, 110));
  assert.deepEqual(sold, { position: holding(6, 600), realized: usd(40) });
});

Deno.test("applyFill() leaves no position when the fill closes it", () => {
  const sold = applyFill(holding(10, 1000), fill(-10, 90));
  assert.deepEqual(sold, { realized: usd(-100) });
});

Deno.test("applyFill() closes, then opens the other way when it crosses zero", () => {
  const sold = applyFill(holding(5, 500), fill(-8, 120));
  assert.deepEqual(sold, { position: holding(-3, -360), realized: usd(100) });
  const bought = applyFill(holding(-3, -360), fill(5, 100));
  assert.deepEqual(bought, { position: holding(2, 200), realized: usd(60) });
});

Deno.test("applyFill() realizes profit on a short that is bought back", () => {
  const bought = applyFill(holding(-10, -1000), fill(4, 90));
  assert.deepEqual(bought, { position: holding(-6, -600), realized: usd(40) });
});

Deno.test("applyFill() takes a fee in the coin from the quantity, not from the cost", () => {
  assert.deepEqual(applyFill(undefined, fill(100, 10, 0.25)), {
    position: holding(99.75, 1000),
    realized: 0n,
  });
  const sold = applyFill(holding(99.75, 1000), fill(-99.75, 10));
  assert.deepEqual(sold, { realized: usd(-2.5) });
});

Deno.test("applyFill() releases cost in proportion, to the unit", () => {
  // A third of 100 dollars; the last share takes what rounding left.
  const first = applyFill(holding(3, 100), fill(-1, 50));
  assert.equal(first.position?.cost, 66_666_666_667n);
  assert.equal(first.realized, 16_666_666_667n);
  const second = applyFill(first.position, fill(-2, 50));
  assert.deepEqual(second, { realized: 33_333_333_333n });
});

Deno.test("applyFill() conserves dollars over any sequence of fills", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const next = random("fills", seed);
    let held: Position | undefined;
    let paid = 0n;
    let realized = 0n;
    let quantity = 0n;
    for (let i = 0; i < 20; i++) {
      const shares = Math.round((next() - 0.5) * 1e4) / 100 || 1;
      const fee = shares > 0 && next() < 0.5 ? shares / 400 : 0;
      const each = fill(shares, 1 + Math.round(next() * 1e9) / 1e7, fee);
      const change = applyFill(held, each);
      paid += notional(each.price, each.quantity);
      quantity += each.quantity - each.feeQuantity;
      realized += change.realized;
      held = change.position;
      assert.equal(paid, (held?.cost ?? 0n) - realized, `seed ${seed}`);
      assert.equal(held?.quantity ?? 0n, quantity, `seed ${seed}`);
      assert.ok(!held || (held.cost > 0n) === (held.quantity > 0n));
    }
  }
});

Deno.test("applyFill() never gains or loses on adds alone", () => {
  const next = random("adds");
  let held: Position | undefined;
  for (let i = 0; i < 500; i++) {
    const change = applyFill(held, fill(1 + next(), 1 + next()));
    assert.equal(change.realized, 0n);
    held = change.position;
  }
});

function usd(dollars: number): Money {
  return fromNumber<Money>(dollars);
}

function holding(shares: number, cost: number): Position {
  return {
    symbol: "AAPL",
    quantity: fromNumber<Quantity>(shares),
    cost: usd(cost),
  };
}

function fill(shares: number, price: number, feeShares = 0) {
  return {
    symbol: "AAPL",
    quantity: fromNumber<Quantity>(shares),
    price: fromNumber<Price>(price),
    feeQuantity: fromNumber<Quantity>(feeShares),
  };
}
