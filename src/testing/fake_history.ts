import { strict as assert } from "node:assert";
import type { Bar } from "../domain/bar.ts";
import { compareBars } from "../domain/bar.ts";
import type { CorporateAction } from "../domain/corporate_action.ts";
import { isRegular, utcDate } from "../domain/calendar.ts";
import type { BarDay, BarHistory } from "../ports/bar_history.ts";

const DAY_MS = 86_400_000;

/** A bar and when it became known; `BTC` and `ETH` are coins. */
export interface KnownBar {
  readonly bar: Bar;
  /** First minute that may see it, Unix milliseconds; its own by default. */
  readonly known?: number;
  /** Whether it has other values of a bar that is there. */
  readonly isRevised?: boolean;
}

/** Returns the history that these make, later ones revised after earlier ones. */
export function fakeHistory(
  bars: readonly KnownBar[],
  actions: readonly CorporateAction[] = [],
): BarHistory {
  const isCounted = ({ symbol, at }: Bar) =>
    symbol === "BTC" || symbol === "ETH" || isRegular(at);
  const select = (known: number, values: string): Bar[] => {
    const found = new Map<string, Bar>();
    for (const { bar, isRevised = false, ...when } of bars) {
      if ((when.known ?? bar.at) > known) continue;
      const key = `${bar.symbol} ${bar.at}`;
      if (!isRevised || values === "latest") found.set(key, bar);
    }
    return [...found.values()].sort(compareBars);
  };
  return {
    read({ symbol, from, to, rows, ...query }) {
      const { known = Infinity, values = "first", extended = false } = query;
      assert.ok(!(rows % 1) && rows > 0, `${rows} rows`);
      const found = select(known, values).filter((bar) =>
        bar.symbol === symbol && bar.at >= from && bar.at < to &&
        (extended || isCounted(bar))
      );
      return query.newest ? found.slice(-rows) : found.slice(0, rows);
    },
    readAll: (from, to) =>
      select(Infinity, "first").filter(({ at }) => at >= from && at < to)
        .sort((a, b) => a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : 0),
    days(from, to) {
      const days = new Map<string, BarDay>();
      for (const bar of select(Infinity, "first")) {
        const [date, { symbol }] = [utcDate(bar.at), bar];
        const start = Date.parse(date);
        if (start + DAY_MS <= from || start >= to) continue;
        const key = `${date} ${symbol}`;
        const { minutes = 0, regular = 0 } = days.get(key) ?? {};
        days.set(key, {
          ...{ symbol, date, minutes: minutes + 1 },
          regular: regular + (isCounted(bar) ? 1 : 0),
        });
      }
      return [...days].sort(([a], [b]) => a < b ? -1 : 1).map(([, day]) => day);
    },
    actions: (symbol) =>
      actions.filter((each) => symbol === undefined || each.symbol === symbol),
  };
}
