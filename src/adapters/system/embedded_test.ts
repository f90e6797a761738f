import { strict as assert } from "node:assert";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { embeddedIn } from "./embedded.ts";

const SAMPLES = {
  "team_registry.yaml": "teams: []\n",
  "strategies/README.md": "# é\n",
  "strategies/starter/strategy.ts": "export class S {}\n",
  "src/sdk/qtc.ts": "export type Bars = 1;\n",
};
const WRITTEN = {
  "team_registry.yaml": SAMPLES["team_registry.yaml"],
  "strategies/README.md": SAMPLES["strategies/README.md"],
  "strategies/starter/strategy.ts": SAMPLES["strategies/starter/strategy.ts"],
  "strategies/qtc.ts": SAMPLES["src/sdk/qtc.ts"],
  "deno.json": '{\n  "imports": {\n    "qtc": "./strategies/qtc.ts"\n  }\n}\n',
};

Deno.test("embeddedIn() takes a checkout's registry and strategies", () => {
  using temp = tempFolder({ ...SAMPLES, "main.ts": "", "src/a.ts": "" });
  const embedded = embeddedIn(temp.program);
  assert.deepEqual(embedded.samples(), WRITTEN);
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
  assert.deepEqual(embedded.samples(), WRITTEN);
  assert.equal(
    embedded.version(),
    "qtc 1.2.3 (commit abc, Deno 2.7.11, base npm)",
  );
});

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
