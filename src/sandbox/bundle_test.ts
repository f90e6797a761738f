import { strict as assert } from "node:assert";
import { strategyPacker } from "./bundle.ts";
import { callOf, Stage, wall } from "./fixtures_test.ts";
import { launchers } from "./launch.ts";

const packer = strategyPacker({ launch: launchers(false).packer, wall });

/** Sources that are refused, and what is said. */
const REFUSED: readonly (readonly [string, RegExp])[] = [
  [
    `import { sma } from "lodash";\nsma();`,
    /^ImportError: cannot import "lodash".*\(strategy\.ts:1:\d+\)$/,
  ],
  [`import fs from "node:fs"; fs();`, /^ImportError: cannot import "node:fs"/],
  [
    `import x from "https://example.com/x.js"; x();`,
    /^ImportError: cannot import "https:/,
  ],
  [`import x from "/etc/passwd"; x();`, /^ImportError: cannot import "\/etc/],
  [
    `import x from "../../x.ts"; x();`,
    /^ImportError: "\.\.\/\.\.\/x\.ts" is not a file of/,
  ],
  [
    `import { Bars } from "qtc"; new Bars();`,
    /^ImportError: "qtc" has types only.*\(strategy\.ts:1:\d+\)$/,
  ],
  [
    `import "qtc/indicators";`,
    /^ImportError: "qtc\/indicators" is not in this version/,
  ],
  [
    `import data from "./data.json" with { type: "json" }; data;`,
    /^ImportError: "\.\/data\.json" is not/,
  ],
  [
    `\nawait import("./rules.ts");`,
    /^(ImportError: import\(\) is not there.*\(strategy\.ts:2:\d+\)|SyntaxError)/,
  ],
  [
    `\nconst x = () => import("node:fs");`,
    /^ImportError: import\(\) is not there.*\(strategy\.ts:2:\d+\)$/,
  ],
  [
    `const n = "node:fs";\nconst x = () => import(n);`,
    /^ImportError: import\(\) is not there.*\(strategy\.ts:2:\d+\)/,
  ],
  [
    `const x = async (n) => { try { return await import(n); } catch {} };`,
    /^ImportError: import\(\) is not there/,
  ],
  [`const fs = require("node:fs");`, /^ImportError: require\(\) is not there/],
  [`const fs = (n) => require(n);`, /^ImportError: require/],
  [`require.resolve("x");`, /^ImportError: require is not there/],
  [`const r = require;`, /^ImportError: require is not there/],
  [
    `const u = import.meta.url;`,
    /^ImportError: import\.meta is not there.*\(strategy\.ts:1:11\)$/,
  ],
  [`const x = eval("1");`, /^ImportError: eval\(\) is not there/],
  [
    `const a = 1;\nconst b = ;`,
    /^SyntaxError: Unexpected ";" \(strategy\.ts:2:11\)$/,
  ],
  [`await new Promise(() => {});`, /^SyntaxError: Top-level await/],
  [`export * from "node:fs";`, /^ImportError: cannot import "node:fs"/],
  [`import source x from "./rules.ts"; x;`, /Error: /],
  [`import defer * as x from "./rules.ts"; x;`, /Error: /],
  [`const x = () => import.defer("./rules.ts");`, /Error: /],
  [`const x = () => import.source("./rules.ts");`, /Error: /],
];

Deno.test("packAll() refuses every import but the package's own files, with its place", async () => {
  const packed = await packer.packAll(REFUSED.map(([text]) => ({
    entry: "strategy",
    files: {
      "strategy.ts": `${text}\nexport class S {}`,
      "rules.ts": "export const x = 1;",
    },
  })));
  for (const [i, [text, expected]] of REFUSED.entries()) {
    const fault = packed[i]!;
    assert.ok(
      "type" in fault,
      `packed: ${text}\n${"script" in fault && fault.script}`,
    );
    assert.match(`${fault.type}: ${fault.message}`, expected, text);
  }
});

Deno.test("pack() makes one script of several files, and stacks name the team's own lines", async () => {
  const packed = await packer.pack({
    entry: "strategy",
    files: {
      "strategy.ts": `import type { Bars, Team } from "qtc";
import { Prices } from "qtc";
import { decide } from "./rules/decide";
export class MyStrategy {
  generate_signal(team: Team, bars: Bars, prices: Prices) {
    return decide(team.cash);
  }
}
`,
      "rules/decide.ts": `import { limit } from "../limit.js";

/** import("node:fs") */
export function decide(cash: number): unknown {
  if (cash > limit) throw new RangeError("too rich: import('x') require('y') é");
  return ["import(x)"];
}
`,
      "limit.js": "export const limit = 10_000;",
      "unused.ts": "this is not even TypeScript",
    },
  });
  assert.ok("script" in packed, JSON.stringify(packed));
  assert.ok(!packed.script.includes("sourceMappingURL"));
  await using stage = new Stage(["AAPL"], { codeOf: () => packed });
  const call = callOf("a", "code");
  const [ok] = await stage.next([call]);
  const [failed] = await stage.next([{
    ...call,
    view: { ...call.view, cash: 10_001 },
  }]);
  assert.deepEqual(ok?.signals, ["import(x)"]);
  assert.equal(
    failed?.error?.message,
    "RangeError: too rich: import('x') require('y') é (rules/decide.ts:5:27)",
  );
});

Deno.test("pack() names what is missing", async () => {
  const [missing, twice] = await packer.packAll([
    { entry: "other", files: { "strategy.ts": "" } },
    {
      entry: "strategy",
      files: {
        "strategy.ts": `import { y } from "./a.ts"; y();`,
        "a.ts": "export const x = 1;",
      },
    },
  ]);
  assert.deepEqual(missing, {
    type: "ImportError",
    message: "there is no file other.ts or other.js",
  });
  assert.ok(twice && "type" in twice);
  assert.match(
    twice.message,
    /^No matching export in "strategy:a\.ts" for import "y" \(strategy\.ts:1:10\)/,
  );
});

Deno.test("packAll() is not spoiled by one that takes too long", async () => {
  const slow = strategyPacker({
    launch: { ...launchers(false).packer, command: "/bin/sleep", args: ["9"] },
    wall,
    timeoutMs: 60,
  });
  const source = { entry: "strategy", files: { "strategy.ts": "" } };
  assert.deepEqual(
    await slow.packAll([source, source]),
    Array(2).fill({
      type: "ImportError",
      message: "Cannot pack the strategy: packing it took more than 0.06 s",
    }),
  );
});
