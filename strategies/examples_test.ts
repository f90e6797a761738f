/// <reference lib="deno.ns" />
/** What holds for every example, minute by minute in a small made-up market. */

import { strict as assert } from "node:assert";
import type { Bars, Prices, Signal, Signals, Team, TeamOrder } from "qtc";
import { MyStrategy as BuyAndHold } from "./buy_and_hold/strategy.ts";
import { MyStrategy as Macd } from "./macd/strategy.ts";
import { at, bars, lastPrices, long, team } from "./made_up.ts";
import { MyStrategy as MeanReversion } from "./mean_reversion/strategy.ts";
import { MyStrategy as Momentum } from "./momentum/strategy.ts";
import { MyStrategy as Pairs } from "./pairs/strategy.ts";
import { MyStrategy as Starter } from "./starter/strategy.ts";

type Strategy = Record<
  "generate_signal",
  (team: Team, bars: Bars, prices: Prices) => Signals
>;
type Order = Exclude<Signal, { cancel: string }>;

const MINUTES = 120;
const EXAMPLES = new Map<string, () => unknown>([
  ["buy_and_hold", () => new BuyAndHold()],
  ["macd", () => new Macd()],
  ["mean_reversion", () => new MeanReversion()],
  ["momentum", () => new Momentum()],
  ["pairs", () => new Pairs()],
  ["starter", () => new Starter()],
]);

for (const [name, make] of EXAMPLES) {
  Deno.test(`${name} trades, within its cash and shares`, () => {
    const { orders } = walk(make, { fresh: false });
    assert.ok(orders >= 3, `${orders} orders`);
  });

  Deno.test(`${name} says the same when it starts anew every minute`, () => {
    const warm = walk(make, { fresh: false });
    const fresh = walk(make, { fresh: true });
    assert.deepEqual(fresh.signals, warm.signals);
  });
}

/** Fills every order at the next minute's price, if there is one; checks each. */
function walk(make: () => unknown, { fresh }: { fresh: boolean }) {
  const closes = market();
  const held = new Map<string, number>();
  let strategy = make() as Strategy;
  let state: unknown;
  let cash = 10_000;
  let open: TeamOrder[] = [];
  let orders = 0;
  const signals: Signals[] = [];
  for (let row = 0; row < MINUTES; row++) {
    const filled = open.filter((order) => fills(order, closes, row));
    open = open.filter((order) => !filled.includes(order));
    for (const { symbol, action, quantity } of filled) {
      const change = action === "buy" ? quantity : -quantity;
      const after = (held.get(symbol) ?? 0) + change;
      if (after > 1e-9) held.set(symbol, after);
      else held.delete(symbol);
      cash -= change * (closes[symbol]?.[row] ?? 0);
    }

    const known = bars(Object.fromEntries(
      Object.entries(closes).map(([symbol, all]) => [
        symbol,
        all.slice(0, row + 1),
      ]),
    ));
    const prices = lastPrices(known);
    const reserve = (order: TeamOrder) =>
      order.action === "sell" ? 0 : order.quantity *
        (order.limit ?? (prices[order.symbol] ?? 0) * 1.03);
    const power = () => open.reduce((sum, o) => sum - reserve(o), cash);
    if (fresh) {
      strategy = make() as Strategy;
      if (state !== undefined) state = JSON.parse(JSON.stringify(state));
    }
    const mine = team({
      cash,
      buying_power: power(),
      positions: Object.fromEntries([...held].map(([s, q]) => [s, long(q)])),
      open_orders: open,
      state,
    });
    const answer = strategy.generate_signal(mine, known, prices);
    state = mine.state;
    signals.push(answer);
    const list = [answer ?? []].flat();
    assert.ok(list.length <= 20);
    for (const [index, signal] of list.entries()) {
      if ("cancel" in signal) {
        assert.ok(open.some(({ order_id }) => order_id === signal.cancel));
        open = open.filter(({ order_id }) => order_id !== signal.cancel);
        continue;
      }
      const order = accepted(signal, `${row}-${index}`, at(row));
      assert.equal(known[signal.symbol]?.timestamp.at(-1), at(row));
      assert.ok(!open.some(({ symbol }) => symbol === signal.symbol));
      if (signal.action === "sell") {
        assert.ok(signal.quantity <= (held.get(signal.symbol) ?? 0));
      }
      open.push(order);
      orders += 1;
      assert.ok(power() >= 0, `${power()} dollars left`);
    }
  }
  return { signals, orders };
}

/** Says whether a minute's price reaches an order; 0 is a missing minute. */
function fills(
  { action, limit, symbol }: TeamOrder,
  closes: Record<string, number[]>,
  row: number,
): boolean {
  const price = closes[symbol]?.[row] ?? 0;
  if (price === 0 || limit === null) return price > 0;
  return action === "buy" ? price <= limit : price >= limit;
}

function accepted(signal: Order, id: string, created: string): TeamOrder {
  const { symbol, action, quantity, price, order_type } = signal;
  assert.ok(quantity > 0 && price > 0);
  // Fractions of equities can only be market orders.
  assert.ok(order_type !== "limit" || Number.isInteger(quantity));
  return {
    order_id: id,
    symbol,
    action,
    order_type: order_type ?? "market",
    time_in_force: "day",
    quantity,
    filled: 0,
    limit: order_type === "limit" ? price : null,
    status: "new",
    created_at: created,
  };
}

/** Five symbols that move together a little; one minute in twenty is missing. */
function market(): Record<string, number[]> {
  let seed = 7;
  // Park and Miller's generator. Source: https://doi.org/10.1145/63039.63042
  const chance = () => (seed = seed * 48_271 % 2_147_483_647) / 2_147_483_647;
  const prices = { ACME: 180, BTC: 60_000, CORE: 14, DUNE: 480, ETH: 3_000 };
  const all: [string, number[]][] = Object.keys(prices).map((s) => [s, []]);
  const last = new Map<string, number>(Object.entries(prices));
  for (let row = 0; row < MINUTES; row++) {
    const common = (chance() - 0.5) * 0.004;
    for (const [symbol, column] of all) {
      const own = (chance() - 0.5) * 0.004;
      const price = (last.get(symbol) ?? 0) * (1 + common + own);
      last.set(symbol, price);
      column.push(chance() < 0.05 ? 0 : price);
    }
  }
  return Object.fromEntries(all);
}
