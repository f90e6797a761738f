import { strict as assert } from "node:assert";
import { gaussian, random } from "./random.ts";

Deno.test("random() gives the same numbers when the parts are the same", () => {
  assert.deepEqual(take(random(7, "AAPL"), 5), take(random(7, "AAPL"), 5));
});

Deno.test("random() gives other numbers when a part differs in value, type or place", () => {
  const firsts = [
    ["a", "b"],
    ["ab"],
    ["a", "b", ""],
    ["b", "a"],
    [1],
    ["1"],
    [11],
    [1, 1],
    [1, "1"],
    [],
  ]
    .map((parts) => random(...parts)());
  assert.equal(new Set(firsts).size, firsts.length);
});

Deno.test("random() gives these numbers on every machine", () => {
  assert.deepEqual(take(random("golden", 1), 3), GOLDEN);
});

Deno.test("random() is uniform in [0, 1)", () => {
  const counts = new Array<number>(10).fill(0);
  const next = random("uniform");
  for (let i = 0; i < 100_000; i++) {
    const x = next();
    assert.ok(x >= 0 && x < 1);
    const tenth = Math.floor(x * 10);
    counts[tenth] = (counts[tenth] ?? 0) + 1;
  }
  for (const count of counts) {
    assert.ok(Math.abs(count - 10_000) < 500, String(counts));
  }
});

Deno.test("random() starts unrelated sequences when seeds are neighbours", () => {
  let sum = 0;
  let product = 0;
  for (let seed = 0; seed < 20_000; seed++) {
    const x = random(seed)();
    sum += x;
    product += (x - 0.5) * (random(seed + 1)() - 0.5);
  }
  assert.ok(Math.abs(sum / 20_000 - 0.5) < 0.01);
  assert.ok(Math.abs(product / 20_000) < 0.003);
});

Deno.test("gaussian() has mean 0, variance 1 and 95 percent within 1.96", () => {
  const next = random("gaussian");
  let [sum, squares, within] = [0, 0, 0];
  for (let i = 0; i < 50_000; i++) {
    const x = gaussian(next);
    sum += x;
    squares += x * x;
    if (Math.abs(x) < 1.96) within++;
  }
  assert.ok(Math.abs(sum / 50_000) < 0.02);
  assert.ok(Math.abs(squares / 50_000 - 1) < 0.03);
  assert.ok(Math.abs(within / 50_000 - 0.95) < 0.01);
});

function take(next: () => number, count: number): number[] {
  return Array.from({ length: count }, () => next());
}

/** From an implementation of the same definition in another language. */
const GOLDEN = [0.16073261084966362, 0.20308222505263984, 0.4514745732303709];
