import { strict as assert } from "node:assert";
import { strategyFiles } from "./strategy_new.ts";

const SAMPLES = {
  "team_registry.yaml": "teams",
  "deno.json": "{}",
  "tsconfig.json": "{ }",
  "qtc.d.ts": "types",
  ".qtc/qtc.js": "module",
  "strategies/README.md": "all",
  "strategies/macd/strategy.ts": "macd",
  "strategies/starter/strategy.ts": "starter",
  "strategies/starter/strategy_test.ts": "test",
};

Deno.test("strategyFiles() takes the starter, and what editors and tests need", () => {
  const { "README.md": readme, ...files } = strategyFiles(SAMPLES);
  assert.deepEqual(files, {
    "deno.json": "{}",
    "tsconfig.json": "{ }",
    "qtc.d.ts": "types",
    ".qtc/qtc.js": "module",
    "strategy.ts": "starter",
    "strategy_test.ts": "test",
  });
  for (const name of Object.keys(files)) {
    const shown = name.startsWith(".qtc/") ? "`.qtc/`" : `\`${name}\``;
    assert.ok(readme?.includes(shown), name);
  }
});

Deno.test("strategyFiles() says when there is no starter", () => {
  assert.throws(() => strategyFiles({ "deno.json": "{}" }), {
    code: "internal",
    message: /carries no strategies\/starter\/strategy\.ts$/,
  });
});
