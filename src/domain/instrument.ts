import type { Price, Quantity } from "./decimal.ts";
import { QtcError } from "./error.ts";
import { fromNumber, ONE } from "./decimal.ts";

/** Equities trade in NYSE sessions, crypto around the clock. */
export type AssetClass = "equity" | "crypto";

/** Something that can be traded, and in which steps. */
export interface Instrument {
  /** Ticker in our own form: `AAPL`, `BTC`. */
  readonly symbol: string;
  readonly assetClass: AssetClass;
  /** Smallest step of a quantity, 1e-9 units. */
  readonly quantityStep: Quantity;
  /** Smallest step of a limit price, 1e-9 USD. */
  readonly tick: Price;
  /** Nobody can trade it at the broker for now. */
  readonly untradable?: true;
  /** First minute with data, Unix milliseconds; absent when there is no bound. */
  readonly listedFrom?: number;
  /** End of the data, Unix milliseconds, exclusive; absent when there is no bound. */
  readonly listedUntil?: number;
}

/** Coins that are taken for crypto when nothing says what a symbol is. */
export const KNOWN_COINS: readonly string[] = [
  "AAVE",
  "AVAX",
  "BAT",
  "BCH",
  "BTC",
  "CRV",
  "DOGE",
  "DOT",
  "ETH",
  "GRT",
  "LINK",
  "LTC",
  "MKR",
  "PEPE",
  "SHIB",
  "SOL",
  "SUSHI",
  "TRUMP",
  "UNI",
  "USDC",
  "USDT",
  "XRP",
  "XTZ",
  "YFI",
];

/** What a symbol may look like: `AAPL`, `BRK.B`, `BTC`. */
export const SYMBOL_PATTERN = /^[A-Z][A-Z0-9]{0,9}([.-][A-Z0-9]{1,4})?$/;

/**
 * Returns an instrument with the usual steps: equities in millionths of a share
 * and cents, crypto in 1e-8 coins and billionths of a dollar.
 */
export function instrument(
  symbol: string,
  assetClass: AssetClass,
  listed: { readonly from?: number; readonly until?: number } = {},
): Instrument {
  return {
    symbol,
    assetClass,
    quantityStep: fromNumber<Quantity>(assetClass === "equity" ? 1e-6 : 1e-8),
    tick: fromNumber<Price>(assetClass === "equity" ? 0.01 : 1e-9),
    ...(listed.from !== undefined && { listedFrom: listed.from }),
    ...(listed.until !== undefined && { listedUntil: listed.until }),
  };
}

/**
 * Returns the smallest step of a limit at a price: below a dollar, equities are
 * quoted in hundredths of a cent.
 *
 * Source: Rule 612 of Regulation NMS,
 * https://www.law.cornell.edu/cfr/text/17/242.612
 */
export function tickAt({ assetClass, tick }: Instrument, price: Price): bigint {
  return assetClass === "equity" && price < ONE ? tick / 100n : tick;
}

/**
 * Returns the instruments with these symbols, or all when none are named.
 *
 * @throws {QtcError} `invalid`, naming each symbol that there is no data of
 */
export function chosen(
  all: readonly Instrument[],
  symbols: readonly string[] | undefined,
): readonly Instrument[] {
  if (!symbols) return all;
  const known = new Set(all.map(({ symbol }) => symbol));
  const missing = symbols.filter((symbol) => !known.has(symbol));
  if (missing.length === 0) {
    return all.filter(({ symbol }) => symbols.includes(symbol));
  }
  throw new QtcError(
    "invalid",
    `Cannot trade ${
      missing.join(", ")
    }: there are no bars; there are bars of ` +
      [...known].join(", "),
  );
}

/** Says whether an instrument has data at `minute` (Unix milliseconds). */
export function isListed(
  { listedFrom, listedUntil }: Instrument,
  minute: number,
): boolean {
  return (listedFrom === undefined || minute >= listedFrom) &&
    (listedUntil === undefined || minute < listedUntil);
}
