import { strict as assert } from "node:assert";
import {
  abs,
  notional,
  type Price,
  type Quantity,
} from "../../domain/decimal.ts";
import { random } from "../../domain/random.ts";
import { marginPercent, reserveOf, valuation } from "./account.ts";
import type { Desk } from "./desk.ts";
import type { FaultName } from "./fault_list.ts";
import { type AlpacaOrder, hasEnded } from "./orders.ts";
import { type Floor, floorAt, units } from "./trading_fixture_test.ts";

const SYMBOLS = ["AAPL", "MSFT", "PENNY", "BTC/USD"];
const FAULTS: FaultName[] = [
  "fill_partial",
  "fill_unseen",
  "fill_before_answer",
  "reject_later",
  "cancel_then_fill",
  "cancel_rejected",
  "cancel_refused",
  "lookup_late",
];

/** What has been seen of each order that had ended. */
type Ended = Map<string, string>;

function check({ exchange }: Floor, ended: Ended): void {
  const { ledger, orders } = exchange.desk;
  let cash = 0n;
  const held = new Map<string, bigint>();
  const add = (symbol: string, quantity: bigint) =>
    held.set(symbol, (held.get(symbol) ?? 0n) + quantity);
  for (const { cash: moved } of ledger.movements) cash += moved;
  for (const each of ledger.executions) {
    const { price, quantity, fee, feeQuantity, symbol } = each;
    cash -= notional(price as Price, quantity as Quantity) + fee;
    add(symbol, quantity - feeQuantity);
  }
  assert.equal(ledger.book.cash, cash);
  for (const [symbol, quantity] of held) {
    assert.equal(ledger.book.holdings.get(symbol)?.quantity ?? 0n, quantity);
  }
  for (const order of orders.all) checkOrder(exchange.desk.json, order, ended);
  const ids = [
    ...orders.all.flatMap(({ id, clientOrderId }) => [id, clientOrderId]),
    ...ledger.executions.map(({ id }) => id),
  ];
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(
    orders.open.map(({ id }) => id),
    orders.all.filter((order) => !hasEnded(order)).map(({ id }) => id),
  );
}

function checkOrder(
  json: (order: AlpacaOrder) => Record<string, unknown>,
  order: AlpacaOrder,
  ended: Ended,
): void {
  const shown = json(order);
  if (shown.qty !== null) {
    assert.ok(Number(shown.filled_qty) <= Number(shown.qty));
  }
  assert.ok(order.status !== "filled" || Number(shown.filled_qty) > 0);
  const before = ended.get(order.id);
  const now = JSON.stringify(shown);
  if (before !== undefined) assert.equal(now, before);
  if (hasEnded(order)) ended.set(order.id, now);
}

/** What opens a position never takes more than there is. */
function checkPower(desk: Desk, id: string): void {
  if (!desk.orders.get(id)?.opens) return;
  const { equity, initialMargin } = valuation(desk);
  const held = desk.orders.open.reduce(
    (sum, order) =>
      sum + reserveOf(desk, order) *
        marginPercent(order.asset, desk.multiplier) / 100n,
    0n,
  );
  assert.ok(equity - initialMargin - held >= 0n);
}

async function act(floor: Floor, next: () => number): Promise<void> {
  const pick = <T>(values: readonly T[]): T =>
    values[Math.floor(next() * values.length)] as T;
  const { exchange, world, prices } = floor;
  const dice = next();
  if (dice < 0.45) {
    const symbol = pick(SYMBOLS);
    const own = world.asset(symbol)?.symbol ?? "";
    const isCoin = own === "BTC";
    const last = prices.get(own) ?? 1;
    const price = (last * (0.97 + next() * 0.06)).toFixed(last < 1 ? 3 : 2);
    const answer = await floor.order({
      ...{ symbol, side: pick(["buy", "buy", "sell"]) },
      qty: isCoin ? next().toFixed(4) : String(1 + Math.floor(next() * 300)),
      ...(next() < 0.5 && { type: "limit", limit_price: price }),
      time_in_force: isCoin
        ? pick(["gtc", "ioc"])
        : pick(["day", "gtc", "ioc", "fok"]),
    });
    assert.ok([200, 403, 422].includes(answer.status));
    if (answer.status === 200) checkPower(exchange.desk, answer.body.id);
  } else if (dice < 0.55) {
    const open = exchange.desk.orders.open;
    if (open.length === 0) return;
    await floor.send("DELETE", `/v2/orders/${pick(open).id}`);
  } else if (dice < 0.6) {
    const open = exchange.desk.orders.open;
    if (open.length === 0) return;
    const body = { qty: String(1 + Math.floor(next() * 50)) };
    await floor.send("PATCH", `/v2/orders/${pick(open).id}`, body);
  } else if (dice < 0.65) {
    await floor.send("DELETE", `/v2/positions/${pick(["AAPL", "BTCUSD"])}`);
  } else if (dice < 0.8) {
    for (const [symbol, price] of prices) {
      const moved = price * (0.99 + next() * 0.02);
      prices.set(symbol, Number(moved.toFixed(4)));
    }
  } else if (dice < 0.85) {
    world.faults.set({ name: pick(FAULTS), count: 1 });
  } else floor.wait(Math.floor(next() * 20_000));
}

for (let seed = 1; seed <= 3; seed++) {
  Deno.test(`createExchange() keeps its books through 200 random steps, seed ${seed}`, async () => {
    const next = random("steps", seed);
    const floor = floorAt(undefined, { cash: units(100_000) }, seed);
    const ended: Ended = new Map();
    for (let n = 0; n < 200; n++) {
      await act(floor, next);
      check(floor, ended);
      // Bounds that hold whatever the prices do: nothing is held twice.
      for (
        const [symbol, { quantity }] of floor.exchange.desk.ledger.book.holdings
      ) {
        assert.notEqual(quantity, 0n, symbol);
        assert.ok(symbol !== "BTC" || quantity > 0n);
        assert.ok(abs(quantity) < units(100_000_000));
      }
    }
    floor.wait(100 * 24 * 3_600_000);
    assert.deepEqual(floor.exchange.desk.orders.open, []);
    check(floor, ended);
    const { ledger } = floor.exchange.desk;
    assert.ok(ledger.executions.length > 20, String(ledger.executions.length));
  });
}

Deno.test("createExchange() does the same again for the same seed", async () => {
  const run = async () => {
    const next = random("again");
    const floor = floorAt(undefined, {}, 5);
    for (let n = 0; n < 100; n++) await act(floor, next);
    return floor.updates.map(({ data }) => data);
  };
  assert.deepEqual(await run(), await run());
});
