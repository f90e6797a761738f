import { strict as assert } from "node:assert";
import { pacedClock, simulatedClock, wallClock } from "./clock.ts";

const START = Date.parse("2013-10-07T13:30:00Z");
const MINUTE = 60_000;

Deno.test("wallClock() wakes at the time, never before", async () => {
  const clock = wallClock();
  for (let n = 0; n < 5; n++) {
    const time = clock.now() + 7;
    await clock.sleepUntil(time);
    assert(clock.now() >= time);
    assert(clock.now() < time + 2_000);
  }
});

Deno.test("wallClock() returns at once when the time is past or stopped", async () => {
  const clock = wallClock();
  await clock.sleepUntil(clock.now() - 1);
  await clock.sleepUntil(clock.now() + 1e9, AbortSignal.abort());
  const stop = new AbortController();
  const sleeping = clock.sleepUntil(clock.now() + 1e9, stop.signal);
  stop.abort();
  await sleeping;
});

Deno.test("simulatedClock() stands still until somebody sleeps", async () => {
  const clock = simulatedClock({ start: START, speed: "max" });
  assert.equal(clock.now(), START);
  await clock.sleepUntil(START + MINUTE);
  assert.equal(clock.now(), START + MINUTE);
});

Deno.test("simulatedClock() never goes back", async () => {
  for (const speed of ["max", 60_000] as const) {
    const clock = simulatedClock({ start: START, speed });
    await clock.sleepUntil(START - MINUTE);
    assert.equal(clock.now(), START);
    const long = clock.sleepUntil(START + 3 * MINUTE);
    await Promise.all([clock.sleepUntil(START + MINUTE), long]);
    assert.equal(clock.now(), START + 3 * MINUTE);
  }
});

Deno.test("simulatedClock() takes the work out of the minute's time", async () => {
  // Speed 3000: a minute takes 20 ms, of which 15 ms are work.
  const clock = simulatedClock({ start: START, speed: 3_000 });
  const begun = performance.now();
  for (let n = 1; n <= 10; n++) {
    await clock.sleepUntil(START + n * MINUTE);
    work(15);
  }
  const took = performance.now() - begun;
  assert(took >= 200 && took < 330, `${took} ms`);
});

Deno.test("simulatedClock() catches up after a slow minute", async () => {
  // Speed 1200: ten minutes take 500 ms, also when the first one's work took 400.
  const clock = simulatedClock({ start: START, speed: 1_200 });
  const begun = performance.now();
  for (let n = 1; n <= 10; n++) {
    await clock.sleepUntil(START + n * MINUTE);
    if (n === 1) work(400);
  }
  const took = performance.now() - begun;
  assert(took >= 499 && took < 800, `${took} ms`);
});

Deno.test("simulatedClock() passes a night in a minute's time", async () => {
  const clock = simulatedClock({ start: START, speed: 3_000 });
  const begun = performance.now();
  await clock.sleepUntil(START + 17 * 60 * MINUTE);
  const took = performance.now() - begun;
  assert(took >= 19 && took < 5_000, `${took} ms`);
  assert.equal(clock.now(), START + 17 * 60 * MINUTE);
});

Deno.test("simulatedClock() wakes two sleepers each in its own time", async () => {
  const clock = simulatedClock({ start: START, speed: 600 });
  const woken: number[] = [];
  await Promise.all([30_000, 10_000, 60_000].map(async (ms) => {
    await clock.sleepUntil(START + ms);
    woken.push(clock.now() - START);
  }));
  assert.deepEqual(woken, [10_000, 30_000, 60_000]);
});

Deno.test("simulatedClock() stays where it is when it is stopped", async () => {
  for (const speed of ["max", 1] as const) {
    const clock = simulatedClock({ start: START, speed });
    const stop = new AbortController();
    const sleeping = clock.sleepUntil(START + MINUTE, stop.signal);
    stop.abort();
    await sleeping;
    await clock.sleepUntil(START + MINUTE, stop.signal);
    assert.equal(clock.now(), START);
  }
});

Deno.test("simulatedClock() lets a server answer at full speed", async () => {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => new Response("ok"),
  );
  const clock = simulatedClock({ start: START, speed: "max" });
  const stop = new AbortController();
  const answered = (async () => {
    for (let n = 0; n < 20; n++) {
      const response = await fetch(`http://127.0.0.1:${server.addr.port}/`);
      assert.equal(await response.text(), "ok");
    }
    stop.abort();
  })();
  let minutes = 0;
  const begun = performance.now();
  while (!stop.signal.aborted && performance.now() - begun < 5_000) {
    await clock.sleepUntil(clock.now() + MINUTE, stop.signal);
    minutes++;
  }
  await answered;
  assert(stop.signal.aborted);
  assert(minutes > 100, `${minutes} minutes`);
  await server.shutdown();
});

Deno.test("simulatedClock() refuses a speed that stands still", () => {
  assert.throws(
    () => simulatedClock({ start: START, speed: 0 }),
    { code: "invalid" },
  );
});

function work(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

Deno.test("pacedClock() runs on while nobody sleeps, and wakes at the time", async () => {
  const began = performance.now();
  const clock = pacedClock({ start: START, speed: 60 });
  await wallClock().sleepUntil(Date.now() + 20);
  assert(clock.now() >= START + 60 * 15);
  await clock.sleepUntil(START + 2 * MINUTE);
  assert(clock.now() >= START + 2 * MINUTE);
  assert(performance.now() - began >= 1_990);
});

Deno.test("pacedClock() stands still until it begins, and lets go who is told to stop", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const clock = pacedClock({ start: START, speed: 60, begins: promise });
  const wall = wallClock();
  await clock.sleepUntil(START);
  const stop = new AbortController();
  const stopped = clock.sleepUntil(START + 1, stop.signal);
  let woken = 0;
  const sleeping = clock.sleepUntil(START + 1_200).then(() => woken++);
  await wall.sleepUntil(wall.now() + 60);
  assert.equal(clock.now(), START);
  assert.equal(woken, 0);
  stop.abort();
  await stopped;
  resolve();
  await sleeping;
  assert.ok(clock.now() >= START + 1_200);
});

Deno.test("pacedClock() stops sleeping when it is told, and refuses what it cannot do", async () => {
  const clock = pacedClock({ start: START, speed: 1 });
  const stop = new AbortController();
  const sleeping = clock.sleepUntil(START + 1e9, stop.signal);
  stop.abort();
  await sleeping;
  for (const speed of [0, -1, 61, NaN]) {
    assert.throws(() => pacedClock({ start: START, speed }), {
      code: "invalid",
    });
  }
  assert.throws(() => pacedClock({ start: NaN, speed: 1 }));
});
