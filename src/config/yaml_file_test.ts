import { strict as assert } from "node:assert";
import { openYaml } from "./yaml_file.ts";

Deno.test("openYaml() places a mistake at a value, a key, or what encloses it", () => {
  const yaml = openYaml("a:\n  - b: 1\n    c: 2\n", "file", "x.yaml");
  assert.deepEqual(yaml.value, { a: [{ b: 1, c: 2 }] });
  assert.equal(yaml.lineOf(["a", 0, "c"]), 3);
  yaml.mistake(["a", 0, "c"], "value");
  yaml.mistakeAtKey(["a", 0, "c"], "key");
  yaml.mistake(["a", 0, "missing"], "enclosing");
  assert.throws(() => yaml.finish(), {
    code: "invalid",
    message: [
      'Cannot read file "x.yaml": 3 mistakes',
      "  x.yaml:2:5: enclosing",
      "  x.yaml:3:5: key",
      "  x.yaml:3:8: value",
    ].join("\n"),
  });
});

Deno.test("openYaml() says nothing when nothing is wrong", () => {
  openYaml("a: 1", "file", "x.yaml").finish();
});

Deno.test("openYaml() refuses what is too long, and what unfolds without end", () => {
  const long = openYaml("a".repeat(1_000_001), "file", "x.yaml");
  assert.throws(() => long.finish(), /1:1: longer than 1000000 characters/);
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
  for (let n = 1; n < 9; n++) {
    lines.push(`a${n}: &a${n} [${`*a${n - 1},`.repeat(9)}]`);
  }
  const bomb = openYaml(lines.join("\n"), "file", "x.yaml");
  assert.throws(() => bomb.finish(), /aliases cannot be used/);
});

Deno.test("openYaml() names at most fifty mistakes", () => {
  const yaml = openYaml("[]", "file", "x.yaml");
  for (let n = 0; n < 60; n++) yaml.mistake([], `wrong ${n}`);
  assert.throws(() => yaml.finish(), /60 mistakes[^]*and 10 more$/);
});
