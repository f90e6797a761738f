import { strict as assert } from "node:assert";
import { verify } from "./verify.ts";

Deno.test("verify() prints what was looked at and returns 0 when it agrees", async () => {
  const { code, lines } = await run([]);
  assert.equal(code, 0);
  assert.deepEqual(lines, ["D was asked for", "D: all of it agrees"]);
});

Deno.test("verify() names what does not agree and returns 1", async () => {
  const { code, lines } = await run(["event 7: hash"]);
  assert.equal(code, 1);
  assert.deepEqual(lines.slice(1), [
    "WRONG: event 7: hash",
    "D: 1 do not agree",
  ]);
});

Deno.test("verify() prints at most a hundred faults", async () => {
  const { lines } = await run(Array.from({ length: 103 }, (_, n) => `${n}`));
  assert.equal(lines.length, 1 + 100 + 1 + 1);
  assert.equal(lines.at(-2), "WRONG: and 3 more");
});

async function run(faults: readonly string[]) {
  const lines: string[] = [];
  const code = await verify("D", {
    verify: (dataDir) => ({ facts: [`${dataDir} was asked for`], faults }),
    print: (line) => void lines.push(line),
  });
  return { code, lines };
}
