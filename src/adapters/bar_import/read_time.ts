/** Seconds, milli-, micro- and nanoseconds: of 2000 to 2040 they never overlap. */
const UNITS = [1_000, 1, 1e-3, 1e-6];
const FIRST = Date.UTC(2000, 0, 1);
const LAST = Date.UTC(2041, 0, 1);
const ISO =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d(?::?\d\d)?)?$/;

/**
 * Reads when a bar begins: ISO 8601 with an offset, or seconds, milli-, micro-
 * or nanoseconds since 1970.
 *
 * @returns Unix milliseconds, or what is wrong with it
 */
export function readTime(value: unknown): number | string {
  if (typeof value === "string") {
    const text = value.trim();
    return /^\d+(\.0*)?$/.test(text) ? epochTime(text) : isoTime(text);
  }
  if (typeof value === "number" || typeof value === "bigint") {
    return epochTime(String(value));
  }
  return "it has no time";
}

function epochTime(text: string): number | string {
  const count = Number(text);
  for (const unit of UNITS) {
    // Whole minutes are multiples of 2^11 nanoseconds: nothing is lost.
    const at = unit < 1 ? count / Math.round(1 / unit) : count * unit;
    if (at >= FIRST && at < LAST) return at;
  }
  return `"${text.slice(0, 40)}" is no time of 2000 to 2040`;
}

function isoTime(text: string): number | string {
  const [, date = "", time = "", zone] = ISO.exec(text) ?? [];
  const shown = text.slice(0, 40);
  if (date === "") {
    return `"${shown}" is no time such as 2026-11-20T14:30:00Z`;
  }
  if (zone === undefined) {
    return `"${shown}" does not say its zone: write ${date}T${time}Z if it ` +
      `is UTC, or its offset, ${date}T${time}-05:00 in a winter of New York`;
  }
  const offset = zone === "Z" || zone.includes(":")
    ? zone
    : `${zone.slice(0, 3)}:${zone.slice(3) || "00"}`;
  const at = Date.parse(`${date}T${time}${offset}`);
  // Date.parse() takes 30 February for 2 March.
  const isDay = new Date(`${date}T00:00Z`).toJSON()?.slice(0, 10) === date;
  return isDay && at >= FIRST && at < LAST
    ? at
    : `"${shown}" is no time of 2000 to 2040`;
}
