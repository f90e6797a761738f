import { strict as assert } from "node:assert";
import { fileKeys, keyFaults, readOnlyKeys } from "./keys.ts";

Deno.test("fileKeys() makes a key for each team, in a file of mode 0600", () => {
  using folder = tempFolder();
  const path = `${folder.path}/deep/api_keys.json`;
  const keys = fileKeys(path);
  keys.ensure(["b", "a"]);
  const written = read(path);
  assert.deepEqual(Object.keys(written), ["a", "b"]);
  for (const [id, key] of Object.entries(written)) {
    assert.match(key, /^qtc_[A-Za-z0-9_-]{43}$/);
    assert.equal(keys.teamOf(key), id);
  }
  assert.notEqual(written["a"], written["b"]);
  assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
  assert.deepEqual([...Deno.readDirSync(`${folder.path}/deep`)].length, 1);
});

Deno.test("fileKeys() keeps keys that are there, and writes only when it must", () => {
  using folder = tempFolder();
  const path = `${folder.path}/api_keys.json`;
  const text = '{ "a": "old key" }';
  Deno.writeTextFileSync(path, text, { mode: 0o644 });
  const keys = fileKeys(path);
  assert.equal(keys.teamOf("old key"), "a");
  keys.ensure(["a"]);
  assert.equal(Deno.readTextFileSync(path), text);
  assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
  keys.ensure(["a", "b"]);
  assert.equal(read(path)["a"], "old key");
  assert.equal(keys.teamOf(read(path)["b"] ?? ""), "b");
});

Deno.test("ensure() keeps what was written into the file meanwhile", () => {
  using folder = tempFolder();
  const path = `${folder.path}/api_keys.json`;
  const keys = fileKeys(path);
  Deno.writeTextFileSync(path, '{"a":"by hand"}');
  keys.ensure(["a", "b"]);
  assert.equal(keys.teamOf("by hand"), "a");
});

Deno.test("teamOf() knows no other key", () => {
  using folder = tempFolder();
  const path = `${folder.path}/api_keys.json`;
  const keys = fileKeys(path);
  assert.equal(keys.teamOf(""), undefined);
  keys.ensure(["a"]);
  const key = read(path)["a"] ?? "";
  for (
    const wrong of ["", "a", key.slice(0, -1), `${key}x`, key.toUpperCase()]
  ) {
    assert.equal(keys.teamOf(wrong), undefined);
  }
  assert.equal(keys.teamOf("x".repeat(1_000_000)), undefined);
});

Deno.test("fileKeys() refuses a broken file, changes nothing and shows no key", () => {
  using folder = tempFolder();
  const path = `${folder.path}/api_keys.json`;
  const broken = [
    '{"a": "qtc_secret"',
    "qtc_secret",
    '["qtc_secret"]',
    "null",
    '{"a": 7}',
    '{"a": ""}',
    '{"a": "qtc_secret", "b": "qtc_secret"}',
  ];
  for (const text of broken) {
    Deno.writeTextFileSync(path, text);
    assert.throws(() => fileKeys(path), (error) => {
      assert(error instanceof Error);
      assert.equal("code" in error && error.code, "invalid");
      assert(!error.message.includes("secret"), error.message);
      assert.equal(error.cause, undefined);
      return true;
    });
    assert.equal(Deno.readTextFileSync(path), text);
  }
});

Deno.test("fileKeys() says unavailable when the file cannot be read or written", () => {
  using folder = tempFolder();
  Deno.writeTextFileSync(`${folder.path}/file`, "");
  assert.throws(() => fileKeys(folder.path), { code: "unavailable" });
  assert.throws(
    () => fileKeys(`${folder.path}/file/keys.json`).ensure(["a"]),
    { code: "unavailable" },
  );
});

Deno.test("ensure() is not stopped by what a crash has left beside", () => {
  using folder = tempFolder();
  const path = `${folder.path}/api_keys.json`;
  Deno.writeTextFileSync(`${path}.new`, "half");
  fileKeys(path).ensure(["a"]);
  assert.deepEqual(Object.keys(read(path)), ["a"]);
});

Deno.test("readOnlyKeys() knows the keys of a file of any mode, and changes nothing", () => {
  using folder = tempFolder();
  const path = `${folder.path}/api_keys.json`;
  assert.equal(readOnlyKeys(path).teamOf("of a"), undefined);
  Deno.writeTextFileSync(path, '{ "a": "of a" }', { mode: 0o644 });
  const before = Deno.statSync(path);
  const keys = readOnlyKeys(path);
  assert.equal(keys.teamOf("of a"), "a");
  assert.equal(keys.teamOf(""), undefined);
  keys.ensure(["a", "b"]);
  const { mode, mtime, ctime, ino } = Deno.statSync(path);
  assert.deepEqual(
    [mode, mtime, ctime, ino],
    [before.mode, before.mtime, before.ctime, before.ino],
  );
  assert.equal([...Deno.readDirSync(folder.path)].length, 1);
  Deno.writeTextFileSync(path, '{ "b": "of b" }');
  keys.ensure([]);
  assert.equal(keys.teamOf("of a"), undefined);
  assert.equal(keys.teamOf("of b"), "b");
  Deno.writeTextFileSync(path, "[]");
  assert.throws(() => keys.ensure([]), { code: "invalid" });
  assert.equal(keys.teamOf("of b"), "b");
});

Deno.test("keyFaults() names the teams without a key and a file that is none, and tells no key", () => {
  using folder = tempFolder();
  const path = `${folder.path}/api_keys.json`;
  assert.deepEqual(keyFaults(path, []), []);
  const next = "; the next start makes new ones";
  assert.deepEqual(keyFaults(path, ["a", "b"]), [
    `api_keys.json has no key of a, b${next}`,
  ]);
  Deno.writeTextFileSync(path, '{ "a": "secret" }', { mode: 0o644 });
  assert.deepEqual(keyFaults(path, ["a"]), []);
  assert.deepEqual(keyFaults(path, ["a", "b"]), [
    `api_keys.json has no key of b${next}`,
  ]);
  assert.equal(Deno.statSync(path).mode! & 0o777, 0o644);
  Deno.writeTextFileSync(path, '{ "a": "secret"');
  const [fault = "", ...more] = keyFaults(path, ["a"]);
  assert.match(fault, /^Cannot read keys ".*": it is not JSON; mend/);
  assert.doesNotMatch(fault, /secret/);
  assert.deepEqual(more, []);
});

function read(path: string): Record<string, string> {
  return JSON.parse(Deno.readTextFileSync(path));
}

function tempFolder() {
  const path = Deno.makeTempDirSync({ prefix: "qtc-keys-" });
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
