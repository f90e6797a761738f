/**
 * MACD: buys when a rise begins to gain speed (the histogram of indicators.ts
 * crosses +`band`) and sells when it loses it (falls below −`band`). The averages
 * are carried on in `team.state`, one step for each new bar. It loses in markets
 * that move sideways in waves larger than the band.
 *
 * @module
 */

import type { Bars, Prices, Signal, Signals, Team } from "qtc";
import { type Macd, nextMacd } from "./indicators.ts";

/** What is known of one symbol. */
export interface Track {
  /** Start of the last bar that was taken in. */
  readonly at: string;
  /** Bars taken in so far. */
  readonly rows: number;
  readonly macd: Macd;
  /** The histogram one bar earlier, dollars. */
  readonly before: number;
}

/** Kept under the strategy's name: what other code has left is not mistaken for it. */
export interface State {
  readonly macd?: Readonly<Record<string, Track>>;
}

/** `band` in basis points of the price; `warmup` in bars before the first trade. */
const DEFAULTS = {
  fast: 12,
  slow: 26,
  signal: 9,
  band: 1.5,
  slots: 4,
  warmup: 26,
};

/** Rides rises while they gain speed. */
export class MyStrategy {
  readonly #settings: typeof DEFAULTS;

  /** @throws {Error} on a parameter that makes no sense */
  constructor(params: Record<string, unknown> = {}) {
    this.#settings = settings(params);
  }

  /** Takes in the new bars of every symbol, then trades those that crossed the band. */
  generate_signal(team: Team<State>, bars: Bars, prices: Prices): Signals {
    const { band, slots, warmup } = this.#settings;
    const known = team.state?.macd ?? {};
    const tracks: Record<string, Track> = {};
    const signals: Signal[] = [];
    const busy = new Set(team.open_orders.map((order) => order.symbol));
    let free = slots - new Set([...Object.keys(team.positions), ...busy]).size;
    let power = team.buying_power;
    const budget = equity(team, prices) * 0.95 / slots;
    for (const symbol of Object.keys(bars).sort()) {
      const before = known[symbol];
      const track = this.#follow(before, bars[symbol]);
      if (track) tracks[symbol] = track;
      const price = prices[symbol];
      // No new bar: the symbol does not trade now, and nothing has crossed.
      if (!track || !price || track.at === before?.at) continue;
      if (busy.has(symbol) || track.rows < warmup) continue;
      const edge = price * band / 10_000;
      const { histogram } = track.macd;
      const quantity = team.positions[symbol]?.quantity;
      if (quantity !== undefined) {
        if (histogram < -edge) {
          signals.push({ symbol, action: "sell", quantity, price });
        }
      } else if (track.before <= edge && histogram > edge && free > 0) {
        // 5 % less than there is: a market buy reserves 3 % above the last price.
        const wanted = shares(Math.min(budget, power * 0.95), price);
        if (wanted * price < budget / 2) continue;
        signals.push({ symbol, action: "buy", quantity: wanted, price });
        power -= wanted * price * 1.04;
        free -= 1;
      }
    }
    team.state = { macd: tracks };
    return signals.slice(0, 20); // more a minute would be denied
  }

  /** Returns the track after every bar that is newer than its last one. */
  #follow(track: Track | undefined, columns: Bars[string]): Track | undefined {
    const { close = [], timestamp = [] } = columns ?? {};
    for (const [row, at] of timestamp.entries()) {
      const value = close[row];
      if (value === undefined || (track && at <= track.at)) continue;
      track = {
        at,
        rows: (track?.rows ?? 0) + 1,
        macd: nextMacd(track?.macd, value, this.#settings),
        before: track?.macd.histogram ?? 0,
      };
    }
    return track;
  }
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
  const all = { ...DEFAULTS, ...params };
  if (all.fast < all.slow) return all;
  throw new Error(`Cannot use fast: ${all.fast}; it must be below slow`);
}
