import { adjustBars, type Adjustment } from "../domain/adjust.ts";
import type { Bar } from "../domain/bar.ts";
import { newYorkDate } from "../domain/calendar.ts";
import type { BarHistory, BarQuery } from "../ports/bar_history.ts";

/** A history whose bars can be adjusted. */
export type AdjustableHistory = Pick<BarHistory, "read" | "actions">;

/**
 * Returns the bars of a query, oldest first, with the prices that they would
 * have had in the shares of the minute that is asked for (`known`, else that of
 * the last bar): what is announced for later days changes nothing yet.
 */
export function readAdjusted(
  history: AdjustableHistory,
  query: BarQuery,
  mode: Adjustment,
): readonly Bar[] {
  const bars = history.read(query);
  const last = bars.at(-1);
  if (mode === "raw" || !last) return bars;
  const { symbol, known = last.at } = query;
  const today = newYorkDate(known);
  const actions = history.actions(symbol)
    .filter(({ exDate }) => exDate <= today);
  return adjustBars(bars, actions, {
    mode,
    closeBefore(_, date) {
      // Midnight UTC lies between two sessions of New York.
      const to = Date.parse(date);
      const values = query.values ?? "first";
      const newest = { from: 0, to, rows: 1, newest: true };
      return history.read({ symbol, known, values, ...newest })[0]?.close;
    },
  });
}
