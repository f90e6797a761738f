import { MINUTE_MS } from "../domain/bar.ts";
import {
  newYorkDate,
  type Session,
  type SessionChange,
  sessionOn,
} from "../domain/calendar.ts";
import { QtcError } from "../domain/error.ts";
import type { ExchangeCalendar } from "../ports/exchange_calendar.ts";
import { type Engine, record } from "./engine.ts";

/** Days that are looked at, today included. */
const DAYS = 8;
const DAY_MS = 86_400_000;

/** What {@linkcode checkCalendar} works with. */
export type CalendarDesk =
  & Pick<Engine, "clock" | "log">
  & Parameters<typeof record>[0];

/**
 * Compares the next days with the exchange's own calendar. It wins where they
 * differ: which minutes run, when orders expire and what a session's bars are
 * follows from the events that say so.
 *
 * @returns How many days differ; `undefined` while a minute is open: it keeps
 *   the calendar that it began with
 * @throws {QtcError} `unavailable` when the calendar cannot be had, or has no
 *   session at all: no exchange closes for so long without more than an answer
 */
export async function checkCalendar(
  desk: CalendarDesk,
  calendar: ExchangeCalendar,
  signal: AbortSignal,
): Promise<number | undefined> {
  const now = desk.clock.now();
  const dates = Array.from(
    { length: DAYS },
    (_, i) => newYorkDate(now + i * DAY_MS),
  );
  const official = new Map(
    (await calendar.sessions(dates[0]!, dates.at(-1)!, signal))
      .map((session) => [session.date, session]),
  );
  if (official.size === 0) {
    const what = `"${dates[0]}" to "${dates.at(-1)}"`;
    throw new QtcError(
      "unavailable",
      `Cannot use the exchange's calendar of ${what}: it has no session`,
    );
  }
  const { books } = desk;
  if (books.open) return undefined;
  const changed = dates.flatMap((date) => changeOf(date, official.get(date)));
  const minute = (books.lastMinute ?? now - now % MINUTE_MS) + MINUTE_MS;
  record(desk, {
    events: changed.map((change) => ({ kind: "session", minute, change })),
  });
  for (const change of changed) desk.log.write("warning", hoursLine(change));
  return changed.length;
}

/** Returns what is other than we have it, if anything is. */
function changeOf(
  date: string,
  official: Session | undefined,
): SessionChange[] {
  const ours = sessionOn(date);
  if (ours?.open === official?.open && ours?.close === official?.close) {
    return [];
  }
  return [{
    date,
    ...(official &&
      { hours: { open: official.open, close: official.close } }),
  }];
}

/** Returns the sentence that says which hours a day has instead of the usual ones. */
export function hoursLine({ date, hours }: SessionChange): string {
  const time = (at: number) => new Date(at).toISOString().slice(11, 16);
  const state = hours
    ? `is open from ${time(hours.open)} to ${time(hours.close)} UTC`
    : "is closed";
  return `By its own calendar the exchange ${state} on ${date}; that counts`;
}
