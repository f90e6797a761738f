import { strict as assert } from "node:assert";
import { bareRealm, callOf, Stage } from "./fixtures_test.ts";
import { LOOSE, pack, packOne } from "./pack_fixture_test.ts";

/** Sources that are taken, and what their `r` is. */
const TAKEN: readonly (readonly [string, unknown])[] = [
  [
    "const o = { require: (x) => x, __require: 1 }; /* require?.(1) */\n" +
    'export const r = o.require?.("require?.(x)") + `__require ${o.__require}`;',
    "require?.(x)__require 1",
  ],
  [
    `export const r = "import('a') require('b')"; // import("c")`,
    "import('a') require('b')",
  ],
  [
    "export const r = `import('a') ${/import\\(.*\\)/.test('import()')}`;",
    "import('a') true",
  ],
  [`export const r = ((require) => require("a"))((x) => x);`, "a"],
  [`export const r = { require: 1, import: 2 }.import;`, 2],
  [`import type { A } from "lodash"; export const r: A = 3;`, 3],
  [`import { type A } from "lodash"; export const r: A = 4;`, 4],
  [`export type { A } from "lodash"; export const r = 5;`, 5],
  [`type A = import("lodash").A; export const r: A = 6;`, 6],
  [
    `import { Bars, signal } from "qtc"; let b: Bars; export const r = typeof signal;`,
    "function",
  ],
  [
    `import "qtc/stats"; export { mean } from "qtc/stats"; export const r = 7;`,
    7,
  ],
  [
    `import { x } from "./rules"; import { y } from "./lib/index"; export const r = x + y;`,
    3,
  ],
  [`enum E { A = 8 } export const r = E.A;`, 8],
  [`namespace N { export const x = 9; } export const r = N.x;`, 9],
  [
    `const d = (v, c) => v; @d class A { @d m() { return 10; } accessor n = 1; } export const r = new A().m();`,
    10,
  ],
  [
    `let n = 0; { using x = { [Symbol.dispose]() { n = 11; } }; } export const r = n;`,
    11,
  ],
  [
    `abstract class A { constructor(readonly a: number) {} } class B extends A {} export const r = new B(12).a;`,
    12,
  ],
  [`#!/usr/bin/env -S deno run\nexport const r = 13 satisfies number;`, 13],
];

Deno.test(
  "packSource() takes the whole of TypeScript, and texts that look like imports",
  LOOSE,
  async () => {
    const packed = await pack(TAKEN.map(([text]) => text));
    for (const [i, [text, expected]] of TAKEN.entries()) {
      const bundle = packed[i]!;
      assert.ok("script" in bundle, `${text}: ${JSON.stringify(bundle)}`);
      assert.equal(bareRealm()(`${bundle.script};strategy.r`), expected, text);
    }
  },
);

Deno.test("packSource() puts in of the SDK what is used", LOOSE, async () => {
  const [some, none, all] = await pack([
    `import { sma } from "qtc/indicators"; export const r = sma([1, 2, 6], 3)[2];`,
    `import { sma } from "qtc/indicators"; import { Team } from "qtc";`,
    `import * as all from "qtc/indicators"; export const r = Object.keys(all).length;`,
  ]);
  assert.ok(some && "script" in some && none && "script" in none);
  assert.ok(all && "script" in all);
  assert.equal(bareRealm()(`${some.script};strategy.r`), 3);
  assert.equal(bareRealm()(`${all.script};strategy.r`), 14);
  assert.doesNotMatch(some.script, /VWAP|WSMA|Bollinger|TradingSignal/);
  assert.doesNotMatch(none.script, /sdk:|SMA/);
  for (const { script } of [some, none, all]) {
    assert.doesNotMatch(script, /\bimport\b|__require/);
  }
  assert.ok(some.script.length < all.script.length / 2);
});

Deno.test(
  "packSource() has what goes wrong in the SDK told at the line that called it",
  LOOSE,
  async () => {
    const packed = await packOne({
      entry: "strategy",
      files: {
        "strategy.ts": `import { average } from "./average.ts";
export class MyStrategy {
  generate_signal() { return [average([1, 2])]; }
}`,
        "average.ts": `import { sma } from "qtc/indicators";
export const average = (values: number[]) =>
  values.map(() => sma(values, 0));`,
      },
    });
    assert.ok("script" in packed);
    await using stage = new Stage(["AAPL"], { codeOf: () => packed });
    const [run] = await stage.next([callOf("a", "code")]);
    assert.equal(
      run?.error?.message,
      "RangeError: Cannot use period 0: a whole number of rows from 1 (average.ts:3:20)",
    );
  },
);
