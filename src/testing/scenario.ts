/**
 * Twelve minutes around an opening bell in which everything happens that may:
 * partial fills, limits, cancels, failures, new code, broken code, a team that
 * joins, one that leaves, a minute without data.
 *
 * @module
 */

import { MINUTE_MS } from "../domain/bar.ts";
import { instrument } from "../domain/instrument.ts";
import type { MarketData } from "../ports/market_data.ts";
import type { RegisteredTeam } from "../ports/registry.ts";
import { teamSpec, usd } from "./events.ts";
import { fakeMarketData } from "./fake_market_data.ts";
import type { FakeEdition } from "./fake_registry.ts";
import type { FakeCall, FakeStrategy } from "./fake_strategies.ts";

/** 09:28 in New York on a Friday, Unix milliseconds. */
export const SCENARIO_START = Date.parse("2026-11-20T14:28:00Z");
/** Minutes of the scenario. */
export const SCENARIO_MINUTES = 12;

/** Returns the start of the n-th minute, Unix milliseconds. */
export function scenarioMinute(n: number): number {
  return SCENARIO_START + n * MINUTE_MS;
}

/** Returns the market: two shares that go up and down, a coin, thin volumes. */
export function scenarioMarket(): MarketData {
  return fakeMarketData({
    instruments: [
      instrument("AAPL", "equity"),
      instrument("BTC", "crypto"),
      instrument("MSFT", "equity"),
    ],
    bar(symbol, at) {
      const n = Math.floor(at / MINUTE_MS);
      // Now and then there is no trade.
      if (symbol === "MSFT" && n % 4 === 1) return undefined;
      const open = (symbol === "BTC" ? 500 : 100) + (n * 7 % 5 - 2) / 4;
      const close = open + 0.13;
      return { open, close, high: close + 0.5, low: open - 0.5, volume: 120 };
    },
    isDown: (upTo) => upTo === scenarioMinute(9),
  });
}

/** Returns the registry's editions: who takes part from which minute on. */
export function scenarioEditions(): FakeEdition[] {
  // Within the minute before it counts: a process that starts then knows it.
  const at = (n: number) => scenarioMinute(n) + 1;
  const one = (id: string, spec = {}): RegisteredTeam => ({
    spec: teamSpec(id, spec),
  });
  const coins = one("coins", { run247: true });
  const failing = one("failing");
  const shares = one("shares");
  const leaving = one("leaving", { initialCash: usd(5_000) });
  const late = one("late");
  const { code: _code, ...codeless } = shares.spec;
  const fault = { type: "SyntaxError", message: "strategy.ts:3:1: no" };
  return [
    [0, [coins, failing, leaving, shares]],
    [at(5), [coins, failing, late, leaving, shares]],
    [at(7), [coins, failing, late, one("shares", { code: "c0de2" })]],
    [at(8), [coins, failing, late, { spec: codeless, fault }]],
    [at(10), [coins, failing, late, {
      spec: { ...codeless, name: "Other", params: { fast: 3 } },
      fault,
    }]],
  ];
}

/** The strategies by team; what they do depends on what they see alone. */
export const SCENARIO_STRATEGIES: Readonly<Record<string, FakeStrategy>> = {
  shares: withCount(({ view, spec }, n) => {
    // More than a bar allows: it takes several.
    if (n === 1) return [buy("AAPL", 30), buy("AAPL", 1_000_000)];
    if (n === 3) return [limit("MSFT", "buy", 5, 99.4), buy("AAPL", -1_000)];
    if (n % 3 === 0) {
      return [{ ...buy("AAPL", spec.code === "c0de" ? 2 : 3), action: "sell" }];
    }
    return n % 5 === 0 ? cancelsOf(view) : [];
  }),
  coins: withCount(({ view, seed }, n) => {
    if (n % 4 === 1) {
      return [limit("BTC", "buy", 0.5 + (seed[0] ?? 0) % 8, 499.9)];
    }
    if (n % 4 === 3) return cancelsOf(view);
    const [held] = view.positions;
    return held && n % 4 === 0 ? [limit("BTC", "sell", 0.25, 400)] : [];
  }),
  failing: ({ minute }) =>
    minute % (2 * MINUTE_MS) === 0
      ? {
        outcome: "timeout",
        error: {
          type: "TimeoutError",
          message: "5 s",
          phase: "signal_generation",
        },
      }
      : [{ symbol: "AAPL" }, "nonsense", limit("AAPL", "buy", 1, 500)],
  leaving: withCount((_, n) =>
    n === 1 ? [limit("AAPL", "buy", 9, 90), buy("MSFT", 4)] : []
  ),
  late: withCount((_, n) => n < 4 ? [buy("MSFT", 3)] : []),
};

/** Counts a team's minutes in its state: what it does survives a restart. */
function withCount(
  strategy: (call: FakeCall, n: number) => readonly unknown[],
): FakeStrategy {
  return (call) => {
    const n = ((call.state as { n: number } | undefined)?.n ?? 0) + 1;
    const rows = call.bars.filter(({ symbol }) => symbol === "AAPL").length;
    return { signals: strategy(call, n), state: { n, rows } };
  };
}

function buy(symbol: string, quantity: number) {
  return { symbol, action: "buy", quantity, price: 0.01 };
}

function limit(
  symbol: string,
  action: string,
  quantity: number,
  price: number,
) {
  return { symbol, action, quantity, price, order_type: "limit" };
}

function cancelsOf({ openOrders }: FakeCall["view"]) {
  return openOrders.map(({ order_id }) => ({ cancel: order_id }));
}
