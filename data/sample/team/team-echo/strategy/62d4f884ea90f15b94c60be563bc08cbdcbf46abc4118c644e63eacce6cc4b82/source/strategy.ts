/**
 * Buy and hold, with two habits of patient savers. Cost averaging: the money is
 * not spent at once but in `slices` parts, one every `interval` minutes, each on
 * the few symbols that lack most. Rebalancing: at the same interval whatever has
 * grown to more than its equal share by `drift` is trimmed, and what has fallen
 * behind is topped up. So it goes on trading a little, which a pure buy and hold
 * would not. It loses what all of them lose together.
 *
 * @module
 */

import type { Bars, Prices, Signal, Signals, Team } from "qtc";

/** Kept under the strategy's name: what other code has left is not mistaken for it. */
export interface State {
  /** Minutes so far; it acts at 0, `interval`, 2 × `interval` … */
  readonly holding?: { readonly calls: number };
}

/** `interval` in minutes; `drift` 0.03 is 3 % of a symbol's share. */
const DEFAULTS = { slices: 10, interval: 15, drift: 0.03 };
/** Buys at one time: each costs a spread. */
const BUYS_MAX = 5;
/** Kept in cash, so that fees and rising prices find some. */
const INVESTED = 0.97;
/** Smaller orders are not worth their spread; brokers refuse the smallest. */
const DOLLARS_MIN = 10;

/** Holds everything there is in equal parts. */
export class MyStrategy {
  readonly #settings: typeof DEFAULTS;

  /** @throws {Error} on a parameter that makes no sense */
  constructor(params: Record<string, unknown> = {}) {
    this.#settings = settings(params);
  }

  /** Every `interval` minutes: trims what is too large, buys what lacks most. */
  generate_signal(team: Team<State>, bars: Bars, prices: Prices): Signals {
    const { drift, interval, slices } = this.#settings;
    const fresh = freshSymbols(bars);
    if (fresh.length === 0) return null;
    const calls = team.state?.holding?.calls ?? 0;
    team.state = { holding: { calls: calls + 1 } };
    if (calls % interval !== 0) return null;

    const worth = (symbol: string) =>
      (team.positions[symbol]?.quantity ?? 0) * (prices[symbol] ?? 0);
    const held = Object.keys(team.positions).map(worth);
    const equity = held.reduce((sum, value) => sum + value, team.cash);
    // Shares are counted over all symbols, also those that do not trade now.
    const share = equity * INVESTED / Object.keys(bars).length;
    const busy = new Set(team.open_orders.map((order) => order.symbol));
    const gaps = fresh.filter((symbol) => !busy.has(symbol) && prices[symbol])
      .map((symbol) => ({ symbol, gap: share - worth(symbol) }))
      .filter(({ gap }) => Math.abs(gap) > share * drift)
      .sort((x, y) => y.gap - x.gap);

    const signals: Signal[] = [];
    for (const { symbol, gap } of gaps.filter(({ gap }) => gap < 0)) {
      const price = prices[symbol] ?? 0;
      const quantity = shares(-gap, price);
      if (quantity * price >= DOLLARS_MIN) {
        signals.push({ symbol, action: "sell", quantity, price });
      }
    }
    const lacking = gaps.filter(({ gap }) => gap > 0).slice(0, BUYS_MAX);
    const part = equity * INVESTED / slices / Math.max(lacking.length, 1);
    let power = team.buying_power;
    for (const { symbol, gap } of lacking) {
      const price = prices[symbol] ?? 0;
      // 5 % less than there is: a market buy reserves 3 % above the last price.
      const dollars = Math.min(gap, part, power * 0.95);
      const quantity = shares(dollars, price);
      if (quantity * price < DOLLARS_MIN) continue;
      signals.push({ symbol, action: "buy", quantity, price });
      power -= quantity * price * 1.04;
    }
    return signals.slice(0, 20); // more a minute would be denied
  }
}

/** Symbols with a bar of the newest minute, in alphabetical order. */
function freshSymbols(bars: Bars): string[] {
  const last = (symbol: string) => bars[symbol]?.timestamp.at(-1) ?? "";
  const symbols = Object.keys(bars).sort();
  const newest = symbols.map(last).sort().at(-1);
  return symbols.filter((symbol) => last(symbol) === newest);
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
