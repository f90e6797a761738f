import { strict as assert } from "node:assert";
import {
  amendCalendar,
  isRegular,
  isTrading,
  lastSessionStart,
  newYorkDate,
  nextSession,
  previousSession,
  sessionAt,
  sessionOn,
  utcDate,
} from "./calendar.ts";
import { QtcError } from "./error.ts";

const at = Date.parse;

Deno.test("sessionOn() has 390 minutes in summer and in winter, from 09:30 New York", () => {
  assert.deepEqual(session("2013-10-07"), "13:30-20:00");
  assert.deepEqual(session("2026-11-20"), "14:30-21:00");
});

Deno.test("sessionOn() has 210 minutes when the session is a short one", () => {
  assert.deepEqual(session("2026-11-27"), "14:30-18:00");
  assert.deepEqual(session("2026-12-24"), "14:30-18:00");
  assert.deepEqual(session("2018-07-03"), "13:30-17:00");
});

Deno.test("sessionOn() moves with the clocks of New York, not of Europe", () => {
  // The clocks change on Sunday 8 March and Sunday 1 November 2026.
  assert.equal(session("2026-03-06"), "14:30-21:00");
  assert.equal(session("2026-03-09"), "13:30-20:00");
  assert.equal(session("2026-10-30"), "13:30-20:00");
  assert.equal(session("2026-11-02"), "14:30-21:00");
  // Until 2006 it was the first Sunday of April and the last of October.
  assert.equal(session("2006-03-31"), "14:30-21:00");
  assert.equal(session("2006-04-03"), "13:30-20:00");
  assert.equal(session("2006-10-27"), "13:30-20:00");
  assert.equal(session("2006-10-30"), "14:30-21:00");
});

Deno.test("sessionOn() is undefined when the exchange is closed", () => {
  for (
    const date of [
      "2026-11-26",
      "2026-12-25",
      "2026-11-21",
      "2021-12-24",
      "2001-09-12",
    ]
  ) {
    assert.equal(sessionOn(date), undefined, date);
  }
});

Deno.test("isRegular() includes the open and excludes the close", () => {
  assert.equal(isRegular(at("2026-11-20T14:29:00Z")), false);
  assert.equal(isRegular(at("2026-11-20T14:30:00Z")), true);
  assert.equal(isRegular(at("2026-11-20T20:59:00Z")), true);
  assert.equal(isRegular(at("2026-11-20T21:00:00Z")), false);
});

Deno.test("isRegular() is false at 14:30 New York when it is the day after Thanksgiving", () => {
  assert.equal(isRegular(at("2026-11-26T16:00:00Z")), false);
  assert.equal(isRegular(at("2026-11-27T17:59:00Z")), true);
  assert.equal(isRegular(at("2026-11-27T19:30:00Z")), false);
});

Deno.test("isRegular() counts every minute of the days around a clock change", () => {
  let minutes = 0;
  for (
    let t = at("2026-03-06T00:00:00Z");
    t < at("2026-03-10T00:00:00Z");
    t += 60_000
  ) {
    if (isRegular(t)) minutes++;
  }
  assert.equal(minutes, 780);
});

Deno.test("newYorkDate() changes at New York's midnight, utcDate() at UTC's", () => {
  assert.equal(newYorkDate(at("2026-11-20T04:59:59Z")), "2026-11-19");
  assert.equal(newYorkDate(at("2026-11-20T05:00:00Z")), "2026-11-20");
  assert.equal(newYorkDate(at("2026-07-01T03:59:00Z")), "2026-06-30");
  assert.equal(newYorkDate(at("2026-07-01T04:00:00Z")), "2026-07-01");
  assert.equal(utcDate(at("2026-11-20T00:00:00Z")), "2026-11-20");
  assert.equal(utcDate(at("2026-11-19T23:59:59.999Z")), "2026-11-19");
});

Deno.test("isTrading() is always true for crypto", () => {
  const sunday = at("2026-11-22T12:00:00Z");
  assert.equal(isTrading("crypto", sunday), true);
  assert.equal(isTrading("equity", sunday), false);
  assert.equal(isTrading("equity", at("2026-11-20T15:00:00Z")), true);
});

Deno.test("nextSession() opens after the time, also over a long weekend", () => {
  assert.equal(nextSession(at("2026-11-20T14:29:59Z")).date, "2026-11-20");
  assert.equal(nextSession(at("2026-11-20T14:30:00Z")).date, "2026-11-23");
  assert.equal(nextSession(at("2026-11-25T22:00:00Z")).date, "2026-11-27");
  assert.equal(nextSession(at("2001-09-10T21:00:00Z")).date, "2001-09-17");
});

Deno.test("previousSession() has closed by the time", () => {
  assert.equal(previousSession(at("2026-11-20T20:59:59Z")).date, "2026-11-19");
  assert.equal(previousSession(at("2026-11-20T21:00:00Z")).date, "2026-11-20");
  assert.equal(previousSession(at("2026-11-23T12:00:00Z")).date, "2026-11-20");
});

Deno.test("lastSessionStart() is the open of the session that runs or ran last", () => {
  const friday = at("2026-11-20T14:30:00Z");
  assert.equal(lastSessionStart(friday), friday);
  assert.equal(lastSessionStart(at("2026-11-22T18:00:00Z")), friday);
  assert.equal(lastSessionStart(friday - 1), at("2026-11-19T14:30:00Z"));
});

Deno.test("sessionAt() agrees with sessionOn(), nextSession() and previousSession() all through forty years", () => {
  const end = at("2040-12-20T00:00:00Z");
  for (let t = at("2000-01-10T00:00:00Z"); t < end; t += 3_600_000 * 5) {
    const here = sessionAt(t);
    assert.equal(here, here && sessionOn(newYorkDate(t)));
    assert.ok(nextSession(t).open > t && previousSession(t).close <= t);
    const start = lastSessionStart(t);
    assert.equal(start, here ? here.open : previousSession(t).open);
    assert.equal(nextSession(start - 1).open, start);
  }
});

Deno.test("sessionOn() throws invalid when it is no day, or outside 2000-2040", () => {
  const refused = (action: () => unknown) =>
    assert.throws(
      action,
      (error) => error instanceof QtcError && error.code === "invalid",
    );
  for (
    const date of [
      "2026-02-30",
      "2026-1-2",
      "today",
      "",
      "1999-12-31",
      "2041-01-01",
    ]
  ) refused(() => sessionOn(date));
  refused(() => isRegular(NaN));
  refused(() => utcDate(at("1999-12-31T23:59:00Z")));
  refused(() => nextSession(at("2040-12-31T22:00:00Z")));
  refused(() => previousSession(at("2000-01-01T12:00:00Z")));
});

function session(date: string): string {
  const found = sessionOn(date);
  assert.ok(found && found.date === date);
  const hhmm = (time: number) => new Date(time).toISOString().slice(11, 16);
  return `${hhmm(found.open)}-${hhmm(found.close)}`;
}

Deno.test("amendCalendar() changes the days that it is told, and takes them back", () => {
  const hours = {
    open: at("2026-11-19T14:30:00Z"),
    close: at("2026-11-19T16:00:00Z"),
  };
  try {
    amendCalendar([{ date: "2026-11-18" }, { date: "2026-11-19", hours }]);
    assert.equal(sessionOn("2026-11-18"), undefined);
    assert.equal(session("2026-11-19"), "14:30-16:00");
    assert.equal(isRegular(at("2026-11-19T16:00:00Z")), false);
    const { date } = nextSession(at("2026-11-17T14:30:00Z"));
    assert.equal(date, "2026-11-19");
    amendCalendar([{ date: "2026-11-19", hours }]);
    assert.equal(session("2026-11-18"), "14:30-21:00");
  } finally {
    amendCalendar([]);
  }
  assert.equal(session("2026-11-19"), "14:30-21:00");
});
