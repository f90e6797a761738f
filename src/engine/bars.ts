import { type Bar, barFault, compareBars, MINUTE_MS } from "../domain/bar.ts";
import { isTrading } from "../domain/calendar.ts";
import { fromNumber, type Price } from "../domain/decimal.ts";
import { errorText } from "../domain/error.ts";
import type { Mark } from "../domain/event.ts";
import type { Instrument } from "../domain/instrument.ts";
import type { Log } from "../ports/log.ts";
import { takeChanges } from "./additions.ts";
import { hashBars } from "./bar_hash.ts";
import { type Engine, record } from "./engine.ts";
import { markBars } from "./jumps.ts";

/** Why a minute is skipped whose bars cannot be had. */
export const NO_DATA = "no data";
/**
 * Longest that the bars of a minute may take, milliseconds. A feed's own budget
 * of ten seconds (R13: until :13) ends first: it knows better what it lacks.
 */
const BARS_MS = 12_000;

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
  const { books, barStore, marketData, log, settings } = engine;
  if (books.open) return barStore.between(books.open.after, minute);
  const after = books.barsUpTo ?? minute - MINUTE_MS;
  let fetched: readonly Bar[] | undefined;
  try {
    const signal = AbortSignal.timeout(BARS_MS);
    fetched = await marketData.bars(after, minute, signal);
  } catch (error) {
    log.write("error", `No bars: ${errorText(error)}`);
  }
  // What the same answers say of earlier minutes: strategies of this one see it.
  await takeChanges(engine);
  if (!fetched) return undefined;
  const bars = usable(books.instruments, fetched, log)
    .filter(({ at }) => at > after && at <= minute);
  const { marks, events } = markBars(
    books,
    bars.filter((bar) => givesPrice(books.instruments, bar)),
    {
      ...{ minute, limit: settings.jumpLimit },
      lastBar: (symbol) =>
        barStore.lastRows([symbol], 1, after).get(symbol)?.at(-1),
    },
  );
  record(engine, {
    events: [...events, {
      kind: "opened",
      minute,
      after,
      count: bars.length,
      symbols: bars.filter(({ at }) => at === minute).length,
      hash: hashBars(bars, engine.digest),
      marks,
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

function givesPrice(instruments: Instruments, { symbol, at }: Bar): boolean {
  const { assetClass } = instruments.get(symbol) ?? {};
  return assetClass !== undefined && isTrading(assetClass, at);
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
    if (givesPrice(instruments, bar)) last.set(bar.symbol, bar);
  }
  return Object.fromEntries(
    [...last].map(([symbol, { close, at }]) => [
      symbol,
      { price: fromNumber<Price>(close), at },
    ]),
  );
}
