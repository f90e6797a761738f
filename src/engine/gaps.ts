import { type Bar, MINUTE_MS } from "../domain/bar.ts";
import {
  isTrading,
  nextSession,
  sessionAt,
  utcDate,
} from "../domain/calendar.ts";
import type { Instrument } from "../domain/instrument.ts";
import type { BarHistory } from "../ports/bar_history.ts";

/** Minutes in a row, `from <= at < to`, Unix milliseconds. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What is asked for at once. */
export interface Ask extends Stretch {
  readonly symbols: readonly string[];
}

/** What is missing of one symbol. */
export interface Gaps {
  readonly symbol: string;
  /** Minutes in which it trades, ≥ 0. */
  readonly expected: number;
  /** Those without a bar, ascending, Unix milliseconds. */
  readonly missing: readonly number[];
}

const DAY_MS = 86_400_000;
/** Bars that are asked for again, at most, where that saves a request. */
const EXTRA_MAX = 2_000;
/** Minutes of a symbol that are asked for together, milliseconds apart. */
const NEAR_MS = 30 * MINUTE_MS;
/** Requests that one more stretch is compared with: the newest. */
const COMPARED_MAX = 8;

/**
 * Returns when an instrument trades in a stretch of time: equities in regular
 * sessions, crypto always, both as long as they are listed; oldest first, at
 * most a UTC day each.
 */
export function tradingStretches(
  { assetClass, listedFrom = 0, listedUntil = Infinity }: Instrument,
  { from, to }: Stretch,
): Stretch[] {
  const start = Math.max(from, listedFrom);
  const end = Math.min(to, listedUntil);
  const found: Stretch[] = [];
  for (let at = start; at < end;) {
    const session = sessionAt(at);
    const midnight = (Math.floor(at / DAY_MS) + 1) * DAY_MS;
    const until = assetClass === "crypto"
      ? midnight
      : session?.close ?? nextSession(at).open;
    const stretch = { from: at, to: Math.min(until, end) };
    if (assetClass === "crypto" || session) found.push(stretch);
    at = until;
  }
  return found;
}

/** Returns the number of minutes of stretches. */
export function minutesOf(stretches: readonly Stretch[]): number {
  return stretches.reduce(
    (sum, { from, to }) => sum + Math.ceil((to - from) / MINUTE_MS),
    0,
  );
}

/** Says by the index alone whether a symbol has all minutes of a UTC day. */
export type IsWhole = (symbol: string, stretch: Stretch) => boolean;

/** Returns what the index knows of the days from `from` to `to`, Unix milliseconds. */
export function wholeDays(
  history: BarHistory,
  { from, to }: Stretch,
): IsWhole {
  const start = Math.floor(from / DAY_MS) * DAY_MS;
  const counts = new Map(
    history.days(start, to).map((
      { symbol, date, regular },
    ) => [`${symbol} ${date}`, regular]),
  );
  return (symbol, stretch) =>
    (counts.get(`${symbol} ${utcDate(stretch.from)}`) ?? 0) >=
      expectedOn(stretch);
}

/** A stretch that is a part of a day says nothing about the rest: all of it is wanted. */
function expectedOn({ from, to }: Stretch): number {
  const session = sessionAt(from);
  const isSession = session?.open === from && session.close === to;
  const isDay = from % DAY_MS === 0 && to - from === DAY_MS;
  return isSession || isDay ? (to - from) / MINUTE_MS : Infinity;
}

/**
 * Returns the minutes of a stretch of time in which an instrument trades and has
 * no bar. Days of which the index says that all is there are not read.
 */
export function findGaps(
  history: BarHistory,
  instrument: Instrument,
  { isWhole, ...within }: Stretch & { readonly isWhole: IsWhole },
): Gaps {
  const { symbol } = instrument;
  const stretches = tradingStretches(instrument, within);
  const missing: number[] = [];
  for (const stretch of stretches) {
    if (isWhole(symbol, stretch)) continue;
    const rows = minutesOf([stretch]);
    const bars = history.read({ symbol, ...stretch, rows });
    missing.push(...minutesWithout(bars, stretch));
  }
  return { symbol, expected: minutesOf(stretches), missing };
}

function minutesWithout(bars: readonly Bar[], stretch: Stretch): number[] {
  const there = new Set(bars.map(({ at }) => at));
  const missing: number[] = [];
  const first = Math.ceil(stretch.from / MINUTE_MS) * MINUTE_MS;
  for (let at = first; at < stretch.to; at += MINUTE_MS) {
    if (!there.has(at)) missing.push(at);
  }
  return missing;
}

/**
 * Returns minutes, ascending, as stretches.
 *
 * @param withinMs Minutes that are no further apart go together, but for those of
 *   two UTC days; 0 for those in a row alone, whatever the day
 */
export function stretchesOf(
  minutes: readonly number[],
  withinMs = 0,
): Stretch[] {
  const found: { from: number; to: number }[] = [];
  for (const at of minutes) {
    const last = found.at(-1);
    const isNext = last && at - last.to <= withinMs &&
      (withinMs === 0 ||
        Math.floor(at / DAY_MS) === Math.floor(last.from / DAY_MS));
    if (isNext) last.to = at + MINUTE_MS;
    else found.push({ from: at, to: at + MINUTE_MS });
  }
  return found;
}

/**
 * Returns what to ask for, oldest first, so that all of `gaps` comes. Stretches
 * go together where little is asked for that is there already; none is longer
 * than a day.
 */
export function asksFor(gaps: readonly Gaps[]): Ask[] {
  const wanted = gaps.flatMap(({ symbol, missing }) =>
    stretchesOf(missing, NEAR_MS).map((stretch) => ({ ...stretch, symbol }))
  ).sort((a, b) => a.from - b.from || (a.symbol < b.symbol ? -1 : 1));
  const asks: Bundle[] = [];
  for (const each of wanted) {
    let best: Bundle | undefined;
    let least = EXTRA_MAX;
    for (const ask of asks.slice(-COMPARED_MAX)) {
      const extra = extraBars(ask, each);
      if (extra <= least) [best, least] = [ask, extra];
    }
    const { symbol, from, to } = each;
    if (!best) asks.push({ symbols: new Set([symbol]), from, to });
    else {
      best.symbols.add(symbol);
      best.from = Math.min(best.from, from);
      best.to = Math.max(best.to, to);
    }
  }
  return asks.map(({ symbols, from, to }) => ({
    symbols: [...symbols],
    ...{ from, to },
  }));
}

interface Bundle {
  readonly symbols: Set<string>;
  from: number;
  to: number;
}

/** Returns how many bars more two requests in one would bring. */
function extraBars(
  { symbols, from, to }: Bundle,
  own: Stretch & { readonly symbol: string },
): number {
  const length = Math.max(to, own.to) - Math.min(from, own.from);
  if (length > DAY_MS) return Infinity;
  const count = symbols.has(own.symbol) ? symbols.size : symbols.size + 1;
  const apart = symbols.size * (to - from) + own.to - own.from;
  return (count * length - apart) / MINUTE_MS;
}

/** Returns the bars of a source that fall into the trading time of their symbols and into a stretch. */
export function regularBars(
  bars: readonly Bar[],
  instruments: ReadonlyMap<string, Instrument>,
  { from, to }: Stretch,
): Bar[] {
  return bars.filter(({ symbol, at }) => {
    const known = instruments.get(symbol);
    return known !== undefined && at >= from && at < to &&
      isTrading(known.assetClass, at);
  });
}
