import {
  abs,
  type Money,
  mulDiv,
  notional,
  type Price,
  type Quantity,
} from "./decimal.ts";
import type { AssetClass, Instrument } from "./instrument.ts";

/** Fees of the simulated exchange, in basis points of the notional. */
export interface FeeRates {
  readonly equityFeeBps: number;
  readonly cryptoFeeBps: number;
}

/** A fill's fee: in dollars, or in the coin that was bought. */
export interface Fee {
  /** Dollars, ≥ 0. */
  readonly fee: Money;
  /** Coins, ≥ 0. */
  readonly feeQuantity: Quantity;
}

const SCALE = 1_000_000n;

/** Returns the fee of an asset class, basis points. */
export function feeBpsOf(
  assetClass: AssetClass,
  { equityFeeBps, cryptoFeeBps }: FeeRates,
): number {
  return assetClass === "crypto" ? cryptoFeeBps : equityFeeBps;
}

/**
 * Returns the fee of one fill. Crypto pays in the coin on a buy, in its smallest
 * steps, so that what is left can be sold; everything else pays in dollars.
 * Rounded half away from zero.
 *
 * @param quantity Signed shares or coins, 1e-9 units
 * @param price Dollars per share, 1e-9 USD
 */
export function feeOf(
  { assetClass, quantityStep }: Pick<Instrument, "assetClass" | "quantityStep">,
  quantity: Quantity,
  price: Price,
  feeBps: number,
): Fee {
  const rate = rateOf(feeBps);
  const size = abs(quantity);
  if (assetClass === "crypto" && quantity > 0n) {
    const steps = mulDiv(size, rate, SCALE * quantityStep);
    return {
      fee: 0n as Money,
      feeQuantity: steps * quantityStep as Quantity,
    };
  }
  return {
    fee: mulDiv(notional(price, size), rate, SCALE) as Money,
    feeQuantity: 0n as Quantity,
  };
}

/**
 * Returns the most that a buy's fee can cost in dollars; what is paid in the
 * coin costs none.
 *
 * @param value Dollars of the buy at its worst price, 1e-9 USD
 */
export function feeReserve(
  assetClass: AssetClass,
  value: Money,
  feeBps: number,
): Money {
  if (assetClass === "crypto") return 0n as Money;
  return mulDiv(value, rateOf(feeBps), SCALE) as Money;
}

/** Basis points as parts of a million. */
function rateOf(feeBps: number): bigint {
  return BigInt(Math.round(feeBps * 100));
}
