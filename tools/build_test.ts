import { strict as assert } from "node:assert";
import { build, startSource } from "./build.ts";

const QTC = { name: "qtc", source: "main.ts", word: "" };

Deno.test("startSource() chooses by the first word when programs have one", () => {
  const worker = { name: "worker", source: "w.ts" };
  assert.equal(
    startSource([
      { name: "host", source: "h.ts", word: "strategy-host" },
      worker,
      QTC,
    ]),
    'const [word] = Deno.args;\nif (word === "strategy-host") await import("./host.js");\n' +
      'else await import("./qtc.js");\n',
  );
});

Deno.test("startSource() throws when no program takes the other words", () => {
  assert.throws(
    () => startSource([{ name: "host", source: "h.ts", word: "h" }]),
    /no program takes the other words/,
  );
});

Deno.test("build() names every missing source when there are some", async () => {
  const programs = [QTC, { name: "host", source: "src/h.ts", word: "h" }];
  const options = {
    root: "/nowhere",
    programs,
    assets: {},
    base: "npm",
    output: "/nowhere/qtc",
  } as const;
  await assert.rejects(
    build(options),
    /Cannot build: main.ts, src\/h.ts not found/,
  );
});
