import { strict as assert } from "node:assert";
import { FakeClock } from "./fake_clock.ts";

Deno.test("FakeClock moves to the time that a sleeper asks for, never back", async () => {
  const clock = new FakeClock("2026-11-20T14:30:00Z");
  const start = Date.UTC(2026, 10, 20, 14, 30);
  await clock.sleepUntil(start + 5);
  assert.equal(clock.now(), start + 5);
  await clock.sleepUntil(start);
  assert.equal(clock.now(), start + 5);
  await clock.sleepUntil(start + 9, AbortSignal.abort());
  assert.equal(clock.now(), start + 5);
  clock.advance(-5);
  assert.equal(clock.now(), start);
});
