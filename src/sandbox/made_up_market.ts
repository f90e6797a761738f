import { type Bar, MINUTE_MS } from "../domain/bar.ts";
import { isRegular, previousSession, sessionAt } from "../domain/calendar.ts";
import type { Instrument } from "../domain/instrument.ts";
import { gaussian, random } from "../domain/random.ts";
import type { BarStore } from "../ports/bar_store.ts";

/** A minute that never was, and what led up to it. */
export interface MadeUpMarket {
  /** Start of the minute, Unix milliseconds; equities trade in it and after it. */
  readonly minute: number;
  /** The bars of that minute. */
  readonly newest: readonly Bar[];
  readonly bars: BarStore;
}

/** What {@linkcode madeUpMarket} is made of. */
export interface MadeUpOptions {
  readonly instruments: Iterable<Instrument>;
  /** Around when it is, Unix milliseconds. */
  readonly at: number;
  /** Bars of each symbol. */
  readonly rows: number;
  /** The same seed makes the same bars. */
  readonly seed: string;
}

/** The calendar begins here: sessions before it cannot be had. */
const EARLIEST = Date.UTC(2000, 1, 1);
/** Standard deviation of a minute's return. */
const STEP = 6e-4;

/** Returns a market whose every symbol has bars, up to a minute like any other. */
export function madeUpMarket(
  { instruments, at, rows, seed }: MadeUpOptions,
): MadeUpMarket {
  const list = [...instruments];
  const hasEquities = list.some(({ assetClass }) => assetClass === "equity");
  const minute = minuteNear(Math.max(at, EARLIEST), hasEquities);
  const all = new Map(list.map((each) => {
    const { symbol, assetClass } = each;
    const next = random(seed, symbol);
    const minutes = minutesUpTo(minute, rows, assetClass === "equity");
    return [symbol, walk(each, minutes, next)];
  }));
  const some = (symbol: string, isWanted: (at: number) => boolean) =>
    (all.get(symbol) ?? []).filter(({ at }) => isWanted(at));
  const between = (after: number, upTo: number) =>
    [...all.keys()].sort().flatMap((symbol) =>
      some(symbol, (at) => at > after && at <= upTo)
    ).sort((a, b) => a.at - b.at);
  return {
    minute,
    newest: between(minute - MINUTE_MS, minute),
    bars: {
      lastRows: (symbols, count, upTo) =>
        new Map(symbols.map((symbol) => [
          symbol,
          some(symbol, (at) => at <= upTo).slice(-count),
        ])),
      range: (symbol, from, to, count) =>
        some(symbol, (at) => at >= from && at < to).slice(0, count),
      between,
    },
  };
}

/** Returns a minute at a time; where equities could not trade, one before it. */
function minuteNear(at: number, hasEquities: boolean): number {
  const minute = at - at % MINUTE_MS;
  if (!hasEquities || isRegular(minute) && isRegular(minute + MINUTE_MS)) {
    return minute;
  }
  const { open, close } = previousSession(minute);
  const half = (close - open) / 2;
  return open + half - half % MINUTE_MS;
}

/** Returns the last minutes with trading, oldest first. */
function minutesUpTo(
  minute: number,
  rows: number,
  isEquity: boolean,
): number[] {
  const minutes: number[] = [];
  let session = isEquity ? sessionAt(minute) : undefined;
  let at = minute;
  while (minutes.length < rows) {
    if (session && at < session.open) {
      session = previousSession(session.open);
      at = session.close - MINUTE_MS;
    }
    minutes.push(at);
    at -= MINUTE_MS;
  }
  return minutes.reverse();
}

function walk(
  { symbol, assetClass }: Instrument,
  minutes: readonly number[],
  next: () => number,
): Bar[] {
  const isEquity = assetClass === "equity";
  const digits = isEquity ? 2 : 4;
  const round = (price: number) => Number(price.toFixed(digits));
  let price = isEquity ? 40 + 400 * next() : 10 ** (4.5 * next());
  return minutes.map((at) => {
    const open = round(price);
    price *= 1 + STEP * gaussian(next);
    const close = round(price);
    const reach = STEP * next();
    return {
      symbol,
      at,
      open,
      high: Math.max(open, close, round(price * (1 + reach))),
      low: Math.min(open, close, round(price * (1 - reach))),
      close,
      volume: isEquity
        ? Math.ceil(20_000 * next())
        : Math.ceil(1e6 * next()) / 1e4,
    };
  });
}
