import type { Bar } from "../../domain/bar.ts";

/** A bar as the data API writes it; a fault may put anything in a value's place. */
export interface WireBar {
  /** Start of the interval, RFC 3339. */
  readonly t: string;
  readonly o: number;
  readonly h: number;
  readonly l: number;
  readonly c: number | null;
  readonly v: number;
  /** Trades, and volume-weighted average price; made up when nothing is known. */
  readonly n: number;
  readonly vw: number;
}

/** Shares that one trade is taken to have had when the number of trades is unknown. */
const SHARES_A_TRADE = 100;

/** Returns a bar as the data API writes it. */
export function wireBar(bar: Bar): WireBar {
  const { at, open, high, low, close, volume } = bar;
  const { tradeCount, vwap } = bar;
  return {
    t: wireTime(at),
    o: open,
    h: high,
    l: low,
    c: close,
    v: volume,
    n: tradeCount ?? Math.max(1, Math.round(volume / SHARES_A_TRADE)),
    vw: vwap ?? rounded((high + low + close) / 3),
  };
}

/** Returns a time, Unix milliseconds, as `2026-11-20T14:30:00Z`. */
export function wireTime(time: number): string {
  return new Date(time).toISOString().replace(".000Z", "Z");
}

/**
 * Returns bars of one symbol put together in longer ones.
 *
 * @param bars By minute
 * @param startOf The start of the interval that a minute belongs to
 */
export function joinBars(
  bars: readonly Bar[],
  startOf: (at: number) => number,
): Bar[] {
  const groups = Map.groupBy(bars, ({ at }) => startOf(at));
  return [...groups].map(([at, group]) => {
    const [first] = group as [Bar, ...Bar[]];
    const volume = sum(group, (bar) => bar.volume);
    const value = sum(group, (bar) => wireBar(bar).vw * bar.volume);
    return {
      symbol: first.symbol,
      at,
      open: first.open,
      high: Math.max(...group.map(({ high }) => high)),
      low: Math.min(...group.map(({ low }) => low)),
      close: (group.at(-1) as Bar).close,
      volume,
      tradeCount: sum(group, (bar) => wireBar(bar).n),
      vwap: volume > 0 ? rounded(value / volume) : first.open,
    };
  });
}

function sum(bars: readonly Bar[], of: (bar: Bar) => number): number {
  return bars.reduce((total, bar) => total + of(bar), 0);
}

function rounded(price: number): number {
  return Math.round(price * 1e6) / 1e6;
}
