import { strict as assert } from "node:assert";
import { handClock } from "./fixture_test.ts";
import { Timeline } from "./timeline.ts";

Deno.test("advance() runs what is due in order, each at its own instant", () => {
  const timeline = new Timeline(100);
  const ran: string[] = [];
  const note = (name: string) => () => ran.push(`${name}@${timeline.now}`);
  timeline.schedule(300, note("late"));
  timeline.schedule(200, () => {
    note("first")();
    timeline.schedule(50, note("past"));
  });
  timeline.schedule(200, note("second"));
  timeline.advance(250);
  assert.deepEqual(ran, ["first@200", "second@200", "past@200"]);
  assert.equal(timeline.now, 250);
  timeline.advance(300);
  assert.equal(ran.at(-1), "late@300");
});

Deno.test("advance() stands at whole milliseconds", () => {
  const timeline = new Timeline(100.7);
  assert.equal(timeline.now, 100);
  timeline.advance(200.9);
  assert.equal(timeline.now, 200);
});

Deno.test("follow() wakes for what is scheduled while it sleeps", async () => {
  const clock = handClock("2026-11-20T15:30:00Z");
  const start = clock.now();
  const timeline = new Timeline(start);
  const stop = new AbortController();
  const running = timeline.follow(clock, stop.signal);
  const ran: number[] = [];
  await clock.advance(10);
  timeline.schedule(start + 30, () => ran.push(timeline.now - start));
  await clock.advance(10);
  assert.deepEqual(ran, []);
  await clock.advance(10);
  assert.deepEqual(ran, [30]);
  stop.abort();
  await running;
});
