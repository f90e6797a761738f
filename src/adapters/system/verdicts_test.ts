import { strict as assert } from "node:assert";
import { verdictStore } from "./verdicts.ts";

const FAULT = { type: "SyntaxError", message: "no (a.ts:1:2)" };
const VERSION = { code: "f00", entryPoint: "a:S", params: { fast: 5 } };

Deno.test("verdictStore() knows what has passed, with these params alone", () => {
  const dataDir = Deno.makeTempDirSync({ prefix: "qtc-verdicts-" });
  try {
    const store = verdictStore(dataDir, "");
    assert.equal(store.hasPassed("a", VERSION), false);
    store.notePassed("a", VERSION);
    store.notePassed("a", VERSION);
    const again = verdictStore(dataDir, "other terms");
    assert.equal(again.hasPassed("a", VERSION), true);
    const others = [
      { ...VERSION, code: "f01" },
      { ...VERSION, entryPoint: "a:T" },
      { ...VERSION, params: { fast: 6 } },
      { ...VERSION, params: {} },
    ];
    assert.ok(others.every((other) => !again.hasPassed("a", other)));
    assert.equal(again.hasPassed("b", VERSION), false);

    const folder = `${dataDir}/team/a/strategy`;
    const [file, ...more] = [...Deno.readDirSync(folder)];
    assert.match(file!.name, /^[0-9a-f]{64}\.passed$/);
    assert.equal(more.length, 0);
    Deno.writeTextFileSync(`${folder}/${file!.name}`, "damaged");
    assert.equal(again.hasPassed("a", VERSION), false);
    again.notePassed("a", VERSION);
    assert.equal(again.hasPassed("a", VERSION), true);
  } finally {
    Deno.removeSync(dataDir, { recursive: true });
  }
});

Deno.test("notePassed() says unavailable when the disk refuses", () => {
  const path = Deno.makeTempFileSync();
  try {
    const store = verdictStore(path, "");
    const message = /^Cannot keep the verdict on "a": /;
    const refused = { code: "unavailable", message };
    assert.throws(() => store.notePassed("a", VERSION), refused);
    assert.throws(() => store.noteRefused("a", VERSION, FAULT), refused);
  } finally {
    Deno.removeSync(path);
  }
});

Deno.test("refusalOf() knows what was refused, under these terms alone", () => {
  const dataDir = Deno.makeTempDirSync({ prefix: "qtc-verdicts-" });
  try {
    const store = verdictStore(dataDir, "5 s");
    assert.equal(store.refusalOf("a", VERSION), undefined);
    store.noteRefused("a", VERSION, { ...FAULT, isTransient: true });
    const again = verdictStore(dataDir, "5 s");
    assert.deepEqual(again.refusalOf("a", VERSION), FAULT);
    assert.equal(again.hasPassed("a", VERSION), false);
    assert.equal(again.refusalOf("b", VERSION), undefined);
    const other = { ...VERSION, params: {} };
    assert.equal(again.refusalOf("a", other), undefined);
    const longer = verdictStore(dataDir, "9 s");
    assert.equal(longer.refusalOf("a", VERSION), undefined);

    const folder = `${dataDir}/team/a/strategy`;
    const [file, ...more] = [...Deno.readDirSync(folder)];
    assert.match(file!.name, /^[0-9a-f]{64}\.refused$/);
    assert.equal(more.length, 0);
    const path = `${folder}/${file!.name}`;
    const text = Deno.readTextFileSync(path);
    const [line = ""] = text.split("\n");
    for (
      const damaged of ["", text.slice(1), line, `${line}\n{`, `${line}\n{}`]
    ) {
      Deno.writeTextFileSync(path, damaged);
      assert.equal(again.refusalOf("a", VERSION), undefined, damaged);
    }
  } finally {
    Deno.removeSync(dataDir, { recursive: true });
  }
});

Deno.test("hasPassed() and refusalOf() know nothing where a folder is in the way", () => {
  const dataDir = Deno.makeTempDirSync({ prefix: "qtc-verdicts-" });
  try {
    const store = verdictStore(dataDir, "");
    store.notePassed("a", VERSION);
    store.noteRefused("a", VERSION, FAULT);
    const folder = `${dataDir}/team/a/strategy`;
    for (const { name } of [...Deno.readDirSync(folder)]) {
      Deno.removeSync(`${folder}/${name}`);
      Deno.mkdirSync(`${folder}/${name}`);
    }
    assert.equal(store.hasPassed("a", VERSION), false);
    assert.equal(store.refusalOf("a", VERSION), undefined);
  } finally {
    Deno.removeSync(dataDir, { recursive: true });
  }
});
