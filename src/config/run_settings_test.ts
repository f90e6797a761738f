import { strict as assert } from "node:assert";
import { RUN_SETTINGS } from "./run_settings.ts";

Deno.test("RUN_SETTINGS gives a strategy five seconds, 400 MB and a tenth of a bar", () => {
  const { strategyTimeoutMs, strategyMemoryMb, participation } = RUN_SETTINGS;
  const values = [strategyTimeoutMs, strategyMemoryMb, participation]
    .map(({ schema, default: text }) => schema.parse(text));
  assert.deepEqual(values, [5_000, 400, 0.1]);
});
