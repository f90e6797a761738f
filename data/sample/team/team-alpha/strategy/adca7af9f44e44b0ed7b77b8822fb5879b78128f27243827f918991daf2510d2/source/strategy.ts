/**
 * Momentum: what has risen most lately is expected to rise on. Every `every`
 * minutes all symbols are ranked by their return over the last `lookback` bars;
 * the best `hold` of them, if they rose at all, are held until the next ranking.
 * It loses when leaders turn as soon as they are bought; each change costs the spread.
 *
 * @module
 */

import type { Bars, Prices, Signal, Signals, Team } from "qtc";

/** Kept under the strategy's name: what other code has left is not mistaken for it. */
export interface State {
  readonly momentum?: {
    /** Minutes so far; a ranking is due at 0, `every`, 2 × `every` … */
    readonly calls: number;
    /** Symbols to hold until the next ranking; every other one is sold. */
    readonly targets: readonly string[];
    /** Those of them that are still to be bought. */
    readonly wanted: readonly string[];
  };
}

const DEFAULTS = { lookback: 60, every: 30, hold: 2 };

/** Holds the symbols with the best recent return. */
export class MyStrategy {
  readonly #settings: typeof DEFAULTS;

  /** @throws {Error} on a parameter that makes no sense */
  constructor(params: Record<string, unknown> = {}) {
    this.#settings = settings(params);
  }

  /** Ranks when it is time to; sells what has left the top, buys what is new. */
  generate_signal(team: Team<State>, bars: Bars, prices: Prices): Signals {
    const { every, hold, lookback } = this.#settings;
    const held = Object.keys(team.positions).sort();
    const fresh = freshSymbols(bars);
    let { calls, targets, wanted } = team.state?.momentum ??
      { calls: 0, targets: [], wanted: [] };

    // Count from the first minute with two bars: one alone tells nothing.
    if (fresh.some((symbol) => (bars[symbol]?.close.length ?? 0) > 1)) {
      if (calls % every === 0) {
        // What does not trade now (a stock at night) cannot be sold: it keeps its place.
        const stuck = held.filter((symbol) => !fresh.includes(symbol));
        const free = Math.max(hold - stuck.length, 0);
        targets = [...stuck, ...rank(bars, fresh, lookback).slice(0, free)];
        // deno-lint-ignore no-console -- it goes into the team's own log
        console.log("holding", targets.join(" ") || "nothing");
        wanted = targets.filter((symbol) => !held.includes(symbol));
      }
      calls += 1;
    }

    const signals: Signal[] = [];
    const busy = new Set(team.open_orders.map((order) => order.symbol));
    for (const symbol of fresh) {
      const price = prices[symbol];
      const position = team.positions[symbol];
      if (busy.has(symbol) || !price || !position) continue;
      if (!targets.includes(symbol)) {
        const { quantity } = position;
        signals.push({ symbol, action: "sell", quantity, price });
      }
    }
    // 5 % stay in cash: a market buy reserves 3 % more than the last price.
    const budget = equity(team, prices) * 0.95 / hold;
    let power = team.buying_power;
    for (const symbol of wanted) {
      const price = prices[symbol];
      if (busy.has(symbol) || !price || !fresh.includes(symbol)) continue;
      const dollars = Math.min(budget, power / 1.04);
      // Not enough yet: the sales that pay for it fill in the next minute.
      if (dollars < budget / 2) break;
      power -= dollars * 1.04;
      wanted = wanted.filter((other) => other !== symbol); // asked for once
      const quantity = shares(dollars, price);
      if (quantity > 0) {
        signals.push({ symbol, action: "buy", quantity, price });
      }
    }
    team.state = { momentum: { calls, targets, wanted } };
    return signals;
  }
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

/** Symbols with a bar of the newest minute, in alphabetical order. */
function freshSymbols(bars: Bars): string[] {
  const last = (symbol: string) => bars[symbol]?.timestamp.at(-1) ?? "";
  const symbols = Object.keys(bars).sort();
  const newest = symbols.map(last).sort().at(-1);
  return symbols.filter((symbol) => last(symbol) === newest);
}

/** Symbols that rose, best first; over fewer than `lookback` bars while there are no more. */
function rank(bars: Bars, symbols: string[], lookback: number): string[] {
  const gains = symbols.map((symbol) => {
    const closes = bars[symbol]?.close.slice(-lookback - 1) ?? [];
    return { symbol, gain: (closes.at(-1) ?? 0) / (closes[0] ?? 1) - 1 };
  });
  return gains.filter(({ gain }) => gain > 0)
    .sort((a, b) => b.gain - a.gain).map(({ symbol }) => symbol);
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
