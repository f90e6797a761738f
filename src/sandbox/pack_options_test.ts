import { strict as assert } from "node:assert";
import { esbuildOptions, faultOf } from "./pack_options.ts";

Deno.test("faultOf() says file, line, column and how many more", () => {
  const error = (more: object) => ({
    id: "",
    pluginName: "",
    text: "Unexpected",
    location: { file: "strategy:a/b.ts", line: 3, column: 4 },
    ...more,
  });
  assert.deepEqual(faultOf({ errors: [error({}), error({})] }), {
    type: "SyntaxError",
    message: "Unexpected (a/b.ts:3:5), and 1 more",
  });
  assert.deepEqual(
    faultOf({ errors: [error({ id: "empty-import-meta", location: null })] }),
    {
      type: "ImportError",
      message: "import.meta is not there",
    },
  );
  assert.equal(
    faultOf(new Error("boom")).message,
    "Cannot pack the strategy: Error: boom",
  );
});

Deno.test("esbuildOptions() never lets an import be printed", () => {
  const options = esbuildOptions({ files: {}, entry: "strategy" });
  assert.equal(options.supported?.["dynamic-import"], false);
  assert.equal(options.bundle, true);
  assert.equal(options.write, false);
});
