import { strict as assert } from "node:assert";
import { readArgs } from "./compile.ts";

Deno.test("readArgs() builds ./qtc upon npm when nothing is said", () => {
  assert.deepEqual({ ...readArgs([]) }, { base: "npm", output: "./qtc" });
});

Deno.test("readArgs() takes base and output when given", () => {
  assert.deepEqual({ ...readArgs(["--base=official", "--output", "x"]) }, {
    base: "official",
    output: "x",
  });
});

Deno.test("readArgs() throws with the usage when an option is wrong", () => {
  for (
    const args of [["--base", "other"], ["--outptu", "x"], ["x"], ["--output"]]
  ) {
    assert.throws(() => readArgs(args), /\nUsage: deno task compile/);
  }
});
