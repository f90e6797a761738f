import { strict as assert } from "node:assert";
import { checkImports } from "./imports.ts";
import { parseSources } from "./source.ts";

function messages(files: Record<string, string>): string[] {
  const breaches = checkImports(parseSources(new Map(Object.entries(files))));
  return breaches.map(({ path, line, message }) =>
    `${path}:${line}: ${message}`
  );
}

function importing(specifier: string): string {
  return `import { a } from "${specifier}";\n`;
}

for (
  const [path, specifier] of [
    ["src/domain/a.ts", "./b.ts"],
    ["src/engine/a.ts", "../domain/b.ts"],
    ["src/trader/a.ts", "../ports/b.ts"],
    ["src/adapters/x/a.ts", "./b.ts"],
    ["src/adapters/x/a.ts", "../../ports/b.ts"],
    ["src/adapters/x/a.ts", "node:sqlite"],
    ["src/adapters/x/a.ts", "@std/csv"],
    ["src/sandbox/a.ts", "../sdk/b.ts"],
    ["src/sandbox/a.ts", "qtc"],
    ["src/sandbox/a.ts", "node:vm"],
    ["src/sandbox/a.ts", "esbuild-wasm/esm/browser.js"],
    ["src/api/a.ts", "hono/streaming"],
    ["src/api/a.ts", "zod"],
    ["src/cli/a.ts", "../engine/b.ts"],
    ["src/cli/a.ts", "commander"],
    ["src/config/a.ts", "../domain/error.ts"],
    ["src/config/a.ts", "../domain/team.ts"],
    ["src/config/a.ts", "@std/yaml"],
    ["src/testing/a.ts", "../ports/b.ts"],
    ["src/engine/a_test.ts", "../testing/b.ts"],
    ["src/engine/a_test.ts", "node:assert"],
    ["src/ports/a_test.ts", "../domain/b.ts"],
    ["strategies/x/a.ts", "qtc"],
    ["strategies/x/a.ts", "./b.ts"],
    ["main.ts", "./src/adapters/x/a.ts"],
    ["src/program/a.ts", "../adapters/x/b.ts"],
    ["src/program/a.ts", "../sandbox/b.ts"],
    ["tests/golden/a_test.ts", "../../src/engine/a.ts"],
    ["bench/a.ts", "../src/adapters/x/a.ts"],
  ] as const
) {
  Deno.test(`checkImports() allows ${path} to import ${specifier}`, () => {
    assert.deepEqual(messages({ [path]: importing(specifier) }), []);
  });
}

for (
  const [path, specifier] of [
    ["src/domain/a.ts", "../ports/b.ts"],
    ["src/domain/a.ts", "zod"],
    ["src/domain/a.ts", "node:crypto"],
    ["src/ports/a.ts", "../engine/b.ts"],
    ["src/ports/a.ts", "../domain/b.ts"],
    ["src/engine/a.ts", "../adapters/x/b.ts"],
    ["src/engine/a.ts", "../trader/b.ts"],
    ["src/engine/a.ts", "node:fs"],
    ["src/engine/a.ts", "../testing/b.ts"],
    ["src/trader/a.ts", "../engine/b.ts"],
    ["src/adapters/x/a.ts", "../y/b.ts"],
    ["src/adapters/x/a.ts", "../../engine/b.ts"],
    ["src/sandbox/a.ts", "../engine/b.ts"],
    ["src/sandbox/a.ts", "zodiac"],
    ["src/sandbox/a.ts", "hono"],
    ["src/api/a.ts", "../ports/b.ts"],
    ["src/api/a.ts", "commander"],
    ["src/cli/a.ts", "../config/b.ts"],
    ["src/config/a.ts", "../ports/b.ts"],
    ["src/sdk/a.ts", "../domain/b.ts"],
    ["src/testing/a.ts", "../engine/b.ts"],
    ["src/testing/a_test.ts", "../engine/b.ts"],
    ["src/engine/a_test.ts", "../adapters/x/b.ts"],
    ["src/engine/a_test.ts", "zod"],
    ["src/engine/a.ts", "../../tools/b.ts"],
    ["src/engine/a.ts", "../../main.ts"],
    ["src/engine/a.ts", "../program/b.ts"],
    ["src/program/a.ts", "../testing/b.ts"],
    ["src/program/a.ts", "hono"],
    ["src/helpers/a.ts", "./b.ts"],
    ["strategies/x/a.ts", "../y/b.ts"],
    ["strategies/x/a.ts", "node:fs"],
  ] as const
) {
  Deno.test(`checkImports() refuses that ${path} imports ${specifier}`, () => {
    const [message, ...others] = messages({ [path]: importing(specifier) });
    assert(message?.startsWith(`${path}:1: `), message);
    assert.deepEqual(others, []);
  });
}

for (
  const text of [
    'import type { A } from "../domain/b.ts";',
    'import { type A, type B } from "../domain/b.ts";',
    'export type { A } from "../domain/b.ts";',
    'export interface X { readonly a: import("../domain/b.ts").A }',
  ]
) {
  Deno.test(`checkImports() allows ports ${text}`, () => {
    assert.deepEqual(messages({ "src/ports/a.ts": text }), []);
  });
}

for (
  const text of [
    'import { type A, b } from "../domain/b.ts";',
    'import "../domain/b.ts";',
    'export { b } from "../domain/b.ts";',
    'export * from "../domain/b.ts";',
    'const b = await import("../domain/b.ts");',
  ]
) {
  Deno.test(`checkImports() refuses ports ${text}`, () => {
    assert.match(
      messages({ "src/ports/a.ts": text }).join(),
      /write "import type"/,
    );
  });
}

Deno.test("checkImports() reads no import when it stands in a string or a comment", () => {
  assert.deepEqual(
    messages({
      "src/domain/a.ts": '// import "zod"\nconst a = \'import "zod"\';\n',
    }),
    [],
  );
});

Deno.test("checkImports() reports a cycle once when files import each other", () => {
  const files = {
    "src/domain/a.ts": importing("./b.ts"),
    "src/domain/b.ts": importing("./c.ts"),
    "src/domain/c.ts": importing("./a.ts"),
    "src/domain/d.ts": importing("./a.ts"),
  };
  const found = messages(files);
  assert.equal(found.length, 1);
  assert.match(
    found[0] ?? "",
    /cycle: src\/domain\/a.ts → src\/domain\/b.ts → src\/domain\/c.ts → src\/domain\/a.ts;/,
  );
});

Deno.test("checkImports() sees no cycle when one way is types only, or two ways lead to one file", () => {
  const back = 'import type { A } from "./a.ts";';
  assert.deepEqual(
    messages({
      "src/domain/a.ts": importing("./b.ts"),
      "src/domain/b.ts": back,
    }),
    [],
  );
  const both = importing("./b.ts") + 'import { c } from "./c.ts";';
  assert.deepEqual(
    messages({
      "src/domain/a.ts": both,
      "src/domain/b.ts": importing("./c.ts"),
    }),
    [],
  );
});
