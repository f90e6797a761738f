import { strict as assert } from "node:assert";
import { describeFailure, placeOf } from "./source_map.ts";

/** Line 1 column 1 of the script is line 3 column 5 of strategy.ts. */
const MAP = JSON.stringify({
  version: 3,
  sources: ["strategy:strategy.ts"],
  names: [],
  mappings: "AAEI",
});

Deno.test("placeOf() gives the first frame in the team's own source", () => {
  const stack =
    "TypeError: x\n    at f (loader.js:1:1)\n    at MyStrategy.generate_signal (strategy.js:1:1)\n    at g (strategy.js:1:1)";
  assert.equal(placeOf(stack, MAP), "strategy.ts:3:5");
});

Deno.test("placeOf() gives the place where V8 stops reading", () => {
  const map = JSON.stringify({
    ...{ version: 3, sources: ["strategy:strategy.ts"], names: [] },
    // Line 2 column 1 is line 3 column 5, line 2 column 5 is line 4 column 1.
    mappings: ";AAEI,IACJ",
  });
  const stack =
    "strategy.js:2\n x = /(/;\n     ^\n\nSyntaxError: Invalid\n    at new Script (node:vm:1:1)";
  assert.equal(placeOf(stack, map), "strategy.ts:4:1");
});

Deno.test("placeOf() passes over frames inside the SDK", () => {
  const map = JSON.stringify({
    version: 3,
    sources: ["sdk:qtc/stats", "strategy:strategy.ts"],
    names: [],
    mappings: "AAAA;ACEI",
  });
  const stack = (lines: number[]) =>
    lines.map((line) => `    at f (strategy.js:${line}:1)`).join("\n");
  assert.equal(placeOf(stack([1, 2]), map), "strategy.ts:3:5");
  assert.equal(placeOf(stack([1, 1]), map), undefined);
});

Deno.test("placeOf() gives nothing for forged or foreign stacks", () => {
  for (
    const stack of [
      "",
      "at strategy.js:1:1",
      "    at f (other.js:1:1)",
      "    at f (strategy.js:0:0)",
      "    at f (strategy.js:99999999999999999999:1)",
    ]
  ) assert.equal(placeOf(stack, MAP), undefined, stack);
  assert.equal(placeOf("    at f (strategy.js:1:1)", "{"), undefined);
});

Deno.test("placeOf() does not read maps that would hold up the engine", () => {
  const stack = "    at f (strategy.js:1:1)";
  const padded = (length: number) => MAP + " ".repeat(length - MAP.length);
  assert.equal(placeOf(stack, padded(1024 * 1024)), "strategy.ts:3:5");
  assert.equal(placeOf(stack, padded(1024 * 1024 + 1)), undefined);
});

Deno.test("describeFailure() keeps the place when the message is long", () => {
  const error = describeFailure({
    name: "RangeError",
    message: "x".repeat(3000),
    stack: "    at strategy.js:1:1",
  }, MAP);
  assert.equal(error.message.length, 2000);
  assert.match(error.message, /^RangeError: x+ \(strategy\.ts:3:5\)$/);
  assert.deepEqual([error.type, error.phase], [
    "RangeError",
    "signal_generation",
  ]);
});
