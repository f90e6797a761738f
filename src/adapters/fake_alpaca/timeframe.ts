import { newYorkDate } from "../../domain/calendar.ts";

/** How long the bars are that are asked for. */
export interface Timeframe {
  /** They are minutes, as they are kept. */
  readonly isMinute: boolean;
  /** Returns the start of the interval that a minute belongs to, Unix milliseconds. */
  startOf(at: number): number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const PATTERN = /^(\d{1,2})(Min|T|Hour|H|Day|D)$/;

/**
 * Returns what a `timeframe` such as `1Min`, `5T`, `1Hour` or `1Day` means, or
 * `undefined` for one that the fake does not have (weeks, months, nonsense).
 */
export function readTimeframe(text: string): Timeframe | undefined {
  const [, digits = "", unit = ""] = PATTERN.exec(text) ?? [];
  const count = Number(digits);
  if (count < 1) return undefined;
  if (unit === "Min" || unit === "T") {
    return count <= 59 ? multipleOf(count * MINUTE_MS) : undefined;
  }
  if (unit === "Hour" || unit === "H") {
    return count <= 23 ? multipleOf(count * HOUR_MS) : undefined;
  }
  return count === 1 && unit !== ""
    ? { isMinute: false, startOf: startOfDay }
    : undefined;
}

function multipleOf(ms: number): Timeframe {
  return { isMinute: ms === MINUTE_MS, startOf: (at) => at - at % ms };
}

/** A day is New York's. */
function startOfDay(at: number): number {
  return Temporal.PlainDate.from(newYorkDate(at))
    .toZonedDateTime("America/New_York").epochMilliseconds;
}
