import { strict as assert } from "node:assert";
import { minify } from "./minify.ts";

Deno.test("minify() keeps what closes a file that is used once", async () => {
  const code = await minify(
    "export function sizeOf(path) {\n  using file = open(path);\n" +
      "  return file.size;\n}\nfunction open(path) {\n  return path; }\n",
  );
  assert.match(code, /\{using \w+=\w+\(\w+\);return \w+\.size\}/);
});

Deno.test("minify() shortens", async () => {
  const long =
    "const someLongName = 1;\n\n// a remark\nexport { someLongName as x };\n";
  assert.ok((await minify(long)).length < long.length / 1.5);
});
