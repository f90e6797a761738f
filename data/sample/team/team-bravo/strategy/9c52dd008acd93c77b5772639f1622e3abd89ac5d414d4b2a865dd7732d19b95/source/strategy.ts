/**
 * Mean reversion: a price far below its recent average is expected to come back.
 * How far is the z-score of the last `period` closes. Buys at −`entry` with a limit
 * order at the last close, sells at the mean or after `patience` minutes. It loses
 * when a price falls for a reason and goes on falling.
 *
 * @module
 */

import type { Bars, Prices, Signal, Signals, Team } from "qtc";
import { zScore } from "./z_score.ts";

/** Kept under the strategy's name: what other code has left is not mistaken for it. */
export interface State {
  readonly reversion?: {
    /** Newest minute at which each position was first seen. */
    readonly since: Readonly<Record<string, string>>;
  };
}

const DEFAULTS = { period: 20, entry: 2.25, slots: 4, patience: 60, stale: 3 };

/** Buys dips with limit orders and sells them at the mean. */
export class MyStrategy {
  readonly #settings: typeof DEFAULTS;

  /** @throws {Error} on a parameter that makes no sense */
  constructor(params: Record<string, unknown> = {}) {
    this.#settings = settings(params);
  }

  /** Cancels what nobody wanted, sells what has come back, buys what has dipped. */
  generate_signal(team: Team<State>, bars: Bars, prices: Prices): Signals {
    const { entry, patience, period, slots, stale } = this.#settings;
    const { now, fresh } = newest(bars);
    const signals: Signal[] = [];

    // A limit order can rest for long: after `stale` minutes its reason is gone.
    for (const order of team.open_orders) {
      const old = minutesBetween(order.created_at, now) >= stale;
      if (!old || order.status === "pending_cancel") continue;
      signals.push({ cancel: order.order_id });
    }

    const busy = new Set(team.open_orders.map((order) => order.symbol));
    const held = Object.keys(team.positions);
    const seen = team.state?.reversion?.since ?? {};
    const since = Object.fromEntries(held.map((s) => [s, seen[s] ?? now]));
    team.state = { reversion: { since } };
    let free = slots - new Set([...held, ...busy]).size;
    let power = team.buying_power;
    const budget = equity(team, prices) * 0.95 / slots;
    for (const symbol of fresh) {
      const price = prices[symbol];
      const z = zScore(bars[symbol]?.close.slice(-period) ?? []);
      if (busy.has(symbol) || !price) continue;
      let quantity = team.positions[symbol]?.quantity ?? 0;
      if (quantity > 0) {
        const late = minutesBetween(since[symbol] ?? now, now) >= patience;
        if (!late && (z === undefined || z < 0)) continue;
        const type = late ? "market" : kind(quantity);
        signals.push({
          symbol,
          action: "sell",
          quantity,
          price,
          order_type: type,
        });
      } else if (z !== undefined && z <= -entry && free > 0) {
        // 5 % less than there is: a market buy reserves 3 % above the last price.
        quantity = shares(Math.min(budget, power * 0.95), price);
        if (quantity * price < budget / 2) continue;
        signals.push({
          symbol,
          action: "buy",
          quantity,
          price,
          order_type: kind(quantity),
        });
        power -= quantity * price * 1.04;
        free -= 1;
      }
    }
    return signals.slice(0, 20); // more a minute would be denied
  }
}

/** Fractions may only be market orders; the default time in force suits every asset. */
function kind(quantity: number): "limit" | "market" {
  return Number.isInteger(quantity) ? "limit" : "market";
}

/** The newest minute, and the symbols that have a bar of it. */
function newest(bars: Bars): { now: string; fresh: string[] } {
  const last = (symbol: string) => bars[symbol]?.timestamp.at(-1) ?? "";
  const symbols = Object.keys(bars).sort();
  const now = symbols.map(last).sort().at(-1) ?? "";
  return { now, fresh: symbols.filter((symbol) => last(symbol) === now) };
}

function minutesBetween(start: string, end: string): number {
  return (Date.parse(end) - Date.parse(start)) / 60_000;
}

function equity(team: Team<State>, prices: Prices): number {
  let sum = team.cash;
  for (const [symbol, position] of Object.entries(team.positions)) {
    sum += (position?.quantity ?? 0) * (prices[symbol] ?? 0);
  }
  return sum;
}

/** Whole shares, or a fraction of four decimals where one is too dear. */
function shares(dollars: number, price: number): number {
  const exact = dollars / price;
  return exact >= 1 ? Math.floor(exact) : Math.floor(exact * 1e4) / 1e4;
}

/** @throws {Error} unless all are known, above 0, and whole where the default is */
function settings(params: Record<string, unknown>): typeof DEFAULTS {
  const defaults = new Map(Object.entries(DEFAULTS));
  for (const [name, value] of Object.entries(params)) {
    const whole = Number.isInteger(defaults.get(name));
    const fits = whole ? Number.isInteger(value) : Number.isFinite(value);
    if (defaults.has(name) && fits && Number(value) > 0) continue;
    const known = JSON.stringify(DEFAULTS);
    throw new Error(`Cannot use ${name}: ${value}; the defaults are ${known}`);
  }
  return { ...DEFAULTS, ...params };
}
