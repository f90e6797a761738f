import { type Bar, MINUTE_MS } from "../../domain/bar.ts";
import { random } from "../../domain/random.ts";
import type { Instrument } from "../../domain/instrument.ts";
import type { Clock } from "../../ports/clock.ts";
import type { MarketData } from "../../ports/market_data.ts";
import { type Asset, assetOf } from "./assets.ts";
import { type Faults, openFaults } from "./faults.ts";
import { type Journal, openJournal } from "./journal.ts";
import { byName } from "./symbols.ts";
import { openTape } from "./tape.ts";

/** What both halves of the fake live in: one time, one chance, one truth about prices. */
export interface World {
  /** Runs in real time times the speed; everything is timed by it. */
  readonly clock: Clock;
  /** Minutes a minute, 0 < speed <= 60. */
  readonly speed: number;
  readonly seed: number;
  /** What the bars are made of; symbols in our own form. */
  readonly market: MarketData;
  readonly faults: Faults;
  readonly journal: Journal;
  /** Returns a sequence of uniform numbers in [0, 1) of its own, chosen by seed and parts. */
  random(...parts: readonly (string | number)[]): () => number;
  /** Says whether a pair of keys is the account's. */
  authorized(key: string, secret: string): boolean;
  /** Returns the instrument that a symbol of any form, or an asset's id, stands for. */
  instrument(text: string): Instrument | undefined;
  /** Returns the asset that `AAPL`, `BTC`, `BTC/USD`, `BTCUSD` or an id stands for, as it is now. */
  asset(text: string): Asset | undefined;
  /**
   * Returns the true bars with `after < at <= upTo` (Unix milliseconds), also of
   * minutes to come, by minute, then symbol. Only `bar_gap` changes them.
   */
  bars(after: number, upTo: number): Promise<Bar[]>;
  /** Returns the last true bars of each symbol that start before a time, of sessions. */
  history(before: number, rows: number): Promise<Bar[]>;
  /** Returns some symbols' true bars with `from <= at < to`, in pages. */
  past(
    symbols: readonly string[],
    from: number,
    to: number,
  ): AsyncIterable<readonly Bar[]>;
  /**
   * Returns the last price at a time around now, dollars, as far as it has been
   * loaded; `undefined` when there never was one.
   */
  price(symbol: string, at: number): number | undefined;
  /** Makes `price()` know the minute of `at` and the next one. */
  load(at: number): Promise<void>;
  /** Loads minute after minute until it is stopped. */
  run(signal: AbortSignal): Promise<void>;
}

/** What {@linkcode makeWorld} is made of. */
export interface WorldOptions {
  readonly clock: Clock;
  readonly speed: number;
  readonly market: MarketData;
  readonly seed: number;
  readonly keys: AccountKeys;
}

/** The pair of keys that the fake takes. */
export interface AccountKeys {
  readonly key: string;
  readonly secret: string;
}

/** Returns a world without faults whose journal is empty. */
export function makeWorld(options: WorldOptions): World {
  const { clock, speed, market, seed, keys } = options;
  const { signal: never } = new AbortController();
  const faults = openFaults(clock, random(seed, "faults"));
  const tape = openTape(market);
  const names = byName(market.instruments);
  const scaled = (bars: readonly Bar[]): Bar[] => {
    const isGapped = faults.list().some(({ name }) => name === "bar_gap");
    if (!isGapped) return [...bars];
    return bars.map((bar) => scaleBar(bar, faults.gap(bar.symbol, bar.at)));
  };
  return {
    ...{ clock, speed, seed, market, faults },
    instrument: (text) => names.get(text),
    journal: openJournal(clock),
    random: (...parts) => random(seed, ...parts),
    authorized: (key, secret) => key === keys.key && secret === keys.secret,
    asset(text) {
      const found = names.get(text);
      if (!found) return undefined;
      const { symbol } = found;
      return assetOf(found, !faults.find("asset_inactive", { symbol }));
    },
    bars: async (after, upTo) => scaled(await market.bars(after, upTo, never)),
    history: async (before, rows) =>
      scaled(await market.history(before, rows, never)),
    async *past(symbols, from, to) {
      for await (const page of market.past(symbols, from, to, never)) {
        yield scaled(page);
      }
    },
    price(symbol, at) {
      const price = tape.price(symbol, at);
      return price === undefined ? undefined : price * faults.gap(symbol, at);
    },
    load: tape.load,
    async run(signal) {
      while (!signal.aborted) {
        const now = clock.now();
        await tape.load(now);
        await clock.sleepUntil(now - now % MINUTE_MS + MINUTE_MS, signal);
      }
    },
  };
}

/** Returns a bar as it is after prices were multiplied, such as by a split. */
function scaleBar(bar: Bar, factor: number): Bar {
  if (factor === 1) return bar;
  const { open, high, low, close, volume, vwap } = bar;
  return {
    ...bar,
    open: open * factor,
    high: high * factor,
    low: low * factor,
    close: close * factor,
    volume: volume / factor,
    ...(vwap !== undefined && { vwap: vwap * factor }),
  };
}
