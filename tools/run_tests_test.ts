import { strict as assert } from "node:assert";
import { fileURLToPath } from "node:url";
import { countTests } from "./run_tests.ts";

Deno.test("countTests() returns the last summary when there are several", () => {
  const output =
    "x ... ok (1ms)\n\nok | 3 passed (4 steps) | 0 failed | 2 ignored (11ms)\n" +
    "\x1b[0m\x1b[31mFAILED\x1b[0m | 5 passed | 1 failed \x1b[38;5;245m(9ms)\x1b[0m\n";
  assert.deepEqual(countTests(output), { passed: 5, failed: 1, ignored: 0 });
});

Deno.test("countTests() returns the ignored when there are some", () => {
  const output = "ok | 3 passed (4 steps) | 0 failed | 2 ignored (11ms)\n";
  assert.deepEqual(countTests(output), { passed: 3, failed: 0, ignored: 2 });
});

Deno.test("countTests() returns undefined when there is no summary", () => {
  assert.equal(
    countTests("error: No test modules found\nsays ok | 3 passed\n"),
    undefined,
  );
});

for (
  const [what, source, code] of [
    ["0 when a test passes", 'Deno.test("a", () => {});', 0],
    [
      "1 when a test fails",
      'Deno.test("a", () => { throw new Error("no"); });',
      1,
    ],
    ["1 when there is no test", "export {};", 1],
    [
      "1 when every test is ignored",
      'Deno.test({ name: "a", ignore: true, fn() {} });',
      1,
    ],
  ] as const
) {
  Deno.test(`run_tests exits with ${what}`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${folder}/a_test.ts`, source);
      assert.equal(await runTests(folder), code);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

Deno.test("run_tests exits with 1 when a folder is missing", async () => {
  assert.equal(await runTests("/nowhere/at/all"), 1);
});

async function runTests(folder: string): Promise<number> {
  const script = fileURLToPath(new URL("./run_tests.ts", import.meta.url));
  const args = ["run", "--allow-all", "--no-check", script, folder];
  const { code } = await new Deno.Command(Deno.execPath(), {
    args,
    stdout: "null",
    stderr: "null",
  }).output();
  return code;
}
