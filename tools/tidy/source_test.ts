import { strict as assert } from "node:assert";
import ts from "typescript";
import { isTest, lineOf, parseSources, walk } from "./source.ts";

Deno.test("parseSources() returns sources by path when files come in any order", () => {
  const sources = parseSources(
    new Map([["b.ts", ""], ["a/c.ts", ""], ["a.ts", ""]]),
  );
  assert.deepEqual(sources.map(({ path }) => path), ["a.ts", "a/c.ts", "b.ts"]);
});

Deno.test("lineOf() returns the line of the code when a comment comes before it", () => {
  const [source] = parseSources(
    new Map([["a.ts", "/**\n * A.\n */\nconst a = 1;\n"]]),
  );
  const [statement] = source?.tree.statements ?? [];
  assert(source !== undefined && statement !== undefined);
  assert.equal(lineOf(source, statement), 4);
});

Deno.test("walk() visits parents first when nodes are nested", () => {
  const [source] = parseSources(new Map([["a.ts", "f(g(1));"]]));
  const names: string[] = [];
  assert(source !== undefined);
  walk(source.tree, (node) => {
    if (ts.isIdentifier(node)) names.push(node.text);
  });
  assert.deepEqual(names, ["f", "g"]);
});

Deno.test("isTest() is true when the name ends in _test.ts", () => {
  assert.deepEqual(["a_test.ts", "a.ts", "test.ts"].map(isTest), [
    true,
    false,
    false,
  ]);
});
