import { strict as assert } from "node:assert";
import { strategyPacker } from "../../src/sandbox/bundle.ts";
import { launchers } from "../../src/sandbox/launch.ts";
import type { PackageFiles } from "../../src/sandbox/package.ts";
import { madeZip } from "../../src/sandbox/zip_fixture_test.ts";
import { zipPackage } from "../../src/sandbox/zip_package.ts";
import { Stage, wall } from "./stage.ts";

/** Names of files, without `.ts`, that would be code where somebody writes them into a script. */
const NAMES = [
  "a\nglobalThis.pwned = 1;//",
  "a\rglobalThis.pwned = 1;//",
  "a\u2028globalThis.pwned = 1;//",
  "a\u2029globalThis.pwned = 1;//",
  "*/globalThis.pwned = 1;/*",
  '"+(globalThis.pwned = 1)+"',
  "'+(globalThis.pwned = 1)+'",
  "`${globalThis.pwned = 1}`",
  "a\n//# sourceMappingURL=file:///etc/hostname\n",
  "\\u000aglobalThis.pwned = 1;//",
  "a\\",
  "<!--",
  "-->",
  "x:y",
  "a?b#c",
  "%2e%2e",
  "a b'c\"d`e$f{g}",
  "a\0b",
  "\u202e",
  "__proto__",
  "constructor",
];

Deno.test("no name of a file becomes code, be it a module's or a CommonJS file's", async () => {
  const imports = NAMES.map((name, i) =>
    `import { x as x${i} } from ${JSON.stringify(`./${name}.ts`)};\n`
  );
  const sum = NAMES.map((_, i) => `x${i}`).join(" + ");
  const reader = `${imports.join("")}export class S {
    generate_signal() { console.log(typeof globalThis.pwned, ${sum}); }
  }`;
  const sources = ["export const x = 1;", "exports.x = 1;"].map((text) => ({
    "s.ts": reader,
    ...Object.fromEntries(NAMES.map((name) => [`${name}.ts`, text])),
  }));
  const said = `undefined ${NAMES.length}`;
  assert.deepEqual(await logsOf(sources, "s"), [said, said]);
});

Deno.test("a ZIP with folders, marks and foreign line ends runs from a folder in it", async () => {
  const bytes = madeZip(
    { name: "team/README.md", text: "# Team" },
    {
      name: "team/src/deep/strategy.ts",
      text: '\ufeffimport { rate } from "../rules.ts";\r\n' +
        "export class S { generate_signal() { console.log(rate); } }\r\n",
    },
    { name: "team/src/rules.ts", text: "export const rate = 7;\r" },
    { name: "team/src/rules_test.ts", text: "this is no TypeScript" },
    { name: "__MACOSX/team/._rules.ts", text: "\0\0" },
  );
  const files = await zipPackage(bytes);
  assert.deepEqual(Object.keys(files), [
    "src/deep/strategy.ts",
    "src/rules.ts",
  ]);
  assert.deepEqual(await logsOf([files], "src/deep/strategy"), ["7"]);
});

/** Packs strategies and returns what each writes in its first minute. */
async function logsOf(
  sources: readonly PackageFiles[],
  entry: string,
): Promise<string[]> {
  const { host, packer } = launchers(false);
  const packed = await strategyPacker({ launch: packer, wall })
    .packAll(sources.map((files) => ({ files, entry })));
  const actors = packed.map((bundle, i) => {
    assert.ok("script" in bundle, `${i}: ${JSON.stringify(bundle)}`);
    const entryPoint = `${entry}:S`;
    return { id: `team-${i}`, bundle, entryPoint, params: {} };
  });
  await using stage = new Stage({
    ...{ host, timeoutMs: 10_000, memoryMb: 400, slots: 2 },
  });
  const runs = await stage.next(actors);
  return actors.map(({ id }) => {
    const { outcome, log, error } = runs.get(id)!;
    assert.equal(outcome, "ok", error?.message);
    return log;
  });
}
