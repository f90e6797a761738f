import { strict as assert } from "node:assert";
import { sandboxState } from "./sandbox_layer.ts";

Deno.test("sandboxState() names every layer, whether it is on or off", () => {
  assert.deepEqual(sandboxState(["uid", "data_limit"]), {
    cgroup_memory: false,
    data_limit: true,
    no_network: false,
    uid: true,
    no_new_privileges: false,
  });
  assert.ok(Object.values(sandboxState([])).every((isOn) => !isOn));
});
