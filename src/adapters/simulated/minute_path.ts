import { type Bar, MINUTE_MS } from "../../domain/bar.ts";
import type { AssetClass } from "../../domain/instrument.ts";
import { gaussian, random } from "../../domain/random.ts";
import { correlationOf, type DayEnds, intradayVol } from "./daily_walk.ts";
import type { SymbolTraits } from "./universe.ts";

/** The minutes of a day in which a class trades, and what its symbols share. */
export interface DayShape {
  readonly assetClass: AssetClass;
  /** Days since 1970. */
  readonly day: number;
  /** First minute, Unix milliseconds. */
  readonly start: number;
  /** Share of the day's volume by minute; the sum is 1. */
  readonly volume: Float64Array;
  /** Share of the day's variance by minute; the sum is 1. */
  readonly variance: Float64Array;
  /** What moves all symbols, by minute: normal numbers. */
  readonly market: Float64Array;
}

/** Size of the pull back to the path, in standard deviations of a minute. */
const WOBBLE = 0.45;
/** Share of the wobble that is left a minute later: half of it after 15. */
const WOBBLE_MEMORY = 0.955;
/** Minutes at both ends of a day in which the wobble fades, so that days join. */
const FADE = 30;
/** Minutes without a trade even in the busiest symbols, by chance. */
const QUIET = 0.0002;
/** Dollars of a usual trade. */
const TRADE_DOLLARS: Readonly<Record<AssetClass, number>> = {
  equity: 20_000,
  crypto: 2_000,
};

/** Returns the shape of a day: busy at both ends for equities, in the afternoon for crypto. */
export function dayShape(
  seed: number,
  assetClass: AssetClass,
  day: number,
  start: number,
  minutes: number,
): DayShape {
  const volume = new Float64Array(minutes);
  const variance = new Float64Array(minutes);
  const market = new Float64Array(minutes);
  const next = random(seed, "minutes", "market", assetClass, day);
  for (let i = 0; i < minutes; i++) {
    const middle = 2 * (i + 0.5) / minutes - 1; // -1 at the open, 1 at the close
    const edge = middle * middle;
    const afternoon = 1 - (middle - 0.3) * (middle - 0.3);
    volume[i] = assetClass === "equity"
      ? 0.55 + 1.2 * edge * edge + 0.3 * edge
      : 0.7 + 0.6 * afternoon;
    variance[i] = assetClass === "equity" ? 0.6 + 1.2 * edge : 1;
    market[i] = gaussian(next);
  }
  return {
    assetClass,
    day,
    start,
    volume: normalized(volume),
    variance: normalized(variance),
    market,
  };
}

/**
 * Returns a symbol's bars of one day, oldest first: a bridge from the day's open
 * to its close that follows the market's minutes, with a wobble around it.
 */
export function minuteBars(
  seed: number,
  traits: SymbolTraits,
  shape: DayShape,
  ends: DayEnds,
): Bar[] {
  const { assetClass, start, volume } = shape;
  const next = random(seed, "minutes", traits.symbol, shape.day);
  const path = bridge(next, traits, shape, ends);
  const dayVolume = traits.volume * exp(0.25 * gaussian(next));
  const tradeSize = Math.max(
    TRADE_DOLLARS[assetClass] / traits.price,
    traits.volume * 1e-6,
  );
  const minuteVol = intradayVol(traits, assetClass) / Math.sqrt(volume.length);
  const bars: Bar[] = [];
  for (let i = 0; i < volume.length; i++) {
    // Every minute draws the same count of numbers, so that none depends on another's chance.
    const draws = [
      next(),
      next(),
      next(),
      next(),
      next(),
      gaussian(next),
    ] as const;
    const usual = dayVolume * (volume[i] ?? 0);
    const silence = QUIET + (1 - QUIET) * exp(-usual / tradeSize);
    if (draws[0] < silence) continue;
    const move = Math.abs((path[i + 1] ?? 0) - (path[i] ?? 0)) / minuteVol;
    const traded = usual * (0.7 + 0.3 * move) * exp(0.4 * draws[5]);
    bars.push(toBar(traits, assetClass, start + i * MINUTE_MS, {
      open: (path[i] ?? 0) + minuteVol * 0.3 * (draws[1] - 0.5),
      close: path[i + 1] ?? 0,
      up: minuteVol * 0.9 * draws[2] * draws[2],
      down: minuteVol * 0.9 * draws[3] * draws[3],
      volume: traded,
      trades: traded / tradeSize * (0.7 + 0.6 * draws[4]),
    }));
  }
  return bars;
}

/** Returns log-prices at the start of the first minute and at the end of each. */
function bridge(
  next: () => number,
  traits: SymbolTraits,
  { assetClass, variance, market }: DayShape,
  ends: DayEnds,
) {
  const count = variance.length;
  const vol = intradayVol(traits, assetClass);
  const shared = correlationOf(traits, assetClass);
  const own = Math.sqrt(1 - shared * shared);
  const free = new Float64Array(count + 1);
  const elapsed = new Float64Array(count + 1);
  const wobble = new Float64Array(count + 1);
  const step = WOBBLE * vol / Math.sqrt(count);
  for (let i = 0; i < count; i++) {
    const share = variance[i] ?? 0;
    const shock = shared * (market[i] ?? 0) + own * gaussian(next);
    free[i + 1] = (free[i] ?? 0) + vol * Math.sqrt(share) * shock;
    elapsed[i + 1] = (elapsed[i] ?? 0) + share;
    wobble[i + 1] = WOBBLE_MEMORY * (wobble[i] ?? 0) + step * gaussian(next);
  }
  const missing = ends.close - ends.open - (free[count] ?? 0);
  return free.map((value, i) => {
    const fade = Math.min(1, i / FADE, (count - i) / FADE);
    return ends.open + value + missing * (elapsed[i] ?? 0) +
      fade * (wobble[i] ?? 0);
  });
}

/** A minute before rounding: log-prices, and what was traded. */
interface RawMinute {
  readonly open: number;
  readonly close: number;
  readonly up: number;
  readonly down: number;
  readonly volume: number;
  readonly trades: number;
}

function toBar(
  traits: SymbolTraits,
  assetClass: AssetClass,
  at: number,
  raw: RawMinute,
): Bar {
  const unit = assetClass === "equity" || traits.price >= 100 ? 100 : 10_000;
  const price = (log: number) =>
    Math.max(1, Math.round(traits.price * exp(log) * unit)) / unit;
  const close = price(raw.close);
  const tradeCount = Math.max(1, Math.round(raw.trades));
  const one = tradeCount === 1; // a single trade has a single price
  const open = one ? close : price(raw.open);
  const high = one ? close : price(Math.max(raw.open, raw.close) + raw.up);
  const low = one ? close : price(Math.min(raw.open, raw.close) - raw.down);
  const middle = Math.round((open + high + low + close) / 4 * 10_000) / 10_000;
  return {
    symbol: traits.symbol,
    at,
    open,
    high,
    low,
    close,
    volume: assetClass === "equity"
      ? Math.max(tradeCount, Math.round(raw.volume))
      : Math.max(1, Math.round(raw.volume * 1e8)) / 1e8,
    tradeCount,
    vwap: Math.min(high, Math.max(low, middle)),
  };
}

/**
 * Returns e to the `x`, x < 8, and 0 below -30, by sums and products alone: `Math.exp` may
 * differ in the last digit between machines, and prices must not.
 */
export function exp(x: number): number {
  if (x < -30) return 0;
  const y = x / 1024;
  let result = 1 + y * (1 + y / 2 * (1 + y / 3 * (1 + y / 4 * (1 + y / 5))));
  for (let i = 0; i < 10; i++) result *= result;
  return result;
}

function normalized(weights: Float64Array): Float64Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
