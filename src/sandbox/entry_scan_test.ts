import { strict as assert } from "node:assert";
import { classesOf, entryPointOf } from "./entry_scan.ts";

/** Entry points of the classes that have generate_signal. */
function found(text: string): string[] {
  return classesOf({ "strategy.ts": text })
    .filter(({ hasMethod }) => hasMethod).map(entryPointOf);
}

Deno.test("classesOf() finds a class, where it stands and whether it fits", () => {
  const text = "// one\nexport class MyStrategy {\n  x = 1;\n" +
    "  async generate_signal(team) {\n  }\n}\nexport class B {}\n";
  const file = "src/a.ts";
  assert.deepEqual(classesOf({ [file]: text }), [
    { file, name: "MyStrategy", at: text.indexOf("class"), hasMethod: true },
    { file, name: "B", at: text.indexOf("class B"), hasMethod: false },
  ]);
});

Deno.test("classesOf() knows every way to export a class", () => {
  const body = "{ generateSignal() {} }";
  assert.deepEqual(found(`export class A ${body}`), ["strategy:A"]);
  assert.deepEqual(found(`export default class A ${body}`), [
    "strategy:default",
  ]);
  assert.deepEqual(found(`class A ${body}\nexport { A, A as B };`), [
    "strategy:A",
    "strategy:B",
  ]);
  assert.deepEqual(found(`export const A = class ${body}`), ["strategy:A"]);
  assert.deepEqual(
    found(`export class A<T extends object> implements I ${body}`),
    ["strategy:A"],
  );
  assert.deepEqual(
    found("export class A { generate_signal = () => null; }"),
    ["strategy:A"],
  );
  assert.deepEqual(
    found("export class A { async *generate_signal <T> (t) {} }"),
    ["strategy:A"],
  );
});

Deno.test("classesOf() knows what CommonJS exports", () => {
  const body = "{ generate_signal() {} }";
  for (
    const text of [
      `class A ${body}\nmodule.exports = { B: 1, A };`,
      `class C ${body}\nmodule.exports = { A: C };`,
      `class A ${body}\nexports.A = A;`,
      `class C ${body}\nmodule.exports.A = C;`,
      `exports.A = class ${body};`,
      `module.exports.A = class C ${body};`,
    ]
  ) assert.deepEqual(found(text), ["strategy:A"], text);
});

Deno.test("classesOf() gives names outside of ASCII whole", () => {
  const body = "{ generate_signal() {} }";
  assert.deepEqual(found(`export class Stratégie ${body}`), [
    "strategy:Stratégie",
  ]);
  assert.deepEqual(found(`export class 戦略 ${body}`), ["strategy:戦略"]);
  assert.deepEqual(found(`export const Stratégie = class ${body}`), [
    "strategy:Stratégie",
  ]);
  const files = {
    "a.ts": `class Été ${body}\nexport class A extends Été {}`,
  };
  assert.deepEqual(classesOf(files).map(({ hasMethod }) => hasMethod), [true]);
});

Deno.test("classesOf() takes nothing for a class that is none", () => {
  const body = "{ generate_signal() {} }";
  assert.deepEqual(found(`class A ${body}`), []);
  assert.deepEqual(found(`export abstract class A ${body}`), []);
  assert.deepEqual(found(`// export class A ${body}`), []);
  assert.deepEqual(found(`/*\nexport class A ${body} */`), []);
  assert.deepEqual(found(`const a = "export class A ${body}";`), []);
  assert.deepEqual(found(`const a = \`\nexport class A ${body}\`;`), []);
  assert.deepEqual(
    found("export class A { run() { this.generate_signal(); } }"),
    [],
  );
  assert.deepEqual(
    found(`export class A { a = /}"/; b = "}"; generate_signal() {} }`),
    ["strategy:A"],
  );
  assert.deepEqual(
    found(`export class A { a = "}\\\r\n}"; generate_signal() {} }`),
    ["strategy:A"],
  );
});

Deno.test("classesOf() follows a class to the one that it extends", () => {
  const files = {
    "base.ts": "export abstract class Base {\n  generate_signal() {}\n}\n",
    "strategy.ts": 'import { Base } from "./base.ts";\n' +
      "export class Mine extends Base {}\n" +
      "export class Loop extends Loop {}\n",
  };
  assert.deepEqual(
    classesOf(files).map(({ name, hasMethod }) => [name, hasMethod]),
    [["Mine", true], ["Loop", false]],
  );
});

Deno.test("classesOf() is quick with what is made to be slow", () => {
  const long = "class ".repeat(20_000) + "/".repeat(20_000) + "`" +
    "export const a = ".repeat(5_000) + "/*".repeat(100_000);
  assert.deepEqual(found(long), []);
  assert.deepEqual(found("/*".repeat(200_000)), []);
});

/** What would take minutes if each of its beginnings were followed to the end. */
const SLOW: Readonly<Record<string, string>> = {
  "lists of exports without end": "export{".repeat(120_000),
  "a list of the same export": `class A {}\nexport {${
    "A as B,".repeat(120_000)
  }}`,
  "spaces in a list": `export {a${" ".repeat(400_000)}b}`,
  "spaces after a method": `export class A { generate_signal${
    " ".repeat(400_000)
  }`,
  "texts without end": '\\"'.repeat(400_000),
  "apostrophes without end": "\\'".repeat(400_000),
  "templates without end": "\\`".repeat(400_000) + "\\",
  "regular expressions without end": "=/[".repeat(300_000),
  "classes without end": "class A {".repeat(100_000),
  "classes of classes": Array.from(
    { length: 40_000 },
    (_, index) => `export class A${index} extends A${index + 1} {}`,
  ).join("\n").slice(0, 1_000_000),
  "names in front of nothing": `const ${"a".repeat(99)} `.repeat(9_000),
  "a long text": `"${"x".repeat(990_000)}`,
  "a long template": `\`${"x".repeat(990_000)}`,
  "a long regular expression": `=/${"x".repeat(990_000)}`,
};
for (const [name, text] of Object.entries(SLOW)) {
  Deno.test(`classesOf() is as quick as the text is long with ${name}`, () => {
    assert.ok(text.length <= 1_000_000);
    assert.deepEqual(found(text), []);
  });
}

Deno.test("classesOf() is as quick with classes of many files", () => {
  const files = Object.fromEntries(Array.from({ length: 500 }, (_, file) => [
    `f${file}.ts`,
    Array.from({ length: 200 }, (_, index) => {
      const number = file * 200 + index;
      return `export class A${number} extends A${number + 1} {}`;
    }).join("\n"),
  ]));
  assert.equal(classesOf(files).length, 100_000);
});
