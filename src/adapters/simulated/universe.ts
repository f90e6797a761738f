import type { AssetClass } from "../../domain/instrument.ts";
import { random } from "../../domain/random.ts";
import universe from "./universe.json" with { type: "json" };

/** What a simulated symbol is like. */
export interface SymbolTraits {
  readonly symbol: string;
  /** Dollars around which the price wanders. */
  readonly price: number;
  /** Return for a return of 1 of its class's market. */
  readonly beta: number;
  /** Standard deviation of a day's return, 0.01 for one percent. */
  readonly dailyVol: number;
  /** Shares or coins traded on a usual day. */
  readonly volume: number;
}

const KNOWN: ReadonlyMap<string, SymbolTraits> = new Map(
  [...universe.equities, ...universe.crypto].map((
    traits,
  ) => [traits.symbol, traits]),
);

/** Returns the symbols that are simulated when nobody names others. */
export function defaultUniverse(): { equities: string[]; crypto: string[] } {
  return {
    equities: universe.equities.map(({ symbol }) => symbol),
    crypto: universe.crypto.map(({ symbol }) => symbol),
  };
}

/**
 * Returns the traits of a symbol: those of the file, or for others some that
 * depend on its name alone.
 */
export function traitsOf(symbol: string, assetClass: AssetClass): SymbolTraits {
  const known = KNOWN.get(symbol);
  if (known) return known;
  const next = random("traits", assetClass, symbol);
  const decades = next();
  const beta = 0.5 + next();
  const extraVol = next();
  const dollars = 2e7 * (1 + 20 * next());
  const price = 10 * (1 + decades * 29);
  return assetClass === "equity"
    ? {
      symbol,
      price,
      beta,
      dailyVol: 0.012 + 0.014 * extraVol,
      volume: dollars / price,
    }
    : {
      symbol,
      price: price / 5,
      beta,
      dailyVol: 0.03 + 0.03 * extraVol,
      volume: 5 * dollars / price,
    };
}
