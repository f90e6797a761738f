import { strict as assert } from "node:assert";
import { setImmediate } from "node:timers/promises";
import { gate } from "./gate.ts";

Deno.test("gate() lets so many through at once, in the order of asking", async () => {
  const enter = gate(2);
  const inside: number[] = [];
  const leaves: (() => void)[] = [];
  for (let i = 0; i < 4; i++) {
    void enter().then((leave) => {
      inside.push(i);
      leaves.push(leave);
    });
  }
  await setImmediate();
  assert.deepEqual(inside, [0, 1]);
  leaves[1]!();
  await setImmediate();
  assert.deepEqual(inside, [0, 1, 2]);
  for (const leave of [leaves[0]!, leaves[2]!]) leave();
  await setImmediate();
  assert.deepEqual(inside, [0, 1, 2, 3]);
  leaves[3]!();
  // All have left: two find it open again.
  await Promise.all([enter(), enter()]);
});
