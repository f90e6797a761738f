import { strict as assert } from "node:assert";
import { parseSources } from "./source.ts";
import { checkWords } from "./words.ts";

function messages(path: string, text: string): string[] {
  return checkWords(parseSources(new Map([[path, text]]))).map((
    { line, message },
  ) => `${line}: ${message}`);
}

for (
  const [word, text] of [
    ["Date.now", "const a = Date.now();"],
    ["Date.now", "const now = Date.now;"],
    ["new Date()", "const a = new Date();"],
    ["new Date()", "const a = Date();"],
    ["Temporal.Now", "const a = Temporal.Now.instant();"],
    ["Math.random", "const a = Math.random();"],
    ["setTimeout", "setTimeout(run, 1);"],
    ["setTimeout", "globalThis.setTimeout(run, 1);"],
    ["setTimeout", "const sleep = setTimeout;"],
    ["setInterval", "setInterval(run, 1);"],
    ["console", 'console.log("a");'],
    ["console", "start({ console });"],
    ["Deno", 'Deno.readTextFile("a");'],
    ["Deno", "const { env } = Deno;"],
    ["Deno", "function f(child: Deno.ChildProcess) {}"],
    ["performance", "const a = performance.now();"],
    ["fetch", "run(fetch);"],
    ["crypto", "const id = crypto.randomUUID();"],
    ["queueMicrotask", "queueMicrotask(run);"],
    ["Worker", 'const w = new Worker("a");'],
    ["import() of what is not a text", 'import("../" + name);'],
    ["enum", "enum A { B }"],
    ["export default", "export default function f() {}"],
    ["export default", "export default 1;"],
  ] as const
) {
  Deno.test(`checkWords() refuses ${text}`, () => {
    const found = messages("src/engine/a.ts", `\n${text}\n`);
    assert.equal(found.length, 1);
    assert(found[0]?.startsWith(`2: must not write ${word}: use `), found[0]);
  });
}

for (
  const text of [
    "const a = new Date(minute);",
    "const a = clock.setTimeout(1);",
    "const a = { console: 1, Deno: 2 };",
    "interface A { readonly setTimeout: number }",
    "function f({ console: log }: A) {}",
    '// Date.now() and console.log\nconst a = "Math.random()";',
    "switch (a) { default: b(); }",
  ]
) {
  Deno.test(`checkWords() allows ${text}`, () => {
    assert.deepEqual(messages("src/engine/a.ts", text), []);
  });
}

for (
  const [path, text] of [
    [
      "src/adapters/system/a.ts",
      "console.log(Date.now(), new Date(), Math.random()); setTimeout(f, Temporal.Now);",
    ],
    ["src/adapters/lake/a.ts", "Deno.cwd();"],
    ["src/sandbox/a.ts", "Deno.cwd();"],
    ["main.ts", "Deno.exit();"],
    ["src/program/a.ts", "Deno.build;"],
    ["src/engine/a_test.ts", 'Deno.test("a", (t: Deno.TestContext) => {});'],
    ["strategies/x/a.ts", "export default class A {}"],
    ["strategies/x/a.ts", "console.log(1);"],
    ["tools/a.ts", "console.log(Deno.cwd());"],
    ["tests/a_test.ts", "setTimeout(f, 1);"],
  ] as const
) {
  Deno.test(`checkWords() allows ${path} ${text}`, () => {
    assert.deepEqual(messages(path, text), []);
  });
}

for (
  const [path, text] of [
    ["src/adapters/lake/a.ts", "Date.now();"],
    ["src/sandbox/a.ts", "setTimeout(f, 1);"],
    ["src/systematic/a.ts", "Math.random();"],
    ["main.ts", "console.log();"],
    ["src/engine/a_test.ts", "Deno.cwd();"],
    ["src/engine/a_test.ts", "Math.random();"],
    ["strategies/x/a.ts", "Math.random();"],
  ] as const
) {
  Deno.test(`checkWords() refuses ${path} ${text}`, () => {
    assert.equal(messages(path, text).length, 1);
  });
}

Deno.test("checkWords() lets everybody but the domain wait", () => {
  const text = "export async function f() { await g(); }";
  assert.deepEqual(messages("src/engine/a.ts", text), []);
  assert.equal(messages("src/domain/a.ts", text).length, 1);
  assert.deepEqual(messages("src/domain/a_test.ts", text), []);
});
