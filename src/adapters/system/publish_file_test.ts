import { strict as assert } from "node:assert";
import type { Publish } from "../../ports/publish.ts";
import {
  publishFile,
  publishWith,
  syncFolder,
  writeSynced,
} from "./publish_file.ts";

Deno.test("publishFile() makes the folders and the file with its mode", () => {
  using temp = tempFolder();
  const path = `${temp.path}/a/b/file.json`;
  publishFile(path, "one é\n");
  assert.equal(Deno.readTextFileSync(path), "one é\n");
  assert.equal(modeOf(path), 0o644 & ~Deno.umask());
  publishFile(path, "two", 0o600);
  assert.equal(Deno.readTextFileSync(path), "two");
  assert.equal(modeOf(path), 0o600);
  assert.deepEqual(list(`${temp.path}/a/b`), ["file.json"]);
});

Deno.test("publishFile() replaces what a crash has left beside, with its mode", () => {
  using temp = tempFolder();
  const path = `${temp.path}/file`;
  Deno.writeTextFileSync(`${path}.new`, "half of a long text", { mode: 0o666 });
  publishFile(path, "whole", 0o600);
  assert.equal(Deno.readTextFileSync(path), "whole");
  assert.equal(modeOf(path), 0o600);
  assert.deepEqual(list(temp.path), ["file"]);
});

Deno.test("publishFile() follows no link that lies beside", () => {
  using temp = tempFolder();
  const path = `${temp.path}/file`;
  Deno.writeTextFileSync(`${temp.path}/other`, "kept");
  Deno.symlinkSync(`${temp.path}/other`, `${path}.new`);
  publishFile(path, "whole");
  assert.equal(Deno.readTextFileSync(`${temp.path}/other`), "kept");
  assert.equal(Deno.readTextFileSync(path), "whole");
});

Deno.test("publishFile() throws and keeps the old file when it cannot write", () => {
  using temp = tempFolder();
  const path = `${temp.path}/file`;
  publishFile(path, "old");
  Deno.mkdirSync(`${path}.new/full`, { recursive: true });
  assert.throws(() => publishFile(path, "new"));
  assert.equal(Deno.readTextFileSync(path), "old");
  assert.throws(() => publishFile(`${path}/below`, "new"));
  assert.throws(() => publishFile(temp.path, "new"));
});

Deno.test("publishFile() shows readers the old text or the new one, never a torn one", async () => {
  using temp = tempFolder();
  const path = `${temp.path}/file`;
  const text = (letter: string): string => letter.repeat(300_000);
  publishFile(path, text("a"));
  const module = new URL("./publish_file.ts", import.meta.url).href;
  const script = `import { publishFile } from ${JSON.stringify(module)};
    for (let i = 1; ; i++) {
      publishFile(Deno.args[0], "ab"[i % 2].repeat(300_000));
    }`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "-A", "-", path],
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const stdin = child.stdin.getWriter();
  await stdin.write(new TextEncoder().encode(script));
  await stdin.close();
  let changes = 0;
  let before = "a";
  try {
    for (let reads = 0; reads < 5_000 && changes < 20; reads++) {
      const now = Deno.readTextFileSync(path);
      assert(now === text("a") || now === text("b"), `torn: ${now.length}`);
      if (!now.startsWith(before)) changes++;
      before = now[0] ?? "";
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  } finally {
    child.kill("SIGKILL"); // wherever it is
    await child.status;
  }
  assert.equal(changes, 20);
  const last = Deno.readTextFileSync(path);
  assert(last === text("a") || last === text("b"));
  publishFile(path, "whole");
  assert.deepEqual(list(temp.path), ["file"]);
});

Deno.test("publishWith() renames what is written beside, into folders that it makes", () => {
  using temp = tempFolder();
  const publish: Publish = publishWith;
  const path = `${temp.path}/a/b/file`;
  for (const text of ["one", "two"]) {
    publish(path, (beside) => {
      assert.notEqual(beside, path);
      assert.throws(() => Deno.statSync(beside), Deno.errors.NotFound);
      Deno.writeTextFileSync(beside, text, { createNew: true });
    });
    assert.equal(Deno.readTextFileSync(path), text);
  }
  assert.deepEqual(list(`${temp.path}/a/b`), ["file"]);
});

Deno.test("publishWith() leaves the old file, and nothing beside, when the writing throws", () => {
  using temp = tempFolder();
  const path = `${temp.path}/file`;
  publishFile(path, "old");
  assert.throws(() => publishWith(path, () => {}), Deno.errors.NotFound);
  const error = new RangeError("half-way");
  const half = (beside: string) => {
    Deno.writeTextFileSync(beside, "ne");
    throw error;
  };
  assert.throws(() => publishWith(path, half), (thrown) => thrown === error);
  assert.equal(Deno.readTextFileSync(path), "old");
  assert.deepEqual(list(temp.path), ["file"]);
});

Deno.test("publishWith() replaces what a crash has left beside", () => {
  using temp = tempFolder();
  const path = `${temp.path}/file`;
  Deno.writeTextFileSync(`${path}.new`, "half of a long text");
  publishWith(path, (beside) => Deno.writeTextFileSync(beside, "whole"));
  assert.equal(Deno.readTextFileSync(path), "whole");
  assert.deepEqual(list(temp.path), ["file"]);
});

Deno.test("writeSynced() writes a new file only", () => {
  using temp = tempFolder();
  const path = `${temp.path}/file`;
  writeSynced(path, "text", 0o600);
  assert.throws(() => writeSynced(path, "other"), Deno.errors.AlreadyExists);
  assert.equal(Deno.readTextFileSync(path), "text");
  assert.equal(modeOf(path), 0o600);
});

Deno.test("syncFolder() wants a folder that is there", () => {
  using temp = tempFolder();
  syncFolder(temp.path);
  assert.throws(() => syncFolder(`${temp.path}/none`), Deno.errors.NotFound);
});

function modeOf(path: string): number {
  return (Deno.statSync(path).mode ?? 0) & 0o777;
}

function list(path: string): string[] {
  return [...Deno.readDirSync(path)].map(({ name }) => name).sort();
}

function tempFolder() {
  const path = Deno.makeTempDirSync({ prefix: "qtc-publish-" });
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
