import { strict as assert } from "node:assert";
import { faultOf, refusal } from "./pack_fault.ts";

const error = (more: object) => ({
  id: "",
  pluginName: "",
  text: "Unexpected",
  location: { file: "strategy:a/b.ts", line: 3, column: 4 },
  ...more,
});

Deno.test("faultOf() says file, line, column and how many more", () => {
  assert.deepEqual(faultOf({ errors: [error({}), error({})] }), {
    type: "SyntaxError",
    message: "Unexpected (a/b.ts:3:5), and 1 more",
  });
  assert.deepEqual(
    faultOf({ errors: [error({ id: "direct-eval", location: null })] }),
    {
      type: "ImportError",
      message: "eval() is not there: write out what it would run",
    },
  );
  assert.equal(
    faultOf(new Error("boom")).message,
    "Cannot pack the strategy: Error: boom",
  );
});

Deno.test("faultOf() counts characters where esbuild counts bytes", () => {
  const lineText = '"é💡" + ;';
  const column = new TextEncoder().encode('"é💡" + ').length;
  const location = { file: "strategy:a.ts", line: 1, column, lineText };
  assert.equal(
    faultOf({ errors: [error({ location })] }).message,
    "Unexpected (a.ts:1:9)", // the lamp is two of JavaScript's
  );
});

Deno.test("refusal() lets files of the package through, and says of others what to do", () => {
  const modules = ["qtc", "qtc/stats"];
  for (const path of ["./a.ts", "../a", "./a/b.js", "./a.b"]) {
    assert.equal(refusal(path, "import-statement", modules), undefined);
  }
  assert.equal(
    refusal("a", "import-statement", modules),
    'cannot import "a": only "qtc", "qtc/stats" and files of the strategy\'s own ' +
      'folder, such as "./rules.ts"',
  );
  assert.match(
    refusal("x".repeat(9999), "import-statement", modules) ?? "",
    /^.{200,400}$/,
  );
  assert.equal(
    refusal("./a.ts", "url-token", modules),
    "url-token is not there",
  );
});
