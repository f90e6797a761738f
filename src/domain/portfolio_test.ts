import { strict as assert } from "node:assert";
import {
  fills,
  minuteAt,
  orders,
  shares,
  teamSpec,
  usd,
} from "../testing/events.ts";
import { bookFill, emptyPortfolio, heldOf } from "./portfolio.ts";

Deno.test("emptyPortfolio() takes part with nothing", () => {
  const team = emptyPortfolio(teamSpec("alpha"), 60_000);
  assert.equal(team.joinedAt, 60_000);
  assert.deepEqual(
    [team.active, team.cash, team.positions.size, team.open.size],
    [true, 0n, 0, 0],
  );
  assert.equal(team.equity, undefined);
});

Deno.test("bookFill() moves cash, position, fees and profit by one execution", () => {
  const team = emptyPortfolio(teamSpec("alpha"), 0);
  team.cash = usd(1_000);
  const buy = orders({ quantity: 8 });
  const sell = orders({ index: 1, quantity: 3, side: "sell" });
  bookFill(team, fills(buy, { quantity: 8, price: 100, fee: 0.5 }));
  assert.equal(team.cash, usd(199.5));
  assert.deepEqual(team.positions.get("AAPL"), {
    symbol: "AAPL",
    quantity: shares(8),
    cost: usd(800),
  });
  bookFill(team, fills(sell, { quantity: 3, price: 110, fee: 0.25 }));
  // 199.5 + 330 - 0.25; 3 × (110 - 100) won; 800 - 330 paid on balance.
  assert.deepEqual(
    [team.cash, team.realized, team.paid, team.fees, team.fillCount],
    [usd(529.25), usd(30), usd(470), usd(0.75), 2],
  );
  assert.equal(heldOf(team, "AAPL"), shares(5));
});

Deno.test("bookFill() takes a fee in the coin from the holding, not from cash", () => {
  const team = emptyPortfolio(teamSpec("alpha"), 0);
  const buy = orders({ symbol: "BTC", quantity: 2 });
  bookFill(team, fills(buy, { quantity: 2, price: 50, feeQuantity: 0.005 }));
  assert.equal(team.cash, usd(-100));
  assert.equal(heldOf(team, "BTC"), shares(1.995));
  assert.equal(team.fees, 0n);
});

Deno.test("bookFill() leaves no position when all is sold", () => {
  const team = emptyPortfolio(teamSpec("alpha"), 0);
  bookFill(team, fills(orders(), { quantity: 1 }));
  bookFill(team, fills(orders({ side: "sell" }), { quantity: 1, price: 90 }));
  assert.equal(team.positions.size, 0);
  assert.deepEqual([team.cash, team.realized], [usd(-10), usd(-10)]);
});

Deno.test("bookFill() throws when a fill has no quantity, and books nothing", () => {
  const team = emptyPortfolio(teamSpec("alpha"), 0);
  assert.throws(
    () => bookFill(team, fills(orders(), { quantity: 0, fee: 1 })),
    /a fill has a quantity/,
  );
  assert.deepEqual([team.cash, team.fillCount], [0n, 0]);
});

Deno.test("heldOf() is 0 when nothing is held", () => {
  assert.equal(heldOf(emptyPortfolio(teamSpec("alpha"), 0), "AAPL"), 0n);
});

Deno.test("bookFill() remembers what was traded on the last day, fees in the coin included", () => {
  const team = emptyPortfolio(teamSpec("alpha"), 0);
  const take = (quantity: number, at: number, feeQuantity = 0): void => {
    const order = orders({ symbol: "BTC", quantity });
    bookFill(team, fills(order, { quantity, feeQuantity, at }));
  };
  take(2, minuteAt(0));
  take(3, minuteAt(1), 0.5);
  const today = { date: "2013-10-07", quantity: shares(4.5) };
  assert.deepEqual(team.traded.get("BTC"), today);
  // An execution of a day before comes late.
  take(7, minuteAt(-1440));
  assert.deepEqual(team.traded.get("BTC"), today);
  take(1, minuteAt(1440));
  assert.deepEqual(team.traded.get("BTC"), {
    date: "2013-10-08",
    quantity: shares(1),
  });
});
