import { strict as assert } from "node:assert";
import { clockWatch } from "./clock_watch.ts";
import { NEVER, scriptedRest, steppedClock } from "./fixture_test.ts";

const MINUTE = 60_000;

Deno.test("clockWatch() asks every ten minutes, every time while the clocks differ, and sees it mended", async () => {
  const clock = steppedClock("2026-11-20T14:30:00Z");
  const start = clock.now();
  const asked: number[] = [];
  let offset = 0;
  const rest = scriptedRest(clock, () => {
    asked.push((clock.now() - start) / MINUTE);
    const timestamp = new Date(clock.now() + offset).toISOString();
    return Response.json({
      ...{ timestamp, is_open: true, next_open: "", next_close: "" },
    });
  });
  const told: (string | undefined)[] = [];
  const watch = clockWatch({
    rest,
    clock,
    tell: (reason) => told.push(reason),
  });
  for (let minute = 0; minute < 25; minute++) {
    offset = minute >= 10 && minute < 13 ? -90_000 : 0;
    await watch(NEVER);
    await clock.sleepUntil(clock.now() + MINUTE);
  }
  assert.deepEqual(asked, [0, 10, 11, 12, 13, 23]);
  const ahead = "clock_offset: this clock is more than 1 min ahead of Alpaca's";
  assert.deepEqual(told, [
    ...[undefined, ahead, ahead, ahead],
    ...[undefined, undefined],
  ]);
});
