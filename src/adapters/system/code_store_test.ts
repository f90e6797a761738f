import { strict as assert } from "node:assert";
import { codeFaults, codeStore } from "./code_store.ts";

const CODE = { script: "run();\n", map: '{"version":3}' };
const SOURCES = {
  "strategy.ts": "export class S {}\n",
  "src/deep/signals.ts": "export const é = 1;\n",
};

Deno.test("codeStore() keeps a version with its sources", () => {
  using temp = tempFolder();
  const store = codeStore(temp.path);
  assert.equal(store.has("a", "f00"), false);
  assert.equal(store.load("a", "f00"), undefined);
  store.save("a", "f00", CODE, SOURCES);
  assert.equal(store.has("a", "f00"), true);
  assert.deepEqual(codeStore(temp.path).load("a", "f00"), CODE);
  assert.equal(store.has("a", "bar"), false);
  assert.equal(store.has("b", "f00"), false);
  const folder = `${temp.path}/team/a/strategy/f00/source`;
  for (const [name, text] of Object.entries(SOURCES)) {
    assert.equal(Deno.readTextFileSync(`${folder}/${name}`), text);
  }
  assert.deepEqual(list(`${temp.path}/team/a/strategy`), ["f00"]);
});

Deno.test("codeStore() never changes a version, and keeps older ones", () => {
  using temp = tempFolder();
  const store = codeStore(temp.path);
  store.save("a", "f00", CODE, SOURCES);
  store.save("a", "f00", { script: "other", map: "{}" }, {});
  store.save("a", "bar", { script: "newer", map: "{}" }, {});
  assert.deepEqual(store.load("a", "f00"), CODE);
  assert.equal(store.load("a", "bar")?.script, "newer");
  assert.deepEqual(list(`${temp.path}/team/a/strategy`), ["bar", "f00"]);
});

Deno.test("codeStore() does not have what a crash has left half-written", () => {
  using temp = tempFolder();
  const store = codeStore(temp.path);
  const half = `${temp.path}/team/a/strategy/f00.new`;
  Deno.mkdirSync(`${half}/source`, { recursive: true });
  Deno.writeTextFileSync(`${half}/bundle.js`, "ru");
  Deno.writeTextFileSync(`${half}/source/gone.ts`, "old");
  assert.equal(store.has("a", "f00"), false);
  assert.equal(store.load("a", "f00"), undefined);
  store.save("a", "f00", CODE, SOURCES);
  assert.deepEqual(store.load("a", "f00"), CODE);
  assert.deepEqual(list(`${temp.path}/team/a/strategy`), ["f00"]);
  assert.deepEqual(list(`${temp.path}/team/a/strategy/f00/source`), [
    "src",
    "strategy.ts",
  ]);
});

Deno.test("codeStore() makes a version whole again that was damaged by hand", () => {
  using temp = tempFolder();
  const store = codeStore(temp.path);
  store.save("a", "f00", CODE, SOURCES);
  Deno.removeSync(`${temp.path}/team/a/strategy/f00/bundle.js.map`);
  assert.equal(store.has("a", "f00"), false);
  assert.equal(store.load("a", "f00"), undefined);
  store.save("a", "f00", CODE, SOURCES);
  assert.deepEqual(store.load("a", "f00"), CODE);
});

Deno.test("save() says unavailable and keeps nothing when the disk refuses", () => {
  using temp = tempFolder();
  const store = codeStore(temp.path);
  Deno.writeTextFileSync(`${temp.path}/team`, "in the way");
  assert.throws(() => store.save("a", "f00", CODE, SOURCES), {
    code: "unavailable",
    message: /^Cannot keep the strategy of "a": /,
  });
  Deno.removeSync(`${temp.path}/team`);
  // A source that cannot be written, after the script has been.
  const sources = { "a": "", "a/b": "" };
  assert.throws(() => store.save("a", "f00", CODE, sources), {
    code: "unavailable",
  });
  assert.equal(store.has("a", "f00"), false);
  store.save("a", "f00", CODE, SOURCES);
  assert.deepEqual(store.load("a", "f00"), CODE);
});

Deno.test("codeStore() does not run a version that was changed, and makes it anew", () => {
  using temp = tempFolder();
  const store = codeStore(temp.path);
  store.save("a", "f00", CODE, SOURCES);
  const version = `${temp.path}/team/a/strategy/f00`;
  for (const name of ["bundle.js", "bundle.js.map", "digests.json"]) {
    Deno.writeTextFileSync(`${version}/${name}`, "x", { append: true });
    assert.equal(store.has("a", "f00"), false, name);
    assert.equal(store.load("a", "f00"), undefined);
    store.save("a", "f00", CODE, SOURCES);
    assert.deepEqual(store.load("a", "f00"), CODE);
  }
});

Deno.test("codeStore() runs a version that was saved without digests", () => {
  using temp = tempFolder();
  const store = codeStore(temp.path);
  store.save("a", "f00", CODE, SOURCES);
  Deno.removeSync(`${temp.path}/team/a/strategy/f00/digests.json`);
  assert.deepEqual(store.load("a", "f00"), CODE);
  assert.deepEqual(codeFaults(temp.path, "a", "f00"), []);
});

Deno.test("codeFaults() names each file that is gone or another", () => {
  using temp = tempFolder();
  const version = "team/a/strategy/f00";
  const faults = () => codeFaults(temp.path, "a", "f00");
  assert.deepEqual(faults(), [`${version} is missing`]);
  codeStore(temp.path).save("a", "f00", CODE, SOURCES);
  assert.deepEqual(faults(), []);
  const at = (name: string) => `${temp.path}/${version}/${name}`;
  Deno.writeTextFileSync(at("bundle.js"), "run(1);\n");
  Deno.removeSync(at("source/src/deep/signals.ts"));
  assert.deepEqual(faults(), [
    `${version}/bundle.js is another than was saved`,
    `${version}/source/src/deep/signals.ts is missing`,
  ]);
  Deno.writeTextFileSync(at("digests.json"), "[]");
  assert.deepEqual(faults(), [`${version}/digests.json cannot be read`]);
});

function list(path: string): string[] {
  return [...Deno.readDirSync(path)].map(({ name }) => name).sort();
}

function tempFolder() {
  const path = Deno.makeTempDirSync({ prefix: "qtc-code-" });
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
