import { strict as assert } from "node:assert";
import { fakeEngine } from "../testing/engine.ts";
import { fakeLedger } from "../testing/fake_ledger.ts";
import { stateOf } from "./state.ts";

Deno.test("status() shows the disk, and is degraded when it has little room", () => {
  const { health, status } = stateOf(fakeEngine(), fakeLedger().reader);
  health.phase = "running";
  assert.equal(status.status().disk, undefined);
  const states = (["ok", "low", "full"] as const).map((word) => {
    health.disk = { state: word, freeBytes: 1, usedBytes: 2 };
    assert.equal(status.status().disk, health.disk);
    return status.status().status;
  });
  assert.deepEqual(states, ["operational", "degraded", "degraded"]);
});
