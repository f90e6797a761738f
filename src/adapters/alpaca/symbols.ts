/**
 * The forms of a symbol, in one place: ours is `BTC` and `BRK.B`; Alpaca's
 * orders and data say `BTC/USD`, its positions `BTCUSD`, and equities as we do.
 *
 * @module
 */

import type { AssetClass } from "../../domain/instrument.ts";
import { KNOWN_COINS, SYMBOL_PATTERN } from "../../domain/instrument.ts";

/** What a symbol is, whatever form it was written in. */
export interface KnownSymbol {
  /** Our form. */
  readonly symbol: string;
  readonly assetClass: AssetClass;
}

/** Translates the symbols of a universe. */
export interface SymbolForms {
  /** Returns our form of any form; `undefined` when the universe has no such symbol. */
  ours(text: string): string | undefined;
  /** Returns Alpaca's form in orders and data: `BTC/USD`, `BRK.B`. */
  theirs(symbol: string): string;
}

/** Returns Alpaca's form in orders and data: `BTC/USD`, `BRK.B`. */
export function alpacaSymbol({ symbol, assetClass }: KnownSymbol): string {
  return assetClass === "crypto"
    ? `${symbol}/USD`
    : symbol.replaceAll("-", ".");
}

/** Returns Alpaca's form in positions and order lists: `BTCUSD`, `BRK.B`. */
export function positionSymbol(known: KnownSymbol): string {
  return alpacaSymbol(known).replace("/", "");
}

/**
 * Reads a symbol in any form. Without a slash, `BTC` and `BTCUSD` are crypto
 * when the coin is a known one; all else is an equity.
 *
 * @returns `undefined` for what is no symbol, or a pair that is not in dollars
 */
export function readSymbol(text: string): KnownSymbol | undefined {
  const upper = text.trim().toUpperCase();
  const [base = "", quote, ...more] = upper.split("/");
  if (more.length > 0 || !SYMBOL_PATTERN.test(base)) return undefined;
  if (quote !== undefined) {
    return quote === "USD" ? { symbol: base, assetClass: "crypto" } : undefined;
  }
  const coin = KNOWN_COINS.includes(base)
    ? base
    : KNOWN_COINS.find((each) => `${each}USD` === base);
  return coin === undefined
    ? { symbol: base.replaceAll("-", "."), assetClass: "equity" }
    : { symbol: coin, assetClass: "crypto" };
}

/**
 * Returns the translation for a universe. A form that two symbols would have
 * belongs to the one whose own form it is.
 */
export function symbolForms(universe: Iterable<KnownSymbol>): SymbolForms {
  const all = [...universe];
  const toOurs = new Map<string, string>();
  for (const known of all) {
    toOurs.set(positionSymbol(known), known.symbol);
    toOurs.set(alpacaSymbol(known), known.symbol);
  }
  for (const { symbol } of all) toOurs.set(symbol, symbol);
  const toTheirs = new Map(
    all.map((known) => [known.symbol, alpacaSymbol(known)]),
  );
  return {
    ours: (text) => toOurs.get(text),
    theirs: (symbol) => toTheirs.get(symbol) ?? symbol,
  };
}
