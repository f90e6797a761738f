import { strict as assert } from "node:assert";
import type { Setting } from "./setting.ts";
import { flagOf, SETTINGS, variableOf } from "./settings.ts";

Deno.test("flagOf() and variableOf() follow from the name", () => {
  assert.equal(flagOf("strategyTimeoutMs"), "--strategy-timeout-ms");
  assert.equal(variableOf("strategyTimeoutMs"), "QTC_STRATEGY_TIMEOUT_MS");
  assert.equal(flagOf("port"), "--port");
});

Deno.test("SETTINGS has defaults that its own schemas accept", () => {
  const table: Readonly<Record<string, Setting>> = SETTINGS;
  for (const [name, setting] of Object.entries(table)) {
    if (setting.default === undefined) continue;
    assert.equal(setting.schema.safeParse(setting.default).success, true, name);
    assert.equal(setting.otherwise, undefined, name);
  }
});
