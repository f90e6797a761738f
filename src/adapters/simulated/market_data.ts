import { type Bar, compareBars, MINUTE_MS } from "../../domain/bar.ts";
import { sessionOn, utcDate } from "../../domain/calendar.ts";
import { barsBetween, rowCollector } from "../../domain/day_bars.ts";
import { QtcError } from "../../domain/error.ts";
import { LAST_YEAR } from "../../domain/holidays.ts";
import { type AssetClass, instrument } from "../../domain/instrument.ts";
import type { MarketData } from "../../ports/market_data.ts";
import { ANCHOR_DAY, dailyWalk, marketDays, type Walk } from "./daily_walk.ts";
import { type DayShape, dayShape, minuteBars } from "./minute_path.ts";
import { defaultUniverse, type SymbolTraits, traitsOf } from "./universe.ts";

/** What {@link simulatedMarketData} is made of. */
export interface SimulatedMarketDataOptions {
  /** Chooses the market; the same seed has the same bars for ever. */
  readonly seed: number;
  /** The symbols; `defaultUniverse()` when absent. */
  readonly universe?: {
    readonly equities: readonly string[];
    readonly crypto: readonly string[];
  };
}

const DAY_MS = 86_400_000;
const LAST_DAY = Date.UTC(LAST_YEAR, 11, 31) / DAY_MS;
/** UTC days kept in memory. */
const DAYS_KEPT = 4;

interface Series {
  readonly assetClass: AssetClass;
  readonly traits: SymbolTraits;
  readonly walk: Walk;
}

/**
 * Returns a market that never was: bars from 2000-01-03 to the end of 2040 that
 * depend on seed, symbol and minute alone, not on what else is asked for, or
 * when. Equities have bars in regular sessions, crypto around the clock.
 *
 * @throws {QtcError} `invalid` when a symbol is there twice or none is
 */
export function simulatedMarketData(
  { seed, universe = defaultUniverse() }: SimulatedMarketDataOptions,
): MarketData {
  const instruments = [
    ...universe.equities.map((symbol) => instrument(symbol, "equity")),
    ...universe.crypto.map((symbol) => instrument(symbol, "crypto")),
  ].sort((a, b) => a.symbol < b.symbol ? -1 : 1);
  checkUniverse(instruments.map(({ symbol }) => symbol));
  const market = marketDays(seed);
  const series = instruments.map(({ symbol, assetClass }) => {
    const traits = traitsOf(symbol, assetClass);
    return {
      assetClass,
      traits,
      walk: dailyWalk(seed, traits, assetClass, market),
    };
  });
  const known = new Map<number, Bar[]>();
  const barsOf = (day: number): Bar[] => {
    let bars = known.get(day);
    if (!bars) {
      bars = makeDay(seed, series, day);
      for (const oldest of known.keys()) {
        if (known.size < DAYS_KEPT) break;
        known.delete(oldest);
      }
    }
    known.delete(day);
    known.set(day, bars);
    return bars;
  };

  const source: Omit<MarketData, "past"> = {
    instruments,

    // deno-lint-ignore require-await -- an aborted signal rejects
    async bars(after, upTo, signal) {
      signal.throwIfAborted();
      const found: Bar[][] = [];
      const last = Math.min(LAST_DAY, Math.floor(upTo / DAY_MS));
      for (
        let day = Math.max(ANCHOR_DAY, Math.floor(after / DAY_MS));
        day <= last;
        day++
      ) {
        found.push(barsBetween(barsOf(day), after, upTo));
      }
      return found.flat();
    },

    // deno-lint-ignore require-await -- an aborted signal rejects
    async history(before, rows, signal) {
      signal.throwIfAborted();
      const collector = rowCollector(instruments, before, rows);
      let day = Math.min(LAST_DAY, Math.floor((before - 1) / DAY_MS));
      while (
        day >= ANCHOR_DAY &&
        instruments.some(({ symbol }) => collector.lacks(symbol))
      ) {
        collector.add(barsOf(day--));
      }
      return collector.bars();
    },
  };
  return { ...source, past: pastOf(source) };
}

/** Returns what gives the past, a day a page. */
function pastOf({ bars }: Pick<MarketData, "bars">): MarketData["past"] {
  return async function* (symbols, from, to, signal) {
    const wanted = new Set(symbols);
    for (let start = from; start < to; start += DAY_MS) {
      const end = Math.min(start + DAY_MS, to);
      const found = await bars(start - 1, end - 1, signal);
      yield found.filter(({ symbol }) => wanted.has(symbol));
    }
  };
}

function checkUniverse(symbols: readonly string[]): void {
  const twice = symbols.find((symbol, i) => symbols[i + 1] === symbol);
  if (twice !== undefined) {
    throw new QtcError(
      "invalid",
      `Cannot simulate "${twice}": the universe has it twice`,
    );
  }
  if (symbols.length === 0) {
    throw new QtcError(
      "invalid",
      "Cannot simulate a market: the universe has no symbols",
    );
  }
}

function makeDay(seed: number, series: readonly Series[], day: number): Bar[] {
  const shapes = {
    equity: equityShape(seed, day),
    crypto: cryptoShape(seed, day),
  };
  return series.flatMap(({ assetClass, traits, walk }) => {
    const shape = shapes[assetClass];
    return shape ? minuteBars(seed, traits, shape, walk.day(day)) : [];
  }).sort(compareBars);
}

function equityShape(seed: number, day: number): DayShape | undefined {
  const session = sessionOn(utcDate(day * DAY_MS));
  if (!session) return undefined;
  const { open, close } = session;
  return dayShape(seed, "equity", day, open, (close - open) / MINUTE_MS);
}

function cryptoShape(seed: number, day: number): DayShape {
  return dayShape(seed, "crypto", day, day * DAY_MS, DAY_MS / MINUTE_MS);
}
