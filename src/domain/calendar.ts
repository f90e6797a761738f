/**
 * The trading calendar: which instants belong to which session and day.
 * Instants are Unix milliseconds, UTC; days are `YYYY-MM-DD`. Every function
 * covers 2000-01-01 to 2040-12-31 and throws `invalid` for anything else. The
 * days are those of the rules, and of what {@linkcode amendCalendar} was told.
 *
 * @module
 */

import { QtcError } from "./error.ts";
import { FIRST_YEAR, hoursOn, LAST_YEAR } from "./holidays.ts";
import type { AssetClass } from "./instrument.ts";

/** One regular session of the New York Stock Exchange. */
export interface Session {
  /** Day of the session in New York, `YYYY-MM-DD`. */
  readonly date: string;
  /** First minute, Unix milliseconds. */
  readonly open: number;
  /** End of the last minute, Unix milliseconds, exclusive. */
  readonly close: number;
}

/** The hours of a day on which the exchange does not keep those of the rules. */
export interface SessionChange {
  /** Day in New York, `YYYY-MM-DD`. */
  readonly date: string;
  /** Unix milliseconds, within the UTC day of `date`; absent: it is closed. */
  readonly hours?: { readonly open: number; readonly close: number };
}

/** What is known of a UTC day; a session lies within the UTC day of its date. */
interface Day {
  readonly date: string;
  /** New York's date before `midnight`. */
  readonly before: string;
  /** Start of the day in New York, Unix milliseconds. */
  readonly midnight: number;
  readonly session: Session | undefined;
}

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(FIRST_YEAR, 0, 1) / DAY_MS;
const LAST_DAY = Date.UTC(LAST_YEAR, 11, 31) / DAY_MS;
const ZONE = "America/New_York";

/** Days kept, about eleven years; a longer walk starts again with none. */
const DAYS_MAX = 4096;
const days = new Map<number, Day>();
/** The day asked for last: most calls ask for it again. */
let latest: { readonly index: number; readonly day: Day } | undefined;

const changes = new Map<string, SessionChange>();

/**
 * Makes these days differ from the rules, and no others. One calendar is
 * everybody's: whoever has a ledger's books has its days as well.
 */
export function amendCalendar(changed: Iterable<SessionChange>): void {
  changes.clear();
  for (const change of changed) changes.set(change.date, change);
  days.clear();
  latest = undefined;
}

/**
 * Returns the session of a New York day, or `undefined` when there is none.
 *
 * @param date `YYYY-MM-DD`
 * @throws {QtcError} `invalid` for anything else, or outside 2000–2040
 */
export function sessionOn(date: string): Session | undefined {
  const start = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(date) : NaN;
  // Date.parse() takes 30 February for 1 March.
  if (
    Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== date
  ) {
    throw new QtcError(
      "invalid",
      `Cannot use date "${
        date.slice(0, 40)
      }": it must be a day such as 2026-11-20`,
    );
  }
  return dayOf(start).session;
}

/** Returns the session with `open <= time < close`, if there is one. */
export function sessionAt(time: number): Session | undefined {
  const { session } = dayOf(time);
  return session && time >= session.open && time < session.close
    ? session
    : undefined;
}

/** Says whether a minute (its start, Unix milliseconds) belongs to a regular session. */
export function isRegular(minute: number): boolean {
  return sessionAt(minute) !== undefined;
}

/** Returns the day in New York, `YYYY-MM-DD`. */
export function newYorkDate(time: number): string {
  const { date, before, midnight } = dayOf(time);
  return time < midnight ? before : date;
}

/** Returns the day in UTC, `YYYY-MM-DD`. */
export function utcDate(time: number): string {
  return dayOf(time).date;
}

/** Returns the first session with `open > time`. */
export function nextSession(time: number): Session {
  for (let at = time;; at += DAY_MS) {
    const { session } = dayOf(at);
    if (session && session.open > time) return session;
  }
}

/** Returns the last session with `close <= time`. */
export function previousSession(time: number): Session {
  for (let at = time;; at -= DAY_MS) {
    const { session } = dayOf(at);
    if (session && session.close <= time) return session;
  }
}

/** Returns the open of the newest session with `open <= time`, Unix milliseconds. */
export function lastSessionStart(time: number): number {
  for (let at = time;; at -= DAY_MS) {
    const { session } = dayOf(at);
    if (session && session.open <= time) return session.open;
  }
}

/** Says whether an asset trades in a minute: crypto always, equities in regular sessions. */
export function isTrading(assetClass: AssetClass, minute: number): boolean {
  return assetClass === "crypto" || isRegular(minute);
}

function dayOf(time: number): Day {
  const index = Math.floor(time / DAY_MS);
  if (latest?.index === index) return latest.day;
  let day = days.get(index);
  if (!day) {
    if (days.size >= DAYS_MAX) days.clear();
    day = makeDay(index);
    days.set(index, day);
  }
  latest = { index, day };
  return day;
}

function makeDay(index: number): Day {
  if (!(index >= FIRST_DAY && index <= LAST_DAY)) {
    throw new QtcError(
      "invalid",
      `Cannot find day ${index} of the calendar: it covers ${FIRST_YEAR} to ${LAST_YEAR}`,
    );
  }
  const date = new Date(index * DAY_MS).toISOString().slice(0, 10);
  const [year, month, day] = date.split("-").map(Number) as [
    number,
    number,
    number,
  ];
  const hours = hoursOn(year, month, day);
  const changed = changes.get(date);
  return {
    date,
    before: new Date((index - 1) * DAY_MS).toISOString().slice(0, 10),
    midnight: newYork(date, 0),
    session: changed ? changed.hours && { date, ...changed.hours } : hours && {
      date,
      open: newYork(date, hours.open),
      close: newYork(date, hours.close),
    },
  };
}

/** Returns the instant of a wall-clock time in New York, `minutes` after midnight. */
function newYork(date: string, minutes: number): number {
  return Temporal.PlainDate.from(date).toZonedDateTime({
    timeZone: ZONE,
    plainTime: { hour: Math.floor(minutes / 60), minute: minutes % 60 },
  }).epochMilliseconds;
}
