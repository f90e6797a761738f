import { strict as assert } from "node:assert";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fromNumber } from "../domain/decimal.ts";
import { withFolder } from "./fixture_test.ts";
import { readAmounts, readCandidate, readParams } from "./strategy_source.ts";

const FITS = "{ generate_signal() {} }";

/** The entry point that is found in a strategy of one file. */
async function entryOf(path: string, text: string, entry?: string) {
  writeFileSync(path, text);
  const found = await readCandidate({ path, ...(entry && { entry }) });
  return "entryPoint" in found ? found.entryPoint : found;
}

Deno.test("readCandidate() finds the only class that fits, or the one to complain of", () =>
  withFolder(async (folder) => {
    const path = join(folder, "main.ts");
    const found = (text: string) => entryOf(path, text);
    assert.equal(await found(`export class A ${FITS}`), "main:A");
    assert.equal(
      await found(`export class A {}\nexport class B ${FITS}`),
      "main:B",
    );
    assert.equal(await found("export class A {}"), "main:A");
    assert.equal(await found("nothing"), "main:MyStrategy");
    assert.equal(await entryOf(path, "nothing", "x/y:Z"), "x/y:Z");
  }));

/** What is wrong with the name of a strategy in one file of a folder. */
async function nameFaultOf(folder: string, file: string, text: string) {
  const path = join(folder, "s");
  mkdirSync(dirname(join(path, file)), { recursive: true });
  writeFileSync(join(path, file), text);
  const found = await readCandidate({ path });
  rmSync(path, { recursive: true });
  assert.ok("files" in found);
  return found.fault;
}

Deno.test("readCandidate() refuses what no entry point can name", () =>
  withFolder(async (folder) => {
    const fault = (file: string, text: string) =>
      nameFaultOf(folder, file, text);
    for (
      const file of [
        "my.strategy.ts",
        "my strategy.js",
        "stratégie.ts",
        "a b/s.ts",
      ]
    ) {
      for (const text of [`export class A ${FITS}`, "nothing"]) {
        assert.deepEqual(await fault(file, text), {
          type: "ImportError",
          message: `"${file}" cannot be in an entry_point: rename the file: ` +
            "letters (a to z), digits, - and _, also in the names of its folders",
        });
      }
    }
    const text = `// one\r export class Stratégie ${FITS}`;
    assert.deepEqual(await fault("strategy.ts", text), {
      type: "ImportError",
      message:
        "class Stratégie cannot be in an entry_point: rename the class: " +
        "letters (a to z), digits, _ and $ (strategy.ts:2:9)",
    });
    assert.equal(
      await fault("a-b/s_1.ts", `export class $A ${FITS}`),
      undefined,
    );
    const both = `${text}\nexport class A ${FITS}`;
    assert.equal(await entryOf(join(folder, "main.ts"), both), "main:A");
  }));

Deno.test("readCandidate() says what has to be named or is not there", () =>
  withFolder(async (folder) => {
    const path = join(folder, "main.ts");
    await assert.rejects(
      entryOf(path, `export class A ${FITS}\nexport class B ${FITS}`),
      { code: "invalid", message: /there are main:A, main:B; name one/ },
    );
    await assert.rejects(entryOf(path, "", "A"), { message: /--entry "A"/ });
    await assert.rejects(readCandidate({ path: join(folder, "no") }), {
      code: "not_found",
    });
    mkdirSync(join(folder, "empty"));
    await assert.rejects(readCandidate({ path: join(folder, "empty") }), {
      message:
        /it has no \.ts or \.js file \(links, .* \.mts,.* do not count\)/,
    });
  }));

Deno.test("readCandidate() returns what the server could not read either", () =>
  withFolder(async (folder) => {
    const path = join(folder, "main.ts");
    writeFileSync(path, new Uint8Array([0x41, 0xff, 0x42]));
    const found = await readCandidate({ path });
    assert.ok("type" in found);
    assert.equal(found.type, "PackageError");
    assert.match(found.message, /main\.ts.*UTF-8/);
  }));

Deno.test("readParams() takes JSON and files of it, and nothing but objects", () =>
  withFolder((folder) => {
    const path = join(folder, "params.json");
    writeFileSync(path, '{"rows": 5}');
    assert.deepEqual(readParams(undefined), {});
    assert.deepEqual(readParams(' {"a": [1]}'), { a: [1] });
    assert.deepEqual(readParams(path), { rows: 5 });
    writeFileSync(path, "[1]");
    assert.throws(() => readParams(" [1]"), {
      message: 'Cannot use --params " [1]": it must be an object such as ' +
        '{"rows": 5}',
    });
    const wrong = [
      path,
      "{",
      '"x"',
      "nothing",
      `{"a":"${"x".repeat(70_000)}"}`,
    ];
    for (const text of wrong) {
      assert.throws(() => readParams(text), { code: "invalid" });
    }
  }));

Deno.test("readAmounts() takes dollars and whole minutes", () => {
  assert.deepEqual(readAmounts({}, 30), {
    cash: fromNumber(10_000),
    minutes: 30,
  });
  assert.deepEqual(readAmounts({ cash: "2500.50", minutes: "5" }, 30), {
    cash: fromNumber(2_500.5),
    minutes: 5,
  });
  for (const minutes of ["0", "-1", "1.5", "x", "", "10001"]) {
    assert.throws(() => readAmounts({ minutes }, 30), { code: "invalid" });
  }
  assert.throws(() => readAmounts({ cash: "-5" }, 30), { code: "invalid" });
});
