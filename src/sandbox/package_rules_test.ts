import { strict as assert } from "node:assert";
import { isSource } from "./package_rules.ts";

Deno.test("isSource() takes code and leaves tests, declarations and what is hidden", () => {
  for (const path of ["a.ts", "a/b.js", "test.ts", "a.d/b.ts"]) {
    assert.equal(isSource(path), true, path);
  }
  const others = [
    ...["a.tsx", "a.json", "ts", "a_test.ts", "a.test.js", "a.d.ts", ".a.ts"],
    ...["a/.b/c.ts", "node_modules/a.js", "a/node_modules/b.js"],
  ];
  for (const path of others) assert.equal(isSource(path), false, path);
});
