import type { Price } from "./decimal.ts";

/**
 * Says whether a price is further from the last one than a limit allows: with 50
 * percent, below half of it or above twice of it.
 *
 * @param limit Percent, a whole number 0 to 99; 0: no price is
 */
export function isJump(price: Price, mark: Price, limit: number): boolean {
  if (limit === 0) return false;
  const left = BigInt(100 - limit);
  return price * 100n < mark * left || price * left > mark * 100n;
}
