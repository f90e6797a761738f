import { strict as assert } from "node:assert";
import { SDK_MODULES, sdkModules } from "./sdk_modules.ts";

const SOURCES = new URL("../src/sdk/", import.meta.url);

/** The compiler keeps timers of its own. */
const LOOSE = { sanitizeOps: false, sanitizeResources: false };

Deno.test(
  "sdkModules() makes modules that import nothing and hand out what the sources do",
  LOOSE,
  async () => {
    const texts = await sdkModules(SOURCES);
    for (const name of Object.values(SDK_MODULES)) {
      const text = texts[`${name}.js`] ?? "";
      assert.doesNotMatch(text, /\bimport\b|\brequire\b|file:|\/npm\//);
      const url = `data:text/javascript,${encodeURIComponent(text)}`;
      const made = await import(url);
      const source = await import(new URL(`${name}.ts`, SOURCES).href);
      assert.deepEqual(Object.keys(made), Object.keys(source));
    }
  },
);

Deno.test(
  "sdkModules() names who wrote what is inside, where it is inside",
  LOOSE,
  async () => {
    const texts = await sdkModules(SOURCES);
    assert.match(texts["indicators.js"] ?? "", /^\/\/ .*trading-signals, MIT/m);
    assert.doesNotMatch(texts["stats.js"] ?? "", /trading-signals/);
  },
);
