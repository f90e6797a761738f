import { strict as assert } from "node:assert";
import { alpacaCalendar } from "./calendar.ts";
import { NEVER, scriptedRest, steppedClock } from "./fixture_test.ts";

const calendar = (days: unknown) =>
  alpacaCalendar(
    scriptedRest(
      steppedClock("2026-11-20T14:30:00Z"),
      () => Response.json(days),
    ),
  );
const day = (date: string, open = "09:30", close = "16:00") => ({
  ...{ date, open, close, session_open: "0400", session_close: "2000" },
});

Deno.test("alpacaCalendar() makes UTC of New York's wall clock, on both sides of the time change", async () => {
  const sessions = await calendar([
    day("2026-03-09"),
    day("2026-03-06"),
    day("2026-10-30"),
    day("2026-11-02"),
    day("2026-11-27", "09:30", "13:00"),
  ]).sessions("2026-03-01", "2026-11-30", NEVER);
  assert.deepEqual(
    sessions.map(({ date, open, close }) => [
      date,
      new Date(open).toISOString().slice(11, 16),
      new Date(close).toISOString().slice(11, 16),
    ]),
    [
      ["2026-03-06", "14:30", "21:00"],
      ["2026-03-09", "13:30", "20:00"],
      ["2026-10-30", "13:30", "20:00"],
      ["2026-11-02", "14:30", "21:00"],
      ["2026-11-27", "14:30", "18:00"],
    ],
  );
});

Deno.test("alpacaCalendar() gives the days that were asked for alone", async () => {
  const days = [day("2026-11-19"), day("2026-11-20"), day("2026-11-23")];
  const sessions = await calendar(days)
    .sessions("2026-11-20", "2026-11-22", NEVER);
  assert.deepEqual(sessions.map(({ date }) => date), ["2026-11-20"]);
});

Deno.test("alpacaCalendar() rejects hours that cannot be", async () => {
  for (
    const bad of [
      day("2026-11-20", "16:00", "09:30"),
      day("2026-11-20", "09:30", "25:00"),
      day("2026-11-20", "0930"),
      day("2026-11-31"),
    ]
  ) {
    await assert.rejects(
      calendar([bad]).sessions("2026-11-01", "2026-11-30", NEVER),
      /unexpected/,
      JSON.stringify(bad),
    );
  }
});
