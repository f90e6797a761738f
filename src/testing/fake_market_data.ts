import { type Bar, compareBars, MINUTE_MS } from "../domain/bar.ts";
import { isTrading } from "../domain/calendar.ts";
import { QtcError } from "../domain/error.ts";
import { type Instrument, isListed } from "../domain/instrument.ts";
import type { MarketData } from "../ports/market_data.ts";
import { sampleBar } from "./orders.ts";

/** How a fake market moves. */
export interface FakeMarketOptions {
  readonly instruments: readonly Instrument[];
  /**
   * Returns what a bar has besides 100 dollars and 10,000 shares; `undefined`
   * for no bar. Equities are asked for in sessions only.
   */
  readonly bar?: (symbol: string, at: number) => Partial<Bar> | undefined;
  /** Says at which minutes the source cannot be reached. */
  readonly isDown?: (upTo: number) => boolean;
  readonly end?: number;
}

/** How far back history is looked for, milliseconds. */
const HISTORY_MS = 4 * 24 * 60 * MINUTE_MS;

/** Returns a market whose bars are what a function says. */
export function fakeMarketData(
  { instruments, bar = () => ({}), isDown = () => false, end }:
    FakeMarketOptions,
): MarketData {
  const barAt = ({ symbol }: Instrument, at: number): Bar[] => {
    const made = bar(symbol, at);
    return made ? [sampleBar({ symbol, at, ...made })] : [];
  };
  const trades = (each: Instrument, at: number) =>
    isListed(each, at) && isTrading(each.assetClass, at);
  const source: Omit<MarketData, "past"> = {
    instruments,
    ...(end !== undefined && { end }),
    bars(after, upTo) {
      if (isDown(upTo)) {
        const error = new QtcError(
          "unavailable",
          "Cannot fetch bars: it is down",
        );
        return Promise.reject(error);
      }
      const bars: Bar[] = [];
      for (const each of instruments) {
        const { listedFrom = 0, listedUntil = Infinity } = each;
        const last = Math.min(upTo, listedUntil - MINUTE_MS);
        for (
          let at = Math.max(after - after % MINUTE_MS + MINUTE_MS, listedFrom);
          at <= last;
          at += MINUTE_MS
        ) if (trades(each, at)) bars.push(...barAt(each, at));
      }
      return Promise.resolve(bars.sort(compareBars));
    },
    history(before, rows) {
      const bars = instruments.flatMap((each) => {
        const found: Bar[] = [];
        for (
          let at = before - MINUTE_MS;
          at > before - HISTORY_MS && found.length < rows;
          at -= MINUTE_MS
        ) if (trades(each, at)) found.push(...barAt(each, at));
        return found;
      });
      return Promise.resolve(bars.sort(compareBars));
    },
  };
  return {
    ...source,
    async *past(symbols, from, to, signal) {
      const bars = await source.bars(from - 1, to - 1, signal);
      yield bars.filter(({ symbol }) => symbols.includes(symbol));
    },
  };
}
