import { strict as assert } from "node:assert";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { embeddedIn } from "./embedded.ts";

const SAMPLES = {
  "team_registry.yaml": "teams: []\n",
  "strategies/README.md": "# é\n",
  "strategies/starter/strategy.ts": "export class S {}\n",
  "src/sdk/dist/qtc.d.ts": "declare module 'qtc' {}\n",
  "src/sdk/dist/qtc.js": "export {};\n",
};
const WRITTEN = {
  "team_registry.yaml": SAMPLES["team_registry.yaml"],
  "strategies/README.md": SAMPLES["strategies/README.md"],
  "strategies/starter/strategy.ts": SAMPLES["strategies/starter/strategy.ts"],
  "qtc.d.ts": SAMPLES["src/sdk/dist/qtc.d.ts"],
  ".qtc/qtc.js": SAMPLES["src/sdk/dist/qtc.js"],
};

Deno.test("embeddedIn() takes a checkout's registry and strategies", () => {
  using temp = tempFolder({ ...SAMPLES, "main.ts": "", "src/a.ts": "" });
  const embedded = embeddedIn(temp.program);
  assertWritten(embedded.samples());
  assert.equal(
    embedded.version(),
    `qtc from its sources, Deno ${Deno.version.deno}`,
  );
});

Deno.test("embeddedIn() takes what the build has put beside a binary's program", () => {
  using temp = tempFolder({
    "build.json": JSON.stringify({
      version: "1.2.3",
      commit: "abc",
      deno: "2.7.11",
      base: "npm",
    }),
  });
  const assets = gzipSync(JSON.stringify(SAMPLES));
  Deno.writeFileSync(`${temp.path}/assets.json.gz`, assets);
  const embedded = embeddedIn(temp.program, true);
  assertWritten(embedded.samples());
  assert.equal(
    embedded.version(),
    "qtc 1.2.3 (commit abc, Deno 2.7.11, base npm)",
  );
});

/** The files of the checkout, and settings that name each other. */
function assertWritten(samples: Record<string, string>): void {
  const { "deno.json": deno, "tsconfig.json": tsconfig, ...files } = samples;
  assert.deepEqual(files, WRITTEN);
  const { imports, compilerOptions } = JSON.parse(deno ?? "");
  assert.equal(imports.qtc, "./.qtc/qtc.js");
  assert.deepEqual(compilerOptions.types, ["./qtc.d.ts"]);
  assert.deepEqual(JSON.parse(tsconfig ?? "").include, ["**/*.ts"]);
}

function tempFolder(files: Readonly<Record<string, string>>) {
  const path = Deno.makeTempDirSync({ prefix: "qtc embedded " });
  for (const [name, text] of Object.entries(files)) {
    const file = `${path}/${name}`;
    Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(file, text);
  }
  return {
    path,
    program: pathToFileURL(`${path}/main.ts`).href,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
