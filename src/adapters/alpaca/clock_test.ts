import { strict as assert } from "node:assert";
import { clockOffset, offsetReason, serverClock } from "./clock.ts";
import { NEVER, scriptedRest, steppedClock } from "./fixture_test.ts";

const START = "2026-11-20T14:30:00Z";
const limits = { signal: NEVER };
const answer = (timestamp: string, more = {}) =>
  Response.json({
    ...{ timestamp, is_open: true, next_open: "", next_close: "", ...more },
  });

Deno.test("serverClock() reads an offset, nanoseconds and a speed", async () => {
  const clock = steppedClock(START);
  const rest = scriptedRest(
    clock,
    () => answer("2026-11-20T09:30:01.500000001-05:00", { speed: 60 }),
  );
  assert.deepEqual(await serverClock(rest, limits), {
    at: Date.parse(START) + 1_500,
    speed: 60,
  });
});

Deno.test("serverClock() rejects what is no time", async () => {
  const rest = scriptedRest(steppedClock(START), () => answer("soon"));
  await assert.rejects(serverClock(rest, limits), /unexpected/);
});

Deno.test("clockOffset() takes the middle of the way there and back", async () => {
  const clock = steppedClock(START);
  const rest = scriptedRest(clock, async () => {
    await clock.sleepUntil(clock.now() + 400);
    return answer("2026-11-20T14:31:30.200Z");
  });
  const offset = await clockOffset(rest, clock, limits);
  assert.deepEqual(offset, { offsetMs: 90_000, errorMs: 200 });
});

Deno.test("offsetReason() names more than two seconds that are certain", () => {
  assert.equal(offsetReason({ offsetMs: 2_000, errorMs: 0 }), undefined);
  assert.equal(offsetReason({ offsetMs: -3_000, errorMs: 1_000 }), undefined);
  for (
    const [offsetMs, says] of [
      [90_000, "1 min behind"],
      [89_000, "1 min behind"],
      [-5_000, "2 s ahead of"],
      [20_000, "10 s behind"],
      [-7_200_000, "10 min ahead of"],
    ] as const
  ) {
    assert.equal(
      offsetReason({ offsetMs, errorMs: 100 }),
      `clock_offset: this clock is more than ${says} Alpaca's`,
    );
  }
});
