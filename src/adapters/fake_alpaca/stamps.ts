/**
 * Instants as the broker writes them: RFC 3339 to the nanosecond. A `bigint`
 * counts nanoseconds since 1970, UTC.
 *
 * @module
 */

/** Nanoseconds in a millisecond. */
export const MS = 1_000_000n;

const PATTERN =
  /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d))?$/;

/** Returns the text of an instant, such as `2026-11-20T14:30:00.123456789Z`. */
export function stampText(nanos: bigint): string {
  const seconds = new Date(milliseconds(nanos)).toISOString().slice(0, 19);
  return `${seconds}.${String(nanos % 1_000_000_000n).padStart(9, "0")}Z`;
}

/** Returns an instant in Unix milliseconds, cut off. */
export function milliseconds(nanos: bigint): number {
  return Number(nanos / MS);
}

/** Reads an instant or a date (its midnight, UTC); `undefined` for anything else. */
export function parseStamp(text: string): bigint | undefined {
  const [, date, time, fraction = "", zone = "Z"] = PATTERN.exec(text) ?? [];
  if (date === undefined) return undefined;
  const whole = Date.parse(`${date}T${time ?? "00:00:00"}${zone}`);
  if (Number.isNaN(whole)) return undefined;
  return BigInt(whole) * MS + BigInt(fraction.padEnd(9, "0"));
}
