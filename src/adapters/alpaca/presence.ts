import { MINUTE_MS } from "../../domain/bar.ts";
import { isTrading } from "../../domain/calendar.ts";
import type { AssetClass } from "../../domain/instrument.ts";

/** Knows which symbols have a bar in nearly every minute. */
export interface Presence {
  /** Takes note that Alpaca said what it has with `from <= at <= to` (Unix milliseconds). */
  answered(assetClass: AssetClass, from: number, to: number): void;
  /** Returns those of some symbols of a class whose bar of a minute is worth waiting for. */
  expected(
    assetClass: AssetClass,
    symbols: readonly string[],
    minute: number,
  ): string[];
}

/** Minutes that are looked back at, and how many of them make a judgement. */
const LOOK_BACK = 10;
const KNOWN_MIN = 3;
/** Share of these minutes with a bar from which on the next is expected. */
const USUAL = 0.8;

/**
 * Returns what judges by the last ten trading minutes that Alpaca answered for
 * and of which any symbol had a bar: a minute without one is an outage and says
 * nothing about a symbol. While fewer than three are known, every symbol that
 * trades is expected. Coins of which none ever had a bar, while equities have,
 * are quiet: recorded bars may have none.
 *
 * @param has Says whether there is a bar
 */
export function presence(
  has: (symbol: string, at: number) => boolean,
): Presence {
  const answered = new Map<AssetClass, number[]>();
  /** Classes of which there was ever a bar. */
  const alive = new Set<AssetClass>();
  return {
    answered(assetClass, from, to) {
      const minutes = new Set(answered.get(assetClass));
      for (let at = from; at <= to; at += MINUTE_MS) {
        if (isTrading(assetClass, at)) minutes.add(at);
      }
      const sorted = [...minutes].sort((a, b) => a - b);
      // One more than is looked at: the newest may be the minute in question.
      answered.set(assetClass, sorted.slice(-LOOK_BACK - 1));
    },
    expected(assetClass, symbols, minute) {
      if (!isTrading(assetClass, minute)) return [];
      const recent = (answered.get(assetClass) ?? [])
        .filter((at) => at < minute && at >= minute - LOOK_BACK * MINUTE_MS);
      const full = recent
        .filter((at) => symbols.some((symbol) => has(symbol, at)));
      if (full.length > 0) alive.add(assetClass);
      const isAbsent = assetClass === "crypto" && !alive.has("crypto") &&
        alive.has("equity");
      const known = isAbsent ? recent : full;
      if (known.length < KNOWN_MIN) return [...symbols];
      return symbols.filter((symbol) =>
        known.filter((at) => has(symbol, at)).length >= USUAL * known.length
      );
    },
  };
}
