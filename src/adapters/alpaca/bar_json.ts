import { type Bar, barFault } from "../../domain/bar.ts";
import { BAR } from "./schemas.ts";

/**
 * Reads one of Alpaca's minute bars.
 *
 * @param symbol Our form
 * @returns `undefined` for what is no bar, or has values that no bar can have
 */
export function readBar(symbol: string, json: unknown): Bar | undefined {
  const read = readBarOrFault(symbol, json);
  return typeof read === "string" ? undefined : read;
}

/** Reads a bar, or returns what is wrong with it; see {@linkcode readBar}. */
export function readBarOrFault(symbol: string, json: unknown): Bar | string {
  const parsed = BAR.safeParse(json);
  if (!parsed.success) return "it is no bar";
  const { t, o, h, l, c, v, n, vw } = parsed.data;
  const bar: Bar = {
    symbol,
    at: Date.parse(t),
    open: o,
    high: h,
    low: l,
    close: c,
    volume: v,
    ...(isCount(n) && { tradeCount: n }),
    // Quotes make a coin's bar as well; it has no trades to be weighted.
    ...(isPrice(vw) && { vwap: vw }),
  };
  return barFault(bar) ?? bar;
}

function isCount(value: number | null | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isPrice(value: number | null | undefined): value is number {
  return typeof value === "number" && value > 0 && value < 1e9;
}

/** Says whether two bars of a symbol and minute say the same. */
export function isSameBar(a: Bar, b: Bar): boolean {
  return a.open === b.open && a.high === b.high && a.low === b.low &&
    a.close === b.close && a.volume === b.volume &&
    (a.tradeCount ?? b.tradeCount) === (b.tradeCount ?? a.tradeCount) &&
    (a.vwap ?? b.vwap) === (b.vwap ?? a.vwap);
}
