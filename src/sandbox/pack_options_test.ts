import { strict as assert } from "node:assert";
import { esbuildOptions } from "./pack_options.ts";

Deno.test("esbuildOptions() never lets an import be printed", () => {
  const options = esbuildOptions({ files: {}, entry: "strategy" }, {});
  assert.equal(options.supported?.["dynamic-import"], false);
  assert.equal(options.bundle, true);
  assert.equal(options.write, false);
});
