import { strict as assert } from "node:assert";
import { strategyIntake } from "./intake.ts";
import {
  assertRefused,
  intakeWith,
  minute,
  signal,
  source,
  type Wrong,
} from "./intake_fixture_test.ts";

const MINUTE = /; generate_signal\(\) must run without an error, also in the/;
const LOAD = /; what stands outside of functions, and the constructor with/;

/** Strategies that are wrong. */
const WRONG: readonly Wrong[] = [
  [
    "syntax",
    source("export class MyStrategy {\n  (\n"),
    "SyntaxError",
    /^Expected|^Unexpected/,
    "strategy.ts:2:3",
  ],
  [
    "top-level await",
    source("await 1;\nexport class MyStrategy {}"),
    "SyntaxError",
    /await/,
    "strategy.ts:1:1",
  ],
  [
    "package",
    source(`\nimport _ from "lodash"; _();`),
    "ImportError",
    /"lodash": only .* files of the strategy's own folder/,
    "strategy.ts:2:15",
  ],
  [
    "node",
    source(`import fs from "node:fs"; fs();`),
    "ImportError",
    /cannot import "node:fs"/,
    "strategy.ts:1:16",
  ],
  [
    "URL",
    source(`import x from "https://a.b/c.js"; x();`),
    "ImportError",
    /cannot import "https/,
    "strategy.ts:1:15",
  ],
  [
    "out of the folder",
    source(`import x from "../x.ts"; x();`),
    "ImportError",
    /is not a file of the strategy's folder/,
    "strategy.ts:1:15",
  ],
  [
    "dynamic",
    source(`const f = () => import("./a.ts"); f();`),
    "ImportError",
    /use an import statement at the top/,
    /^strategy\.ts:1:\d+$/,
  ],
  [
    "require",
    source(`const fs = require("fs"); fs();`),
    "ImportError",
    /require\(\) is not there: use an import/,
    /^strategy\.ts:1:\d+$/,
  ],
  [
    "meta",
    source(`const u = import.meta.url;`),
    "ImportError",
    /import\.meta is not there/,
    "strategy.ts:1:11",
  ],
  [
    "no such file",
    { ...source("", { "a.js": "" }), entryPoint: "main:MyStrategy" },
    "ImportError",
    /^there is no file main\.ts or main\.js: there is strategy\.ts, a\.js; entry_point is file:Class/,
    "",
  ],
  [
    "no file",
    { ...source(""), files: {} },
    "ImportError",
    /: there is no source file at all; /,
    "",
  ],
  [
    "wrong class",
    source("\nexport class Mine { generate_signal() {} }\nexport const x = 1;"),
    "ImportError",
    /^there is no exported class MyStrategy: strategy exports Mine, x; write export class MyStrategy, or change/,
    "strategy.ts:1:1",
  ],
  [
    "not exported",
    source("class MyStrategy { generate_signal() {} }"),
    "ImportError",
    /: strategy exports nothing else; write export class MyStrategy/,
    "strategy.ts:1:1",
  ],
  [
    "not a class",
    source("\nexport const MyStrategy = 5;"),
    "ImportError",
    /^there is no exported class MyStrategy: /,
    /^strategy\.ts:/,
  ],
  [
    "an arrow",
    source("\nexport const MyStrategy = () => {};"),
    "ImportError",
    /is not a constructor; write export class MyStrategy/,
    /^strategy\.ts:/,
  ],
  [
    "no method",
    source("\nexport class MyStrategy {}"),
    "ImportError",
    /^class MyStrategy has no generate_signal\(\); write generate_signal\(team/,
    "strategy.ts:2:14",
  ],
  [
    "throws at load",
    source(`\nnull.x;\nexport class MyStrategy {}`),
    "TypeError",
    LOAD,
    "strategy.ts:2:6",
  ],
  [
    "throws in the constructor",
    source(
      "export class MyStrategy {\n  constructor(params) { params.a.b; } generate_signal() {}\n}",
    ),
    "TypeError",
    LOAD,
    "strategy.ts:2:34",
  ],
  [
    "throws in the minute",
    minute("throw new RangeError('no luck');"),
    "RangeError",
    MINUTE,
    "strategy.ts:2:47",
  ],
  [
    "throws in another file",
    source(
      `import { f } from "./a/f.ts";\nexport class MyStrategy { generate_signal() { return f(); } }`,
      { "a/f.ts": "\n\nexport const f = () => null.x;" },
    ),
    "TypeError",
    MINUTE,
    "a/f.ts:3:29",
  ],
  [
    "throws after an await",
    minute(
      "return team.api.getLastN('AAPL', 2).then(async (x) => { await 0; null.x; });",
    ),
    "TypeError",
    MINUTE,
    "strategy.ts:2:111",
  ],
  [
    "throws a text",
    minute("throw 'no luck';"),
    "Error",
    /^Error: threw no luck; generate_signal/,
    "strategy.ts:2:3",
  ],
  [
    "a large number",
    minute("return 10n;"),
    "TypeError",
    MINUTE,
    "strategy.ts:2:3",
  ],
  [
    "awaits for ever",
    minute("return new Promise(() => {});"),
    "TimeoutError",
    /only team\.api can be awaited$/,
    "strategy.ts:2:3",
  ],
  [
    "6 MB in a line",
    source(
      `const a = "${
        "x".repeat(6_000_000)
      }";\nexport class MyStrategy { generate_signal() { return a; } }`,
    ),
    "ImportError",
    /has more than 5 MB/,
    "",
  ],
];

Deno.test("packAll() says of each wrong strategy what is wrong, where, and what would be right", () =>
  assertRefused(WRONG));

Deno.test("packAll() ends what does not end by itself", async () => {
  const loop =
    /within 1 s; loading it, its constructor and generate_signal\(\) must end within that; look for a loop/;
  const wrong = [
    source("for (;;);\nexport class MyStrategy {}"),
    minute("for (;;);"),
    minute("const a = []; for (;;) a.push(new Float64Array(1e5).fill(1));"),
  ];
  const verdicts = await intakeWith(1_000, 150).packAll(wrong);
  const [memory, ...others] = verdicts.reverse();
  for (const fault of others) {
    assert.ok(
      "type" in fault && fault.type === "TimeoutError",
      JSON.stringify(verdicts),
    );
    assert.match(fault.message, loop);
    assert.match(fault.message, / \(strategy\.ts:2:(3|14)\)$/);
  }
  assert.ok(memory && "type" in memory);
  assert.match(memory.type, /^(Memory|Timeout)Error$/);
});

Deno.test("packAll() takes what answers its first minute, and tells of each at once", async () => {
  const texts = [
    minute("return null;"),
    minute("return [];"),
    signal(
      "quantity: 0.5, order_type: 'limit', reason: bars.AAPL.close.join().slice(0, 99)",
    ),
    minute(
      "return Array(30).fill({ symbol: 'MSFT', action: 'sell', quantity: 1, price: 5 });",
    ),
    source(
      "export class MyStrategy { constructor(p) { this.p = p.a.b; } generateSignal() {} }",
    ),
  ].map((each) => ({ ...each, params: { a: { b: 1 } } }));
  const told: number[] = [];
  const verdicts = await intakeWith(5_000).packAll(
    texts,
    (index, verdict) => void ("script" in verdict && told.push(index)),
  );
  assert.deepEqual(told.sort(), [0, 1, 2, 3, 4], JSON.stringify(verdicts));
  // Packed before: it is only tried.
  const intake = strategyIntake({
    packer: { packAll: () => assert.fail(), pack: () => assert.fail() },
    dryRun: ({ bundle }) =>
      Promise.resolve(
        bundle.script === "a" ? undefined : { type: "T", message: "" },
      ),
  });
  for (const script of ["a", "b"]) {
    const bundle = { script, map: "" };
    const verdict = await intake.pack({ ...texts[0]!, bundle });
    assert.deepEqual(
      verdict,
      script === "a" ? bundle : { type: "T", message: "" },
    );
  }
});
