import { strict as assert } from "node:assert";
import { LOOSE, pack } from "./pack_fixture_test.ts";

const TOP = "use an import statement at the top of the file";

/** Sources that are refused, and how what is said begins, with the place at its end. */
const REFUSED: readonly (readonly [string, string, string])[] = [
  // Other modules.
  [
    `import { a } from "lodash"; a();`,
    'cannot import "lodash": only "qtc", "qtc/indicators", "qtc/stats" and files ' +
    'of the strategy\'s own folder, such as "./rules.ts"',
    "1:19",
  ],
  [`import fs from "node:fs"; fs();`, 'cannot import "node:fs"', "1:16"],
  [`\n import "node:fs";`, 'cannot import "node:fs"', "2:9"],
  [`import x from "https://a.b/x.js"; x;`, 'cannot import "https://', "1:15"],
  [`import x from "npm:a"; x;`, 'cannot import "npm:a"', "1:15"],
  [`import x from "jsr:@a/b"; x;`, 'cannot import "jsr:@a/b"', "1:15"],
  [`import x from "data:,1"; x;`, 'cannot import "data:,1"', "1:15"],
  [`import x from "file:///a"; x;`, 'cannot import "file:///a"', "1:15"],
  [`import x from "/etc/passwd"; x;`, 'cannot import "/etc/passwd"', "1:15"],
  [`import x from "#a"; x;`, 'cannot import "#a"', "1:15"],
  [`import x from ""; x;`, 'cannot import ""', "1:15"],
  [`import x from "qtc/none"; x;`, 'cannot import "qtc/none"', "1:15"],
  [`import x from "./qtc"; x;`, '"./qtc" is not a file of', "1:15"],
  [`export * from "node:fs";`, 'cannot import "node:fs"', "1:15"],
  [`export { x } from "a";`, 'cannot import "a"', "1:19"],
  [`/* é */ import x from "a"; x;`, 'cannot import "a"', "1:23"],
  // Files.
  [`import x from "../../x.ts"; x;`, '"../../x.ts" is not a file of', "1:15"],
  [
    `import { x } from "./Rules.ts"; x;`,
    '"./Rules.ts" is not a file of the strategy\'s folder: there is rules.ts',
    "1:19",
  ],
  [`import { y } from "./lib"; y;`, "* there is lib/index.ts", "1:19"],
  [`import { x } from "./rules.js"; x;`, "* there is rules.ts", "1:19"],
  [`import x from "./x.tsx"; x;`, "* end in .ts or .js; rename it", "1:15"],
  [`import x from "./x.mjs"; x;`, "* end in .ts or .js; rename it", "1:15"],
  [
    `import x from "./a.json" with { type: "json" }; x;`,
    "* put the data into one, behind export const",
    "1:15",
  ],
  [`import x from "./rules.ts?raw"; x;`, '"./rules.ts?raw" is not a', "1:15"],
  [`import { z } from "./rules.ts"; z;`, '"rules.ts" exports no "z"', "1:10"],
  [`import z from "./rules.ts"; z;`, '"rules.ts" has no default', "1:8"],
  // The SDK.
  [
    `import { Bars } from "qtc"; new Bars();`,
    '"qtc" has no "Bars" that can be used as a value',
    "1:10",
  ],
  [
    `import { Signal } from "qtc"; Signal();`,
    '* Did you mean to import "signal" instead?',
    "1:10",
  ],
  [`import qtc from "qtc"; qtc;`, '"qtc" has no default export', "1:8"],
  // At run time.
  [`const x = () => import("qtc");`, `import() is not there: ${TOP}`, "1:24"],
  [`const x = () => import("./rules.ts");`, "import() is not", "1:24"],
  [`const x = (n) => import(n);`, "import() is not there", "1:18"],
  [
    "async function f(n) { try { return await import(n); } catch {} }",
    "import() is not there",
    "1:42",
  ],
  [`const x = () => import.defer("./rules.ts");`, "import() is", "1:30"],
  [`const x = () => import.source("a");`, "import() is not there", "1:31"],
  [`const u = import.meta.url;`, "import.meta is not there", "1:11"],
  [
    `new Worker(new URL("./w.js", import.meta.url));`,
    "import.meta is not there",
    "1:30",
  ],
  // CommonJS.
  [`const fs = require("node:fs");`, "require() is not there", "1:20"],
  [`try { require("a"); } catch {}`, "require() is not there", "1:15"],
  [`const f = (n) => require(n);`, `require() is not there: ${TOP}`, "1:18"],
  [`import fs = require("node:fs"); fs;`, "require() is not", "1:21"],
  [`require.resolve("x");`, `require is not there: ${TOP}`, "1:1"],
  [`const a = "__require"; require.main;`, "require is not there", "1:24"],
  [`\ndelete require.cache;`, `require is not there: ${TOP}`, "2:8"],
  [`const r = require;`, "require is not there", "1:11"],
  [`const f = () => require?.("x"); f();`, "require is not there", "1:17"],
  [
    `const f = () => require?.resolve("x"); f();`,
    "require is not there",
    "1:17",
  ],
  // Beside it where it is written with an escape, or lines end otherwise.
  [
    'const f = () => r\\u0065quire?.resolve("x"); f();',
    "require is not there",
    "1:17",
  ],
  [
    `let a;\rconst f = () => require?.resolve("x"); f();`,
    "require is not there",
    "2:17",
  ],
  [`typeof require;`, "require is not there", "1:8"],
  [`module.exports = {};`, "module and exports are not there", "1:1"],
  // What else a strategy cannot have.
  [`const x = eval("1");`, "eval() is not there: write out", "1:11"],
];

/** Sources that no parser takes, and what is said. */
const BROKEN: readonly (readonly [string, string, string])[] = [
  ["const a = 1;\nconst b = ;", 'Unexpected ";"', "2:11"],
  ["let a; let a;", 'The symbol "a" has already been declared', "1:12"],
  ["with (x) {}", "With statements cannot be used", "1:1"],
  ["import source x from './rules.ts'; x;", "", ""],
  ["await 1;", "await is not there at the top of a file: use it inside", "1:1"],
  ["for await (const x of []) {}", "await is not there at the top", "1:5"],
  ["const x = <div>{1}</div>;", "JSX is not there", ""],
  ["const x = () => (\n <p>\n<b>1</b></p>);", "JSX is not there", ""],
];

Deno.test(
  "packSource() refuses every other import, with its place and what to do",
  LOOSE,
  async () => {
    const packed = await pack(REFUSED.map(([text]) => text));
    for (const [i, [text, start, place]] of REFUSED.entries()) {
      const fault = packed[i]!;
      assert.ok("type" in fault, `packed: ${text}`);
      assert.equal(fault.type, "ImportError", `${text}: ${fault.message}`);
      assertSays(fault.message, start, place);
    }
  },
);

Deno.test(
  "packSource() says what is wrong with what cannot be parsed",
  LOOSE,
  async () => {
    const packed = await pack(BROKEN.map(([text]) => text));
    for (const [i, [text, start, place]] of BROKEN.entries()) {
      const fault = packed[i]!;
      assert.ok("type" in fault, `packed: ${text}`);
      assert.equal(fault.type, "SyntaxError", text);
      assertSays(fault.message, start, place);
    }
    const [jsx] = await pack(["const x = <div/>;"], "strategy.js");
    assert.ok(jsx && "type" in jsx);
    assertSays(jsx.message, "JSX is not there", "");
  },
);

Deno.test(
  "packSource() gives the first mistake and says how many there are",
  LOOSE,
  async () => {
    const [fault] = await pack([
      Array.from(
        "abcdefgh",
        (name) => `import ${name} from "${name}"; ${name};`,
      )
        .join("\n"),
    ]);
    assert.ok(fault && "type" in fault);
    assert.match(fault.message, /"a".*\(strategy\.ts:1:15\), and 7 more$/);
  },
);

/** `*` at the start stands for anything. */
function assertSays(message: string, start: string, place: string): void {
  const found = start.startsWith("* ")
    ? message.includes(start.slice(2))
    : message.startsWith(start);
  assert.ok(found, `${message}\nis not\n${start}`);
  if (place === "") assert.match(message, / \(strategy\.[jt]s:\d+:\d+\)/);
  else assert.ok(message.includes(` (strategy.ts:${place})`), message);
}
