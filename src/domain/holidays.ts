/**
 * When the New York Stock Exchange trades, as rules and a list of the days on
 * which it did otherwise. Wall-clock times only; `calendar.ts` makes instants.
 *
 * @module
 */

/** Wall-clock hours of a session, minutes after midnight in New York. */
export interface Hours {
  readonly open: number;
  readonly close: number;
}

/** First year that the rules cover. */
export const FIRST_YEAR = 2000;
/** Last year that the rules cover. */
export const LAST_YEAR = 2040;

const MINUTES = 60;
const OPEN = 9 * MINUTES + 30;
const CLOSE = 16 * MINUTES;
const EARLY_CLOSE = 13 * MINUTES;

const DAY_MS = 86_400_000;
const SUNDAY = 0;
const MONDAY = 1;
const TUESDAY = 2;
const THURSDAY = 4;
const FRIDAY = 5;
const SATURDAY = 6;

/** Whole days without trading that no rule foresees. */
const CLOSURES: readonly string[] = [
  "2001-09-11",
  "2001-09-12",
  "2001-09-13",
  "2001-09-14", // attacks on New York
  "2004-06-11", // mourning, President Reagan
  "2007-01-02", // mourning, President Ford
  "2012-10-29",
  "2012-10-30", // hurricane Sandy
  "2018-12-05", // mourning, President Bush
  "2025-01-09", // mourning, President Carter
];

/** Sessions whose hours no rule foresees. */
const UNUSUAL_HOURS: Readonly<Record<string, Hours>> = {
  "2002-09-11": { open: 12 * MINUTES, close: CLOSE }, // first anniversary
  "2003-12-26": { open: OPEN, close: EARLY_CLOSE },
};

interface Year {
  readonly closed: ReadonlySet<string>;
  readonly early: ReadonlySet<string>;
}

/** At most one entry for each year between `FIRST_YEAR` and `LAST_YEAR`. */
const years = new Map<number, Year>();

/**
 * Returns the session hours of a day, or `undefined` when the exchange is
 * closed. Trading halts within a session are not part of the calendar.
 *
 * Source: https://www.nyse.com/trade/hours-calendars and NYSE Rule 7.2; NYSE
 * special closings, 1885 to date
 *
 * @param year `FIRST_YEAR`..`LAST_YEAR`
 * @param month 1..12
 * @param day 1..31
 */
export function hoursOn(
  year: number,
  month: number,
  day: number,
): Hours | undefined {
  const weekday = weekdayOf(year, month, day);
  if (weekday === SATURDAY || weekday === SUNDAY) return undefined;
  const date = dateText(year, month, day);
  const { closed, early } = yearOf(year);
  if (closed.has(date)) return undefined;
  const unusual = UNUSUAL_HOURS[date];
  if (unusual) return unusual;
  return { open: OPEN, close: early.has(date) ? EARLY_CLOSE : CLOSE };
}

/** Returns the days without trading that are no weekend, `YYYY-MM-DD`, sorted. */
export function holidaysOf(year: number): string[] {
  return [...yearOf(year).closed].sort();
}

function yearOf(year: number): Year {
  const known = years.get(year);
  if (known) return known;
  const closed = new Set([
    ...holidays(year),
    ...CLOSURES.filter((date) => date.startsWith(`${year}-`)),
  ]);
  const made = { closed, early: new Set(earlyCloses(year)) };
  years.set(year, made);
  return made;
}

function holidays(year: number): string[] {
  const days = [
    nthWeekday(year, 1, MONDAY, 3), // Martin Luther King, since 1998
    nthWeekday(year, 2, MONDAY, 3), // Washington's birthday
    goodFriday(year),
    lastMondayOfMay(year), // Memorial Day
    observed(year, 7, 4), // Independence Day
    nthWeekday(year, 9, MONDAY, 1), // Labor Day
    nthWeekday(year, 11, THURSDAY, 4), // Thanksgiving
    observed(year, 12, 25), // Christmas
  ];
  // A New Year on a Saturday is not made up for: the Friday closes the books of the year.
  if (weekdayOf(year, 1, 1) !== SATURDAY) days.push(observed(year, 1, 1));
  if (year >= 2022) days.push(observed(year, 6, 19)); // Juneteenth
  return days;
}

function earlyCloses(year: number): string[] {
  const days = [shifted(nthWeekday(year, 11, THURSDAY, 4), 1)];
  const christmasEve = weekdayOf(year, 12, 24);
  if (christmasEve >= MONDAY && christmasEve <= THURSDAY) {
    days.push(dateText(year, 12, 24));
  }
  const fourth = weekdayOf(year, 7, 4);
  if (fourth === THURSDAY && year < 2013) {
    days.push(dateText(year, 7, 5)); // until 2012 the Friday after it was the short one
  } else if (fourth >= TUESDAY && fourth <= FRIDAY) {
    days.push(dateText(year, 7, 3));
  }
  return days;
}

/** Returns the day off for a holiday: Friday for a Saturday, Monday for a Sunday. */
function observed(year: number, month: number, day: number): string {
  const weekday = weekdayOf(year, month, day);
  const shift = weekday === SATURDAY ? -1 : weekday === SUNDAY ? 1 : 0;
  return shifted(dateText(year, month, day), shift);
}

function nthWeekday(
  year: number,
  month: number,
  weekday: number,
  n: number,
): string {
  const first = 1 + (weekday - weekdayOf(year, month, 1) + 7) % 7;
  return dateText(year, month, first + 7 * (n - 1));
}

function lastMondayOfMay(year: number): string {
  return dateText(year, 5, 31 - (weekdayOf(year, 5, 31) - MONDAY + 7) % 7);
}

/**
 * Returns the Friday before Easter Sunday of the Gregorian calendar.
 *
 * Source: anonymous Gregorian computus, J. Meeus, Astronomical Algorithms, ch. 8
 */
function goodFriday(year: number): string {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const yearInCentury = year % 100;
  const leapCorrection = Math.floor(century / 4);
  const moonCorrection = Math.floor(
    (century - Math.floor((century + 8) / 25) + 1) / 3,
  );
  const epact = (19 * golden + century - leapCorrection - moonCorrection + 15) %
    30;
  const toSunday =
    (32 + 2 * (century % 4) + 2 * Math.floor(yearInCentury / 4) - epact -
      yearInCentury % 4) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const serial = epact + toSunday - 7 * late + 114;
  return shifted(dateText(year, Math.floor(serial / 31), serial % 31 + 1), -2);
}

function weekdayOf(year: number, month: number, day: number): number {
  return (Date.UTC(year, month - 1, day) / DAY_MS + THURSDAY) % 7;
}

function shifted(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

function dateText(year: number, month: number, day: number): string {
  return `${year}-${String(month).padStart(2, "0")}-${
    String(day).padStart(2, "0")
  }`;
}
