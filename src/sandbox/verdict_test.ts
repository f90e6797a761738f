import { strict as assert } from "node:assert";
import { deathError, skipped } from "./verdict.ts";

Deno.test("skipped() is a run without signals, with its reason", () => {
  assert.deepEqual(skipped("a", "load_error", "why"), {
    teamId: "a",
    outcome: "load_error",
    signals: [],
    error: { type: "ImportError", message: "why", phase: "load" },
    log: "",
    fresh: false,
    wallMs: 0,
    cpuMs: 0,
  });
  assert.equal(
    skipped("a", "skipped_budget", "why").error?.type,
    "SkippedError",
  );
});

Deno.test("deathError() names the limit", () => {
  const limits = { timeoutMs: 5000, memoryMb: 400 };
  assert.match(
    deathError("timeout", limits).message,
    /did not answer within 5 s/,
  );
  assert.match(deathError("memory", limits).message, /more than 400 MB/);
  assert.equal(deathError("crashed", limits).type, "CrashError");
});
