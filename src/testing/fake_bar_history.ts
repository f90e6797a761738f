import { type Bar, compareBars } from "../domain/bar.ts";
import { isTrading, utcDate } from "../domain/calendar.ts";
import { KNOWN_COINS } from "../domain/instrument.ts";
import type { BarHistory } from "../ports/bar_history.ts";

/**
 * Returns what is known of these bars, also of those that are added to the list
 * later; `revised` are other values of some. Known coins are crypto.
 */
export function fakeBarHistory(
  bars: readonly Bar[],
  revised: readonly Bar[] = [],
): BarHistory {
  const isRegular = ({ symbol, at }: Bar) =>
    isTrading(KNOWN_COINS.includes(symbol) ? "crypto" : "equity", at);
  const within = (from: number, to: number) =>
    bars.filter(({ at }) => at >= from && at < to).sort((a, b) =>
      a.symbol === b.symbol ? a.at - b.at : a.symbol < b.symbol ? -1 : 1
    );
  const latest = (bar: Bar) =>
    revised.find((each) => compareBars(each, bar) === 0) ?? bar;
  return {
    read({ symbol, from, to, rows, newest, values, extended }) {
      const found = within(from, to).filter((bar) =>
        bar.symbol === symbol && (extended || isRegular(bar))
      ).map((bar) => values === "latest" ? latest(bar) : bar);
      return newest ? found.slice(-rows) : found.slice(0, rows);
    },
    readAll: within,
    days(from, to) {
      const days = Map.groupBy(
        within(from, to),
        (bar) => `${utcDate(bar.at)} ${bar.symbol}`,
      );
      return [...days].sort(([a], [b]) => a < b ? -1 : 1).map((
        [key, found],
      ) => ({
        date: key.slice(0, 10),
        symbol: key.slice(11),
        minutes: found.length,
        regular: found.filter(isRegular).length,
      }));
    },
    actions: () => [],
  };
}
