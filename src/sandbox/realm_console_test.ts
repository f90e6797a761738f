import { strict as assert } from "node:assert";
import { installConsole } from "./realm_console.ts";
import { saveOwn } from "./realm_own.ts";

/** A console of 90 characters in a global of its own. */
function make() {
  const global = {} as typeof globalThis;
  const recorder = installConsole(saveOwn(), global, 90);
  return { out: global.console, recorder };
}

Deno.test("installConsole() records lines and forgets them when taken", () => {
  const { out, recorder } = make();
  out.log("a", 1, { b: [2] }, null, undefined, 3n);
  out.warn(new RangeError("no"));
  out.assert(true, "not");
  out.table([1]);
  assert.equal(
    recorder.take(),
    'a 1 {"b":[2]} null undefined 3\nRangeError: no',
  );
  assert.equal(recorder.take(), "");
});

Deno.test("installConsole() cuts at its limit and shows what throws", () => {
  const { out, recorder } = make();
  out.log({
    toJSON() {
      throw 1;
    },
  });
  out.log("x".repeat(1000));
  out.log("more");
  const text = recorder.take();
  assert.equal(text.length, 90);
  assert.match(
    text,
    /^\[cannot be shown\]\nx+\n… cut: the log of a minute is full$/,
  );
  out.log("again");
  assert.equal(recorder.take(), "again");
});
