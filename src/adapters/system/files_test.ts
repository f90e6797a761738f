import { strict as assert } from "node:assert";
import {
  exists,
  fileStamp,
  folderExists,
  folderStamp,
  readIfThere,
  readText,
  write,
} from "./files.ts";

const TS = [".ts"];

Deno.test("exists() and folderExists() tell files, folders and nothing apart", () => {
  using temp = tempFolder();
  Deno.writeTextFileSync(`${temp.path}/file`, "");
  const found = ["", "/file", "/none", "/file/below"].map((name) => {
    const path = `${temp.path}${name}`;
    return [exists(path), folderExists(path)];
  });
  assert.deepEqual(found, [
    [true, true],
    [true, false],
    [false, false],
    [false, false],
  ]);
});

Deno.test("write() makes the folders above and never overwrites", () => {
  using temp = tempFolder();
  const path = `${temp.path}/a/b/file`;
  write(path, "one");
  assert.throws(() => write(path, "two"), Deno.errors.AlreadyExists);
  assert.equal(Deno.readTextFileSync(path), "one");
});

Deno.test("readText() returns the text or says what cannot be read, and why", () => {
  using temp = tempFolder();
  const path = `${temp.path}/file`;
  assert.throws(() => readText("registry", path), {
    code: "invalid",
    message: `Cannot read registry "${path}": there is no such file`,
  });
  Deno.writeTextFileSync(path, "é");
  assert.equal(readText("registry", path), "é");
  assert.throws(() => readText("universe", temp.path), {
    code: "invalid",
    message: /^Cannot read universe ".*": .*directory/i,
  });
});

Deno.test("readIfThere() is empty without a file, and not silent about others", () => {
  using temp = tempFolder();
  const path = `${temp.path}/.env`;
  assert.equal(readIfThere("settings", path), "");
  Deno.writeTextFileSync(path, "A=1");
  assert.equal(readIfThere("settings", path), "A=1");
  assert.throws(() => readIfThere("settings", temp.path), { code: "invalid" });
});

Deno.test("fileStamp() changes with the time, the size, the file and its absence", () => {
  using temp = tempFolder();
  const path = `${temp.path}/file`;
  const stamps = new Set<string>();
  const note = (): void => void stamps.add(fileStamp(path));
  note();
  Deno.writeTextFileSync(path, "one");
  Deno.utimeSync(path, 1_000, 1_000);
  note();
  Deno.utimeSync(path, 1_001, 1_001);
  note();
  Deno.writeTextFileSync(path, "four");
  Deno.utimeSync(path, 1_001, 1_001);
  note();
  // As editors save: another file of the same name, size and time.
  Deno.writeTextFileSync(`${path}.new`, "five");
  Deno.renameSync(`${path}.new`, path);
  Deno.utimeSync(path, 1_001, 1_001);
  note();
  assert.equal(stamps.size, 5);
  note();
  Deno.removeSync(path);
  note();
  assert.equal(stamps.size, 5);
});

Deno.test("folderStamp() changes with an edit, a new, a removed and a renamed file", () => {
  using temp = tempFolder();
  const put = (name: string): void => write(`${temp.path}/${name}`, name);
  put("strategy.ts");
  put("src/deep/signals.ts");
  const stamps = [folderStamp(temp.path, TS)];
  const changed = (what: string): void => {
    const now = folderStamp(temp.path, TS);
    assert(!stamps.includes(now), what);
    assert.equal(folderStamp(temp.path, TS), now);
    stamps.push(now);
  };
  const before = stamps[0];
  Deno.writeTextFileSync(`${temp.path}/src/deep/signals.ts`, "edited");
  changed("edited");
  put("src/new.ts");
  changed("added");
  Deno.removeSync(`${temp.path}/src/new.ts`);
  assert.equal(folderStamp(temp.path, TS), stamps[1]);
  Deno.renameSync(`${temp.path}/strategy.ts`, `${temp.path}/renamed.ts`);
  changed("renamed");
  Deno.removeSync(`${temp.path}/src`, { recursive: true });
  changed("removed");
  assert.notEqual(before, stamps[1]);
});

Deno.test("folderStamp() looks at files of its endings only, none hidden or of packages", () => {
  using temp = tempFolder();
  const put = (name: string): void => write(`${temp.path}/${name}`, name);
  put("strategy.ts");
  const before = folderStamp(temp.path, TS);
  for (
    const name of [
      ".git/a.ts",
      ".a.ts",
      "node_modules/a.ts",
      "src/node_modules/b/a.ts",
      "notes.md",
      "ats",
    ]
  ) put(name);
  assert.equal(folderStamp(temp.path, TS), before);
  put("ab.js");
  assert.notEqual(folderStamp(temp.path, [".ts", ".js"]), before);
});

Deno.test("folderStamp() of an empty folder is not that of a missing one", () => {
  using temp = tempFolder();
  assert.equal(folderStamp(temp.path, TS), "");
  assert.equal(folderStamp(`${temp.path}/none`, TS), "missing");
});

Deno.test("folderStamp() is bounded in depth and files", () => {
  using temp = tempFolder();
  const deep = (levels: number): string =>
    `${temp.path}/deep/${"d/".repeat(levels)}`;
  write(`${deep(9)}at10.ts`, ""); // deep itself is the first level
  const before = folderStamp(temp.path, TS);
  assert.match(before, /at10/);
  write(`${deep(10)}at11.ts`, "");
  assert.equal(folderStamp(temp.path, TS), before);
  // A folder that contains itself ends as well.
  Deno.symlinkSync(temp.path, `${temp.path}/deep/loop`);
  assert.equal(folderStamp(temp.path, TS), before);

  Deno.mkdirSync(`${temp.path}/many`);
  for (let i = 0; i < 2_010; i++) {
    Deno.writeTextFileSync(`${temp.path}/many/${i}.ts`, "");
  }
  assert.equal(folderStamp(temp.path, TS).split("\n").length, 2_000);
});

function tempFolder() {
  const path = Deno.makeTempDirSync({ prefix: "qtc-files-" });
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
