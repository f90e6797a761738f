import { strict as assert } from "node:assert";
import { run } from "./run.ts";

Deno.test("run() returns stdout when the program succeeds", async () => {
  const text = await run("sh", ["-c", 'echo "$WORD"; pwd; echo no >&2'], {
    cwd: "/",
    env: { WORD: "a" },
  });
  assert.equal(text, "a\n/\n");
});

Deno.test("run() throws with stderr when the program fails", async () => {
  await assert.rejects(
    run("sh", ["-c", "echo why >&2; exit 3"]),
    /exit code is 3\nwhy/,
  );
});

Deno.test("run() throws when the program is not installed", async () => {
  await assert.rejects(
    run("no-such-program", []),
    /is no-such-program installed\?/,
  );
});
