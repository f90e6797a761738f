import { strict as assert } from "node:assert";
import { stdoutLines, writeAll } from "./stdout.ts";

Deno.test("writeAll() goes on after a partial write", () => {
  const written: number[] = [];
  writeAll({
    writeSync(bytes) {
      const taken = bytes.subarray(0, 3);
      written.push(...taken);
      return taken.length;
    },
  }, "progress ✓\n");
  assert.equal(
    new TextDecoder().decode(new Uint8Array(written)),
    "progress ✓\n",
  );
});

Deno.test("writeAll() is silent when the reader has gone", () => {
  let calls = 0;
  writeAll({
    writeSync() {
      calls++;
      throw new Deno.errors.BrokenPipe();
    },
  }, "a");
  assert.equal(calls, 1);
});

Deno.test("stdoutLines() returns a printer", () => {
  assert.equal(typeof stdoutLines(), "function");
});
