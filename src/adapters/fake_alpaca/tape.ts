import { type Bar, MINUTE_MS } from "../../domain/bar.ts";
import type { MarketData } from "../../ports/market_data.ts";

/** The prices around now, without waiting. */
export interface Tape {
  /** Gets the minute of `at` and the next one ready; earlier ones are dropped. */
  load(at: number): Promise<void>;
  /**
   * Returns the last price at a time, dollars: on the way from open to close
   * while a minute goes by, without a bar the last close; nothing later than
   * `at` matters.
   */
  price(symbol: string, at: number): number | undefined;
}

/** Minutes that may be caught up one by one; more, and the tape begins anew. */
const CATCH_UP = 24 * 60;

/** Returns a tape of which nothing is loaded. */
export function openTape(
  { bars, history }: Pick<MarketData, "bars" | "history">,
): Tape {
  const { signal } = new AbortController();
  const minutes = new Map<number, Map<string, Bar>>();
  /** Last closes before the minutes that are loaded. */
  const closes = new Map<string, number>();
  let newest: number | undefined;
  let loading = Promise.resolve();

  const loadMinute = async (minute: number): Promise<void> => {
    if (
      newest === undefined || minute > newest + CATCH_UP * MINUTE_MS ||
      minute < newest - 2 * MINUTE_MS
    ) {
      minutes.clear();
      closes.clear();
      newest = minute - 2 * MINUTE_MS;
      for (const bar of await history(newest + MINUTE_MS, 1, signal)) {
        closes.set(bar.symbol, bar.close);
      }
    }
    const last = minute + MINUTE_MS;
    if (last <= newest) return;
    for (const bar of await bars(newest, last, signal)) {
      const row = minutes.get(bar.at) ?? new Map<string, Bar>();
      minutes.set(bar.at, row.set(bar.symbol, bar));
    }
    newest = last;
    for (const [at, row] of minutes) {
      if (at >= minute - MINUTE_MS) break;
      for (const [symbol, { close }] of row) closes.set(symbol, close);
      minutes.delete(at);
    }
  };
  return {
    load(at) {
      // One after the other: two at once would both begin anew.
      const next = () => loadMinute(at - at % MINUTE_MS);
      loading = loading.then(next, next);
      return loading;
    },
    price(symbol, at) {
      const minute = at - at % MINUTE_MS;
      const bar = minutes.get(minute)?.get(symbol);
      if (bar) {
        return bar.open + (bar.close - bar.open) * ((at - minute) / MINUTE_MS);
      }
      const before = [...minutes.keys()].filter((each) =>
        each < minute && minutes.get(each)?.has(symbol)
      ).at(-1);
      return before === undefined
        ? closes.get(symbol)
        : minutes.get(before)?.get(symbol)?.close;
    },
  };
}
