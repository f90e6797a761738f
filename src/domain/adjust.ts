import { type Bar, compareBars } from "./bar.ts";
import { isRegular, newYorkDate } from "./calendar.ts";
import { compareActions, type CorporateAction } from "./corporate_action.ts";
import { toNumber } from "./decimal.ts";

/** As they were traded; in today's shares; and as if dividends had been kept in. */
export type Adjustment = "raw" | "split" | "all";

/** How {@linkcode adjustBars} adjusts. */
export interface AdjustOptions {
  readonly mode: Adjustment;
  /**
   * Returns the raw close of the last regular minute before a day (New York),
   * dollars; absent or `undefined`: it is looked for among the bars themselves,
   * which is right when they reach up to that day.
   */
  readonly closeBefore?: (symbol: string, date: string) => number | undefined;
}

/** What bars before a day are multiplied by. */
interface Step {
  readonly exDate: string;
  readonly price: number;
  readonly volume: number;
}

/**
 * Returns equities' bars with the prices that they would have had in today's
 * shares: of those before an action's `exDate`, prices times `old / new` and
 * volumes times `new / old` for a split, prices times `1 - cash / close` for a
 * dividend (mode `all`), where `close` is the last one before `exDate`, in the
 * shares of `exDate`. Factors multiply up from the newest action to the oldest.
 *
 * Source: https://help.yahoo.com/kb/SLN28256.html (multipliers of the Center for
 * Research in Security Prices)
 *
 * @param bars Raw, of any symbols, in any order; the result has the same order
 * @param actions Of any symbols, in any order, each once
 */
export function adjustBars(
  bars: readonly Bar[],
  actions: readonly CorporateAction[],
  { mode, closeBefore = () => undefined }: AdjustOptions,
): readonly Bar[] {
  if (mode === "raw" || actions.length === 0) return bars;
  const bySymbol = Map.groupBy(actions, ({ symbol }) => symbol);
  const steps = new Map<string, readonly Step[]>();
  for (const [symbol, own] of bySymbol) {
    const close = (date: string): number | undefined =>
      closeBefore(symbol, date) ?? lastClose(bars, symbol, date);
    steps.set(symbol, stepsOf(own, mode, close));
  }
  return bars.map((bar) => {
    const own = steps.get(bar.symbol);
    return own ? adjusted(bar, own) : bar;
  });
}

/** Returns what each day with actions multiplies the bars before it by. */
function stepsOf(
  actions: readonly CorporateAction[],
  mode: Adjustment,
  closeBefore: (date: string) => number | undefined,
): Step[] {
  const byDay = Map.groupBy(
    [...actions].sort(compareActions),
    ({ exDate }) => exDate,
  );
  return [...byDay].map(([exDate, own]) => {
    let [price, volume, cash] = [1, 1, 0];
    for (const action of own) {
      if (action.type === "split") {
        const [now, before] = [
          toNumber(action.newShares),
          toNumber(action.oldShares),
        ];
        price = price * before / now;
        volume = volume * now / before;
      } else if (mode === "all") cash += toNumber(action.cash);
    }
    const close = cash > 0 ? closeBefore(exDate) : undefined;
    const kept = close === undefined ? 1 : 1 - cash / (close * price);
    // More than the whole price was paid out: that is no factor.
    return { exDate, price: kept > 0 ? price * kept : price, volume };
  });
}

function lastClose(
  bars: readonly Bar[],
  symbol: string,
  date: string,
): number | undefined {
  let last: Bar | undefined;
  for (const bar of bars) {
    if (
      bar.symbol === symbol && isRegular(bar.at) &&
      newYorkDate(bar.at) < date && (!last || compareBars(last, bar) < 0)
    ) last = bar;
  }
  return last?.close;
}

function adjusted(bar: Bar, steps: readonly Step[]): Bar {
  const date = newYorkDate(bar.at);
  let [price, volume] = [1, 1];
  for (const step of steps) {
    if (step.exDate <= date) continue;
    price *= step.price;
    volume *= step.volume;
  }
  if (price === 1 && volume === 1) return bar;
  return {
    ...bar,
    open: bar.open * price,
    high: bar.high * price,
    low: bar.low * price,
    close: bar.close * price,
    volume: bar.volume * volume,
    ...(bar.vwap !== undefined && { vwap: bar.vwap * price }),
  };
}
