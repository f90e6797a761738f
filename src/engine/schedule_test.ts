import { strict as assert } from "node:assert";
import { MINUTE_MS } from "../domain/bar.ts";
import { type Instrument, instrument } from "../domain/instrument.ts";
import { isDue, nextDue } from "./schedule.ts";

const SHARES = [instrument("AAPL", "equity"), instrument("MSFT", "equity")];
const ALL = [...SHARES, instrument("BTC", "crypto")];
const WEEK = 7 * 1440;

/** Returns the minutes that are due from one instant to another, as texts. */
function due(
  instruments: readonly Instrument[],
  from: string,
  to: string,
): string[] {
  const times: string[] = [];
  let next = nextDue(instruments, Date.parse(from) - MINUTE_MS);
  while (next !== undefined && next < Date.parse(to)) {
    times.push(new Date(next).toISOString().slice(0, 16));
    next = nextDue(instruments, next);
  }
  return times;
}

/** Returns first and last minute and number of those of a UTC day. */
function day(date: string, instruments = SHARES): string {
  const from = `${date}T00:00:00Z`;
  const to = new Date(Date.parse(from) + 1440 * MINUTE_MS).toISOString();
  const times = due(instruments, from, to);
  if (times.length === 0) return "closed";
  return `${times[0]?.slice(11)} ${times.at(-1)?.slice(11)} ${times.length}`;
}

Deno.test("nextDue() runs 390 minutes of a session, on either side of daylight saving", () => {
  assert.equal(day("2026-11-20"), "14:30 20:59 390");
  assert.equal(day("2026-10-30"), "13:30 19:59 390");
  assert.equal(day("2026-11-02"), "14:30 20:59 390");
  assert.equal(day("2026-03-06"), "14:30 20:59 390");
  assert.equal(day("2026-03-09"), "13:30 19:59 390");
});

Deno.test("nextDue() keeps holidays, half days and weekends", () => {
  assert.equal(day("2026-11-26"), "closed");
  assert.equal(day("2026-11-27"), "14:30 17:59 210");
  assert.equal(day("2026-12-24"), "14:30 17:59 210");
  assert.equal(day("2026-12-25"), "closed");
  assert.equal(day("2026-11-21"), "closed");
  assert.equal(day("2026-11-22"), "closed");
});

Deno.test("nextDue() counts whole weeks right, with and without coins", () => {
  const weeks: readonly [string, number][] = [
    ["2026-11-16", 5 * 390],
    ["2026-11-23", 3 * 390 + 210], // Thanksgiving
    ["2026-12-21", 3 * 390 + 210], // Christmas
    ["2026-12-28", 4 * 390], // New Year
    ["2026-03-08", 5 * 390], // clocks go forward
    ["2026-11-01", 5 * 390], // clocks go back
  ];
  for (const [from, minutes] of weeks) {
    const to = new Date(Date.parse(from) + WEEK * MINUTE_MS).toISOString();
    assert.equal(due(SHARES, from, to).length, minutes, from);
    assert.equal(due(ALL, from, to).length, WEEK, from);
  }
});

Deno.test("nextDue() goes from the last equity day straight to the first day of the coins", () => {
  const recorded = [
    instrument("AIG", "equity", {
      from: Date.parse("2013-10-04T00:00:00Z"),
      until: Date.parse("2013-10-12T00:00:00Z"),
    }),
    instrument("BTC", "crypto", {
      from: Date.parse("2018-04-04T00:00:00Z"),
      until: Date.parse("2018-04-06T00:00:00Z"),
    }),
  ];
  const times = due(recorded, "2013-01-01T00:00:00Z", "2030-01-01T00:00:00Z");
  assert.equal(times.length, 6 * 390 + 2 * 1440);
  assert.equal(times[0], "2013-10-04T13:30");
  assert.equal(times[6 * 390 - 1], "2013-10-11T19:59");
  assert.equal(times[6 * 390], "2018-04-04T00:00");
  assert.equal(times.at(-1), "2018-04-05T23:59");
});

Deno.test("nextDue() ends with the data, and without instruments", () => {
  const until = Date.parse("2026-11-20T15:00:00Z");
  const last = [instrument("AAPL", "equity", { until })];
  assert.equal(nextDue(last, until - 2 * MINUTE_MS), until - MINUTE_MS);
  assert.equal(nextDue(last, until - MINUTE_MS), undefined);
  assert.equal(nextDue([], until), undefined);
});

Deno.test("nextDue() begins with a coin that is listed in the middle of a session", () => {
  const from = Date.parse("2026-11-21T09:17:00Z");
  const universe = [...SHARES, instrument("BTC", "crypto", { from })];
  const friday = Date.parse("2026-11-20T20:59:00Z");
  assert.equal(nextDue(universe, friday), from);
});

Deno.test("isDue() asks for somebody who is listed", () => {
  const open = Date.parse("2026-11-20T14:30:00Z");
  const night = Date.parse("2026-11-20T03:00:00Z");
  assert.equal(isDue(SHARES, open), true);
  assert.equal(isDue(SHARES, night), false);
  assert.equal(isDue(ALL, night), true);
  const later = [instrument("AAPL", "equity", { from: open + 1 })];
  assert.equal(isDue(later, open), false);
});
