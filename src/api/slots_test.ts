import { strict as assert } from "node:assert";
import { slots } from "./slots.ts";

Deno.test("slots() refuses an address that has all it may have", () => {
  const { take } = slots({ total: 5, perAddress: 2 });
  take("a");
  take("a");
  assert.equal(take("a"), "address");
  assert.equal(typeof take("b"), "function");
});

Deno.test("slots() refuses everybody when all are taken", () => {
  const { take } = slots({ total: 2, perAddress: 2 });
  take("a");
  take("b");
  assert.equal(take("c"), "full");
});

Deno.test("slots() frees a slot once, however often it is asked to", () => {
  const { take } = slots({ total: 2, perAddress: 2 });
  const free = take("a");
  take("b");
  assert.ok(typeof free === "function");
  free();
  free();
  assert.equal(typeof take("a"), "function");
  assert.equal(take("a"), "full");
});
