import { strict as assert } from "node:assert";
import { checkJson, checkLines, type CheckReport } from "./check_report.ts";

const GOOD: CheckReport = {
  path: ".",
  sources: { "strategy.ts": "x".repeat(1_200), "rules.ts": "é" },
  entryPoint: "strategy:MyStrategy",
  packedBytes: 2_340_000,
  ms: 412.4,
};
const BAD: CheckReport = {
  path: ".",
  sources: { "strategy.ts": "const = 1;\n" },
  entryPoint: "strategy:MyStrategy",
  ms: 100,
  fault: {
    type: "SyntaxError",
    message: 'Expected identifier but found "=" (strategy.ts:1:7)',
  },
};

Deno.test("checkLines() has a line for each fact of a good strategy", () => {
  assert.deepEqual(checkLines(GOOD), [
    "files    2, 1.2 KB: strategy.ts, rules.ts",
    "class    strategy:MyStrategy",
    "packed   2.3 MB",
    "dry run  it answered a made-up minute as it should",
    "time     0.41 s",
    "GOOD: the server takes it",
  ]);
});

Deno.test("checkLines() says why a strategy is refused, where, and what to do", () => {
  assert.deepEqual(checkLines(BAD), [
    "files    1, 11 bytes: strategy.ts",
    "class    strategy:MyStrategy",
    "time     0.10 s",
    "REFUSED: the server would not take it",
    "",
    'SyntaxError: Expected identifier but found "=" (strategy.ts:1:7)',
    "",
    "  1 | const = 1;",
    "            ^",
    "",
    "  What to do: mend this line; an editor or deno check marks it as well",
  ]);
});

Deno.test("checkLines() counts one byte as one", () => {
  const [files] = checkLines({ ...GOOD, sources: { "a.ts": "x" } });
  assert.equal(files, "files    1, 1 byte: a.ts");
});

Deno.test("checkLines() names some of many files", () => {
  const sources = Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [`f${index}.ts`, ""]),
  );
  assert.match(checkLines({ ...GOOD, sources })[0] ?? "", /f7\.ts and 2 more$/);
});

Deno.test("checkJson() says the same to machines", () => {
  assert.deepEqual(checkJson(GOOD), {
    ok: true,
    entry_point: "strategy:MyStrategy",
    files: ["strategy.ts", "rules.ts"],
    source_bytes: 1_202,
    packed_bytes: 2_340_000,
    ms: 412,
    fault: null,
  });
  assert.deepEqual(checkJson(BAD).fault, {
    type: "SyntaxError",
    message: 'Expected identifier but found "=" (strategy.ts:1:7)',
    place: { file: "strategy.ts", line: 1, column: 7 },
    remedy: "mend this line; an editor or deno check marks it as well",
  });
});
