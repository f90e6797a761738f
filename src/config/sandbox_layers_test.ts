import { strict as assert } from "node:assert";
import { SANDBOX_LAYERS } from "../domain/sandbox_layer.ts";
import { sandboxLayersText } from "./sandbox_layers.ts";

const schema = sandboxLayersText();

Deno.test("sandboxLayersText() reads auto, off, and some in the order that counts", () => {
  assert.deepEqual(schema.parse("auto"), SANDBOX_LAYERS);
  assert.deepEqual(schema.parse("off"), []);
  assert.deepEqual(schema.parse("uid"), ["uid"]);
  assert.deepEqual(schema.parse("uid, data_limit,uid"), ["data_limit", "uid"]);
});

Deno.test("sandboxLayersText() refuses other words and says which there are", () => {
  for (const text of ["", "on", "UID", "uid,", "uid,ptrace", "auto,uid"]) {
    const { error } = schema.safeParse(text);
    assert.match(
      error?.issues[0]?.message ?? "",
      /^must be auto, off, or some of cgroup_memory, .* no_new_privileges with/,
      text,
    );
  }
});
