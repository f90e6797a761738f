/**
 * Pairs: two symbols that move together are expected to come back together. The
 * distance of a pair is ln(a) − ln(b); its z-score tells how unusual it is. At
 * +`entry` b is the cheap one and is bought, at −`entry` a; where the distance
 * has come back to its mean, it is sold. The textbook sells the dear one short as
 * well; there is no short selling here, so this one also bears the market's moves.
 *
 * It loses when the two part for good.
 *
 * @module
 */

import type { Bars, Prices, Signal, Signals, Team } from "qtc";
import { align, choosePairs, distances, zScore } from "./statistics.ts";

/** Two symbols that move together. */
export interface Pair {
  readonly a: string;
  readonly b: string;
  /** The one to hold; absent while neither is cheap. */
  readonly want?: string;
  /** It is still to be bought. */
  readonly buy?: boolean;
}

/** Kept under the strategy's name: what other code has left is not mistaken for it. */
export interface State {
  readonly pairs?: { readonly chosen: readonly Pair[] };
}

const DEFAULTS = { period: 60, entry: 1.5, pairs: 2 };

/** Buys the cheap one of two symbols that move together. */
export class MyStrategy {
  readonly #settings: typeof DEFAULTS;

  /** @throws {Error} on a parameter that makes no sense */
  constructor(params: Record<string, unknown> = {}) {
    this.#settings = settings(params);
  }

  /** Chooses the pairs once, then looks at the distance of each. */
  generate_signal(team: Team<State>, bars: Bars, prices: Prices): Signals {
    const { pairs } = this.#settings;
    const last = (symbol: string) => bars[symbol]?.timestamp.at(-1) ?? "";
    const now = Object.keys(bars).map(last).sort().at(-1);
    const busy = new Set(team.open_orders.map((order) => order.symbol));
    const signals: Signal[] = [];
    let power = team.buying_power;
    let budget = team.cash;
    for (const [symbol, position] of Object.entries(team.positions)) {
      budget += (position?.quantity ?? 0) * (prices[symbol] ?? 0);
    }
    budget *= 0.95 / pairs;

    const before = team.state?.pairs?.chosen ?? [];
    const chosen: Pair[] = [];
    const first = () => choosePairs(bars, pairs).map(([a, b]) => ({ a, b }));
    for (const old of before.length > 0 ? before : first()) {
      let pair: Pair = old;
      const { a, b } = pair;
      // Both must have traded in this minute, and nothing may be under way.
      const ready = last(a) === now && last(b) === now;
      if (ready && !busy.has(a) && !busy.has(b)) {
        pair = this.#judge(pair, bars);
        const unwanted = [a, b].filter((symbol) =>
          symbol !== pair.want && team.positions[symbol]
        );
        for (const symbol of unwanted) {
          const quantity = team.positions[symbol]?.quantity ?? 0;
          const price = prices[symbol] ?? 0;
          signals.push({ symbol, action: "sell", quantity, price });
        }
        // What the sale brings can be spent when it has filled, not before.
        if (pair.want && pair.buy && unwanted.length === 0) {
          const symbol = pair.want;
          const price = prices[symbol] ?? 0;
          // A market buy reserves 3 % above the last price.
          const quantity = shares(Math.min(budget, power * 0.95), price);
          if (quantity > 0) {
            signals.push({ symbol, action: "buy", quantity, price });
          }
          power -= quantity * price * 1.04;
          pair = { a, b, want: symbol };
        }
      }
      chosen.push(pair);
    }
    team.state = { pairs: { chosen } };
    return signals;
  }

  /** Returns the pair with what its distance says about the one to hold. */
  #judge(pair: Pair, bars: Bars): Pair {
    const { a, b, want } = pair;
    const { entry, period } = this.#settings;
    const z = zScore(distances(align(bars, a, b).slice(-period)));
    const cheap = z <= -entry ? a : z >= entry ? b : undefined;
    if (cheap !== undefined) {
      return cheap === want ? pair : { a, b, want: cheap, buy: true };
    }
    const back = want === a ? z >= 0 : z <= 0;
    return back ? { a, b } : pair;
  }
}

/** Whole shares, or a fraction of four decimals where one is too dear. */
function shares(dollars: number, price: number): number {
  const exact = price > 0 ? dollars / price : 0;
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
