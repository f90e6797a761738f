import { strict as assert } from "node:assert";
import { checkComments, checkLengths, checkTested } from "./shape.ts";
import { parseSources } from "./source.ts";

function parse(files: Record<string, string>) {
  return parseSources(new Map(Object.entries(files)));
}

Deno.test("checkLengths() refuses a file when it has 301 lines", () => {
  assert.deepEqual(
    checkLengths(parse({ "src/domain/a.ts": "\n".repeat(300) })),
    [],
  );
  const [breach] = checkLengths(parse({ "tests/a.ts": "\n".repeat(301) }));
  assert.equal(breach?.message, "has 301 lines, at most 300: split it by noun");
});

for (
  const [what, head, tail] of [
    ["a function", "function f() {", "}"],
    ["an arrow", "const f = () => {", "};"],
    ["a method", "class A { f() {", "} }"],
    ["a method of an object", "const a = { f() {", "} };"],
    ["a test", 'Deno.test("a", () => {', "});"],
  ] as const
) {
  Deno.test(`checkLengths() refuses ${what} when it has 71 lines`, () => {
    // The braces of strings, templates and regular expressions are no braces.
    const line = 'const a = "}" + `}${1}` + /}/;\n';
    const text = (lines: number) =>
      `/**\n * {\n */\n${head}\n${line.repeat(lines - 2)}${tail}\n`;
    assert.deepEqual(checkLengths(parse({ "src/domain/a.ts": text(70) })), []);
    const [breach, ...others] = checkLengths(
      parse({ "src/domain/a.ts": text(71) }),
    );
    assert.equal(
      breach?.message,
      "has a function of 71 lines, at most 70: name its parts",
    );
    assert.equal(breach?.line, 4);
    assert.deepEqual(others, []);
  });
}

Deno.test("checkTested() refuses a file when it exports a value and has no test beside it", () => {
  for (
    const text of [
      "export const a = 1;",
      "export function f() {}",
      "export { a };",
      'export * from "./b.ts";',
    ]
  ) {
    const [breach] = checkTested(
      parse({
        "src/domain/a.ts": text,
        "src/domain/ab_test.ts": "",
        "src/a_test.ts": "",
      }),
    );
    assert.equal(breach?.message, "has no test: write src/domain/a_test.ts");
  }
});

Deno.test("checkTested() accepts a file when a test stands beside it", () => {
  for (
    const test of ["src/domain/a_test.ts", "src/domain/a_rounding_test.ts"]
  ) {
    assert.deepEqual(
      checkTested(
        parse({ "src/domain/a.ts": "export const a = 1;", [test]: "" }),
      ),
      [],
    );
  }
});

Deno.test("checkTested() wants no test when a file has nothing to run, is a port or is for tests", () => {
  const types =
    'export interface A {}\nexport type B = 1;\nexport type { C } from "./c.ts";\nconst x = 1;\n';
  const value = "export const a = 1;";
  const files = {
    "src/domain/a.ts": types,
    "src/sandbox/worker.ts": "start();",
    "src/ports/a.ts": value,
    "src/testing/a.ts": value,
    "strategies/x/a.ts": value,
    "tests/a.ts": value,
    "bench/a.ts": value,
  };
  assert.deepEqual(checkTested(parse(files)), []);
});

for (
  const text of [
    "export function f() {}",
    "export class A {}",
    "export const a = 1;",
    "export interface A {}",
    "export type A = 1;",
    "// A comment\nexport const a = 1;",
    "/** */\nexport const a = 1;",
    "function f() {}\nexport { f };",
  ]
) {
  Deno.test(`checkComments() refuses ${JSON.stringify(text)}`, () => {
    assert.equal(checkComments(parse({ "src/domain/a.ts": text })).length, 1);
    assert.deepEqual(
      checkComments(parse({ "src/domain/a_test.ts": text })),
      [],
    );
  });
}

for (
  const text of [
    "/** Returns nothing. */\nexport function f() {}",
    "/** One. */\nexport function f(a: 1): 1;\nexport function f(a: 2): 2;\nexport function f(a: 1 | 2) { return a; }",
    "/** Two. */\nexport const a = 1, b = 2;",
    'export { f } from "./f.ts";',
    "function f() {}",
  ]
) {
  Deno.test(`checkComments() accepts ${JSON.stringify(text)}`, () => {
    assert.deepEqual(checkComments(parse({ "src/domain/a.ts": text })), []);
  });
}
