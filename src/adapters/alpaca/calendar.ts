import type { Session } from "../../domain/calendar.ts";
import type { ExchangeCalendar } from "../../ports/exchange_calendar.ts";
import { AlpacaError } from "./alpaca_error.ts";
import type { AlpacaRest } from "./rest.ts";

const ZONE = "America/New_York";

/** Returns the exchange's calendar as Alpaca has it. */
export function alpacaCalendar(rest: AlpacaRest): ExchangeCalendar {
  return {
    async sessions(from, to, signal) {
      const days = await rest.calendar({ from, to }, { signal });
      const sessions = new Map<string, Session>();
      for (const { date, open, close } of days) {
        if (date < from || date > to) continue;
        const session = readSession(date, open, close);
        if (!session) {
          const what = "the hours of a day";
          throw new AlpacaError({ what, reason: "unexpected" });
        }
        sessions.set(date, session);
      }
      return [...sessions.values()].sort((a, b) => a.open - b.open);
    },
  };
}

/** Makes instants of a day's hours in New York; `undefined` when they are none. */
function readSession(
  date: string,
  open: string,
  close: string,
): Session | undefined {
  const session = {
    date,
    open: instant(date, open),
    close: instant(date, close),
  };
  // What spans midnight in UTC is no regular session of that exchange.
  const isWhole = session.open < session.close &&
    session.open >= Date.parse(date) &&
    session.close <= Date.parse(date) + 86_400_000;
  return isWhole ? session : undefined;
}

/** Returns the instant of `09:30` in New York, Unix milliseconds; NaN for `25:00`. */
function instant(date: string, time: string): number {
  const [hour = NaN, minute = NaN] = time.split(":").map(Number);
  if (!(hour < 24 && minute < 60)) return NaN;
  return Temporal.PlainDate.from(date)
    .toZonedDateTime({ timeZone: ZONE, plainTime: { hour, minute } })
    .epochMilliseconds;
}
