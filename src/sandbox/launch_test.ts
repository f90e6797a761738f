import { strict as assert } from "node:assert";
import { launchers } from "./launch.ts";

Deno.test("launchers() runs the binary's hidden words, or the sources", () => {
  const binary = launchers(true);
  assert.deepEqual(binary.host, {
    command: Deno.execPath(),
    args: ["strategy-host"],
    env: {},
  });
  assert.deepEqual(binary.packer.args, ["strategy-packer"]);
  const { host } = launchers(false);
  assert.match(host.args.at(-1) ?? "", /\/src\/sandbox\/host\.ts$/);
  assert.ok(host.args.includes("--no-prompt"));
  assert.ok(!host.args.includes("-A"));
});
