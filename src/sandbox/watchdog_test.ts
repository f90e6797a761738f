import { strict as assert } from "node:assert";
import type { Child, Death } from "./child.ts";
import { wall } from "./fixtures_test.ts";
import { watchdog } from "./watchdog.ts";

Deno.test("watchdog() kills what is late or too large, and nothing else", async () => {
  const killed: [string, Death][] = [];
  const child = (name: string, bytes: number) =>
    ({
      memory: () => bytes,
      kill: (why: Death) => void killed.push([name, why]),
    }) as unknown as Child;
  const dog = watchdog(wall);
  const later = { end: performance.now() + 60_000, memory: 10 };
  const released = child("released", 99);
  dog.watch(child("fine", 10), later);
  dog.watch(child("large", 11), later);
  dog.watch(child("late", 0), { ...later, end: performance.now() });
  dog.watch(released, later);
  dog.release(released);
  const stop = new AbortController();
  const patrol = dog.patrol(stop.signal);
  while (killed.length < 2) await wall.sleepUntil(wall.now() + 5);
  stop.abort();
  await patrol;
  assert.deepEqual(killed.slice(0, 2), [["large", "memory"], [
    "late",
    "timeout",
  ]]);
});
