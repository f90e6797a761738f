import type { BarStore } from "../ports/bar_store.ts";
import type { AdjustableHistory } from "./read_adjusted.ts";

/**
 * Returns the history of bars to which nothing is ever added and in which
 * nothing changes, regular sessions only: those of a trial.
 */
export function plainHistory(bars: BarStore): AdjustableHistory {
  return {
    read({ symbol, from, to, rows, newest, known = Infinity }) {
      const end = Math.min(to, known + 1);
      if (!newest) return bars.range(symbol, from, end, rows);
      // A store may want whole numbers, and has nothing after this one.
      const last = Math.min(end - 1, Number.MAX_SAFE_INTEGER);
      const found = bars.lastRows([symbol], rows, last).get(symbol) ?? [];
      return found.filter(({ at }) => at >= from);
    },
    actions: () => [],
  };
}
