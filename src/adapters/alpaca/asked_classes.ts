import { newYorkDate, sessionOn } from "../../domain/calendar.ts";
import type { AssetClass, Instrument } from "../../domain/instrument.ts";

const HOUR_MS = 3_600_000;
/** Before a session's open and after its close there are bars as well. */
const BEFORE_OPEN_MS = 5.5 * HOUR_MS;
const AFTER_CLOSE_MS = 4 * HOUR_MS;
/** A session with what surrounds it is longer: no step misses one. */
const STEP_MS = 6 * HOUR_MS;

/** Symbols of a class, our form. */
export interface ClassSymbols {
  readonly assetClass: AssetClass;
  readonly symbols: readonly string[];
}

/**
 * Returns what may have bars in some minutes, both inclusive (Unix
 * milliseconds): coins always, equities from 04:00 to 20:00 in New York.
 */
export function askedClasses(
  instruments: readonly Instrument[],
  from: number,
  to: number,
): ClassSymbols[] {
  return (["equity", "crypto"] as const).flatMap((assetClass) => {
    const symbols = instruments
      .filter((each) => each.assetClass === assetClass)
      .map(({ symbol }) => symbol);
    const mayTrade = assetClass === "crypto" || hasStockBars(from, to);
    return symbols.length > 0 && mayTrade ? [{ assetClass, symbols }] : [];
  });
}

function hasStockBars(from: number, to: number): boolean {
  for (let at = from;; at = Math.min(to, at + STEP_MS)) {
    const session = sessionOn(newYorkDate(at));
    if (
      session && to >= session.open - BEFORE_OPEN_MS &&
      from < session.close + AFTER_CLOSE_MS
    ) return true;
    if (at >= to) return false;
  }
}
