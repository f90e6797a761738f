import { FIRST_YEAR, hoursOn } from "../../domain/holidays.ts";
import type { AssetClass } from "../../domain/instrument.ts";
import { gaussian, random } from "../../domain/random.ts";
import type { SymbolTraits } from "./universe.ts";

/** First day with prices: the first session of 2000, days since 1970. */
export const ANCHOR_DAY: number = Date.UTC(FIRST_YEAR, 0, 3) / 86_400_000;

/** Where a symbol's day begins and ends: logarithms of price over its usual price. */
export interface DayEnds {
  readonly open: number;
  readonly close: number;
}

/** The days of one symbol, as far as they have been asked for. */
export interface Walk {
  /** Returns a day of `ANCHOR_DAY` or later; without a session both ends are the last close. */
  day(day: number): DayEnds;
}

/** Standard deviation of a day's return of the whole market. */
const MARKET_VOL: Readonly<Record<AssetClass, number>> = {
  equity: 0.009,
  crypto: 0.028,
};
/** Most of a symbol's variance that its market explains. */
const EXPLAINED_MAX = 0.9;
/** Share of a distance from the usual price that is left a day later. */
const MEMORY: Readonly<Record<AssetClass, number>> = {
  equity: 0.997,
  crypto: 0.995,
};
/** Share of the daily variance that falls between two sessions. */
const OVERNIGHT: Readonly<Record<AssetClass, number>> = {
  equity: 0.3,
  crypto: 0,
};
/** Correlation of the coins' market with the stocks'. */
const COINS_WITH_STOCKS = 0.3;

/** Normal numbers that all symbols of a class share: [overnight, day]. */
export type MarketDays = (
  assetClass: AssetClass,
  day: number,
) => readonly [number, number];

/** Returns how closely a symbol follows its market, 0..1: the correlation of returns. */
export function correlationOf(
  { beta, dailyVol }: SymbolTraits,
  assetClass: AssetClass,
): number {
  return Math.min(
    Math.sqrt(EXPLAINED_MAX),
    Math.max(0, beta) * MARKET_VOL[assetClass] / dailyVol,
  );
}

/** Returns the standard deviation of a return from open to close. */
export function intradayVol(
  { dailyVol }: SymbolTraits,
  assetClass: AssetClass,
): number {
  return dailyVol * Math.sqrt(1 - OVERNIGHT[assetClass]);
}

/** Returns the shared days of a seed; each is drawn once, in order of time. */
export function marketDays(seed: number): MarketDays {
  const stocks = random(seed, "market", "equity");
  const coins = random(seed, "market", "crypto");
  const known: Record<AssetClass, [number, number][]> = {
    equity: [],
    crypto: [],
  };
  return (assetClass, day) => {
    const index = day - ANCHOR_DAY;
    while (known.equity.length <= index) {
      const open = hasSession(ANCHOR_DAY + known.equity.length);
      const stock: [number, number] = open
        ? [gaussian(stocks), gaussian(stocks)]
        : [0, 0];
      const own = Math.sqrt(1 - COINS_WITH_STOCKS ** 2) * gaussian(coins);
      known.equity.push(stock);
      known.crypto.push([0, COINS_WITH_STOCKS * stock[1] + own]);
    }
    return known[assetClass][index] as [number, number];
  };
}

/**
 * Returns the daily walk of one symbol: log-prices that a slow pull keeps around
 * the usual price, so that decades make neither pennies nor millions of it. Each
 * day is drawn once, in order of time, whatever is asked for first.
 */
export function dailyWalk(
  seed: number,
  traits: SymbolTraits,
  assetClass: AssetClass,
  market: MarketDays,
): Walk {
  const next = random(seed, "walk", traits.symbol);
  const shared = correlationOf(traits, assetClass);
  const own = Math.sqrt(1 - shared * shared);
  const night = traits.dailyVol * Math.sqrt(OVERNIGHT[assetClass]);
  const daytime = intradayVol(traits, assetClass);
  const memory = MEMORY[assetClass];
  // Opens and closes in turn: objects for decades of days would cost more than the walk.
  const ends: number[] = [];
  let close = gaussian(next) * traits.dailyVol * 5;
  const draw = (day: number) => {
    const [marketNight, marketDay] = market(assetClass, day);
    let open = close;
    if (assetClass === "crypto") {
      close = memory * open +
        daytime * (shared * marketDay + own * gaussian(next));
    } else if (hasSession(day)) {
      open = memory * close +
        night * (shared * marketNight + own * gaussian(next));
      close = open + daytime * (shared * marketDay + own * gaussian(next));
    }
    ends.push(open, close);
  };
  return {
    day(day) {
      const index = 2 * (day - ANCHOR_DAY);
      while (ends.length <= index) draw(ANCHOR_DAY + ends.length / 2);
      return { open: ends[index] as number, close: ends[index + 1] as number };
    },
  };
}

/** The answers of `hasSession()`, from `ANCHOR_DAY` on. */
const sessions: boolean[] = [];

function hasSession(day: number): boolean {
  while (sessions.length <= day - ANCHOR_DAY) {
    const date = new Date((ANCHOR_DAY + sessions.length) * 86_400_000);
    sessions.push(
      hoursOn(
        date.getUTCFullYear(),
        date.getUTCMonth() + 1,
        date.getUTCDate(),
      ) !== undefined,
    );
  }
  return sessions[day - ANCHOR_DAY] as boolean;
}
