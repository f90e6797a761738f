/**
 * Fixed-point amounts: everything the books own is an integer count of 1e-9
 * units in a `bigint`, so sums are exact and replays agree to the last digit.
 * Measured values (bars, metrics) stay `number`; they are never booked.
 *
 * @module
 */

import { QtcError } from "./error.ts";

declare const unit: unique symbol;

/** Dollars, in 1e-9 USD. Signed. */
export type Money = bigint & { readonly [unit]: "money" };
/** Dollars per share, in 1e-9 USD. Positive. */
export type Price = bigint & { readonly [unit]: "price" };
/** Shares or coins, in 1e-9 units. Signed: positive long, negative short. */
export type Quantity = bigint & { readonly [unit]: "quantity" };

/** Units in one whole share or dollar. */
export const ONE = 1_000_000_000n;
/** Digits after the point that an amount can hold. */
export const DIGITS = 9;

/**
 * Returns the value of a holding, rounded half away from zero. The one place
 * where a product of amounts is rounded.
 *
 * @param price Dollars per share, 1e-9 USD
 * @param quantity Signed shares, 1e-9 units
 * @returns Signed dollars, 1e-9 USD
 */
export function notional(price: Price, quantity: Quantity): Money {
  return mulDiv(price, quantity, ONE) as Money;
}

/** Returns `a * b / c` exactly, rounded half away from zero. `c` must be > 0. */
export function mulDiv(a: bigint, b: bigint, c: bigint): bigint {
  const product = a * b;
  const half = product < 0n ? -c : c;
  return (product * 2n + half) / (c * 2n);
}

/**
 * Reads a decimal text such as `-12.50`: digits, at most nine after the point,
 * no exponent.
 *
 * @returns 1e-9 units, exactly
 * @throws {QtcError} `invalid` for anything else
 */
export function parseDecimal<T extends bigint = bigint>(text: string): T {
  const match = /^(-?)(\d{1,30})(?:\.(\d{1,9}))?$/.exec(text);
  if (!match) {
    throw new QtcError(
      "invalid",
      `Cannot read decimal "${text.slice(0, 40)}": it must look like 12.5, ` +
        `with at most ${DIGITS} digits after the point`,
    );
  }
  const [, sign, whole = "0", fraction = ""] = match;
  const units = BigInt(whole) * ONE + BigInt(fraction.padEnd(DIGITS, "0"));
  return (sign ? -units : units) as T;
}

/** Returns the shortest exact decimal text, such as `-12.5`. */
export function decimalText(units: bigint): string {
  const sign = units < 0n ? "-" : "";
  const digits = abs(units).toString().padStart(DIGITS + 1, "0");
  const fraction = digits.slice(-DIGITS).replace(/0+$/, "");
  const whole = digits.slice(0, -DIGITS);
  return `${sign}${whole}${fraction && "."}${fraction}`;
}

/**
 * Returns the amount that a number's shortest decimal text stands for, so
 * that 0.1 becomes exactly 100,000,000 units. Digits past the ninth are
 * rounded half away from zero.
 *
 * @param value Finite, |value| < 1e15
 * @throws {QtcError} `invalid` when it is not
 */
export function fromNumber<T extends bigint = bigint>(value: number): T {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15) {
    throw new QtcError(
      "invalid",
      `Cannot use number "${value}": it must be finite and below 1e15`,
    );
  }
  const text = String(value);
  const [mantissa = "0", exponent = "0"] = text.split("e");
  const negative = mantissa.startsWith("-");
  const [whole = "0", fraction = ""] = mantissa.replace("-", "").split(".");
  const shift = DIGITS + Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  const units = shift >= 0
    ? digits * 10n ** BigInt(shift)
    : mulDiv(digits, 1n, 10n ** BigInt(-shift));
  return (negative ? -units : units) as T;
}

/** Returns an amount as a number, for display and measurement only. */
export function toNumber(units: bigint): number {
  return Number(units) / 1e9;
}

/**
 * Returns the largest number near an amount (≥ 0) that does not stand for more:
 * who asks for all that there is must not ask for more than that.
 */
export function floorNumber(units: bigint): number {
  let value = toNumber(units);
  while (value < 1e15 && fromNumber(value) > units) {
    value -= value * Number.EPSILON;
  }
  return value;
}

/** Returns the absolute value. */
export function abs<T extends bigint>(value: T): T {
  return (value < 0n ? -value : value) as T;
}

/** Returns the smaller of two amounts. */
export function min<T extends bigint>(a: T, b: T): T {
  return a < b ? a : b;
}

/** Returns the largest multiple of `step` (> 0) that is not above `value` (≥ 0). */
export function floorTo<T extends bigint>(value: T, step: bigint): T {
  return (value - value % step) as T;
}

/** Returns the smallest multiple of `step` (> 0) that is not below `value` (≥ 0). */
export function ceilTo<T extends bigint>(value: T, step: bigint): T {
  return floorTo(value + step - 1n as T, step);
}
