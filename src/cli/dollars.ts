/**
 * Returns dollars for people: cents, rounded half away from zero, in groups of
 * three, such as `-$1,234.50`.
 *
 * @param units 1e-9 dollars, signed
 */
export function dollars(units: bigint): string {
  const size = units < 0n ? -units : units;
  const cents = (size + 5_000_000n) / 10_000_000n;
  const sign = units < 0n && cents > 0n ? "-" : "";
  const whole = `${cents / 100n}`.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${sign}$${whole}.${`${cents % 100n}`.padStart(2, "0")}`;
}
