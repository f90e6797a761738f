import {
  type Money,
  mulDiv,
  notional,
  type Price,
  type Quantity,
} from "./decimal.ts";
import type { AssetClass } from "./instrument.ts";

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

/**
 * Returns the fee of one fill. Crypto pays in the coin on a buy, everything
 * else in dollars. Rounded half away from zero.
 *
 * @param quantity Signed shares or coins, 1e-9 units
 * @param price Dollars per share, 1e-9 USD
 */
export function feeOf(
  assetClass: AssetClass,
  quantity: Quantity,
  price: Price,
  rates: FeeRates,
): Fee {
  const bps = assetClass === "crypto" ? rates.cryptoFeeBps : rates.equityFeeBps;
  const rate = BigInt(Math.round(bps * 100));
  const size = quantity < 0n ? -quantity : quantity;
  if (assetClass === "crypto" && quantity > 0n) {
    return {
      fee: 0n as Money,
      feeQuantity: mulDiv(size, rate, SCALE) as Quantity,
    };
  }
  const value = notional(price, size as Quantity);
  return {
    fee: mulDiv(value, rate, SCALE) as Money,
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
  rates: FeeRates,
): Money {
  if (assetClass === "crypto") return 0n as Money;
  return mulDiv(
    value,
    BigInt(Math.round(rates.equityFeeBps * 100)),
    SCALE,
  ) as Money;
}
