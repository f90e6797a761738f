import {
  type Bar,
  barFault,
  barLine,
  compareBars,
  MINUTE_MS,
} from "../domain/bar.ts";
import { isTrading } from "../domain/calendar.ts";
import { fromNumber, type Price } from "../domain/decimal.ts";
import { errorText } from "../domain/error.ts";
import type { Mark } from "../domain/event.ts";
import type { Instrument } from "../domain/instrument.ts";
import type { Digest } from "../ports/digest.ts";
import type { Log } from "../ports/log.ts";
import { type Engine, record } from "./engine.ts";

/** Why a minute is skipped whose bars cannot be had. */
export const NO_DATA = "no data";
/** Longest that the bars of a minute may take, milliseconds (R13: until :13). */
const BARS_MS = 10_000;

/**
 * Opens a minute: fetches the bars that became known with it (those of missed
 * minutes too), stores and hashes them. A minute that is open already gets the
 * bars that were stored.
 *
 * @returns By minute, then symbol; `undefined` when the source cannot be had
 */
export async function collectBars(
  engine: Engine,
  minute: number,
): Promise<readonly Bar[] | undefined> {
  const { books, barStore, marketData, log } = engine;
  if (books.open) return barStore.between(books.open.after, minute);
  const after = books.barsUpTo ?? minute - MINUTE_MS;
  let fetched: readonly Bar[];
  try {
    const signal = AbortSignal.timeout(BARS_MS);
    fetched = await marketData.bars(after, minute, signal);
  } catch (error) {
    log.write("error", `No bars: ${errorText(error)}`);
    return undefined;
  }
  const bars = usable(books.instruments, fetched, log)
    .filter(({ at }) => at > after && at <= minute);
  record(engine, {
    events: [{
      kind: "opened",
      minute,
      after,
      count: bars.length,
      symbols: bars.filter(({ at }) => at === minute).length,
      hash: hashBars(bars, engine.digest),
      marks: marksOf(books.instruments, bars),
    }],
    bars,
  });
  return bars;
}

/** Instruments by symbol. */
type Instruments = ReadonlyMap<string, Instrument>;

/** Returns the bars that can be used, in order; says which cannot. */
export function usable(
  instruments: Instruments,
  bars: readonly Bar[],
  log: Log,
): Bar[] {
  return bars.filter((bar) => {
    if (!instruments.has(bar.symbol)) return false;
    const fault = barFault(bar);
    if (!fault) return true;
    log.write("warning", `Refused a bar of ${bar.symbol}: ${fault}`);
    return false;
  }).sort(compareBars);
}

/** Returns the hash of bars in their order. */
export function hashBars(bars: readonly Bar[], digest: Digest): string {
  return digest(bars.map(barLine).join("\n"));
}

/**
 * Returns the last price of each symbol, the one that orders can be made at:
 * equities by their regular session only.
 */
export function marksOf(
  instruments: Instruments,
  bars: readonly Bar[],
): Record<string, Mark> {
  const last = new Map<string, Bar>();
  for (const bar of bars) {
    const assetClass = instruments.get(bar.symbol)?.assetClass;
    if (assetClass && isTrading(assetClass, bar.at)) last.set(bar.symbol, bar);
  }
  return Object.fromEntries(
    [...last].map(([symbol, { close, at }]) => [
      symbol,
      { price: fromNumber<Price>(close), at },
    ]),
  );
}
