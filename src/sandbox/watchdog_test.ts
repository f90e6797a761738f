import { strict as assert } from "node:assert";
import type { Clock } from "../ports/clock.ts";
import type { Child, Death } from "./child.ts";
import { wall } from "./fixtures_test.ts";
import { watchdog } from "./watchdog.ts";

Deno.test("watchdog() kills what is late, too large or there when the phase ends, and nothing else", async () => {
  const killed: [string, Death][] = [];
  const noted = new Set<string>();
  const child = (name: string, bytes: number) =>
    ({
      memory: () => bytes,
      noteCpu: () => void noted.add(name),
      kill: (why: Death) => void killed.push([name, why]),
    }) as unknown as Child;
  const dog = watchdog(wall);
  const later = { leftMs: () => 0, end: Infinity, memory: 10 };
  const released = child("released", 99);
  dog.watch(child("fine", 10), later);
  dog.watch(child("large", 11), later);
  dog.watch(child("late", 0), { ...later, leftMs: () => -1 });
  dog.watch(child("cut", 0), { ...later, end: performance.now() });
  dog.watch(released, later);
  dog.release(released);
  const stop = new AbortController();
  let looks = 0;
  const patrol = dog.patrol(stop.signal, () => void looks++);
  while (killed.length < 3) await wall.sleepUntil(wall.now() + 5);
  stop.abort();
  await patrol;
  assert.ok(looks > 0);
  assert.deepEqual([...noted], ["fine", "large", "late", "cut"]);
  assert.deepEqual(killed.slice(0, 3), [
    ["large", "memory"],
    ["late", "timeout"],
    ["cut", "budget"],
  ]);
});

Deno.test("watchdog() looks again after a stall: who answered in it is not late", async () => {
  const killed: [string, Death][] = [];
  const fake = (name: string, isStopped = false) =>
    ({
      isStopped,
      memory: () => 0,
      noteCpu() {},
      kill: (why: Death) => void killed.push([name, why]),
    }) as unknown as Child;
  let now = 0;
  let sleeps = 0;
  const stop = new AbortController();
  const answered = fake("answered");
  const clock: Clock = {
    now: () => now,
    sleepUntil(until) {
      // The second sleep takes four seconds; in the third, an answer is read.
      now = until + (++sleeps === 2 ? 4_000 : 0);
      if (sleeps === 3) dog.release(answered);
      if (sleeps === 5) stop.abort();
      return Promise.resolve();
    },
  };
  const dog = watchdog(clock, () => now);
  const at = (end: number) => ({ leftMs: () => end - now, end, memory: 10 });
  dog.watch(answered, at(3_000));
  dog.watch(fake("hangs"), at(4_000));
  dog.watch(fake("stands still", true), {
    ...{ leftMs: () => -1, end: 4_110, memory: 10 },
  });
  const seen: number[] = [];
  await dog.patrol(stop.signal, () => void seen.push(sleeps));
  assert.deepEqual(seen, [1, 3, 4, 5]);
  assert.deepEqual(killed.slice(0, 1), [["hangs", "timeout"]]);
  // Whoever stands still is not late, and the end of the phase is for all.
  assert.deepEqual(killed.at(-1), ["stands still", "budget"]);
  assert.ok(!killed.some(([name]) => name === "answered"));
});
