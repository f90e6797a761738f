import { strict as assert } from "node:assert";
import { QtcError } from "../../domain/error.ts";
import { lakeDisk } from "./disk.ts";
import { everything, publish, withFolder } from "./lake_fixture_test.ts";

Deno.test("lakeDisk() appends, cuts, replaces, renames and removes", () =>
  withFolder((folder) => {
    const disk = lakeDisk(folder, publish);
    assert.equal(disk.size("a/b.jsonl"), undefined);
    assert.equal(disk.append("a/b.jsonl", ["1", "ü"]), 5);
    assert.equal(disk.head("a/b.jsonl", 3), "1\n\ufffd");
    assert.equal(disk.head("a/b.jsonl", 99), "1\nü\n");
    disk.cut("a/b.jsonl", 2);
    assert.equal(disk.read("a/b.jsonl"), "1\n");
    disk.replace("a/b.jsonl", "3\n");
    disk.replace("c/d.json", "{}");
    disk.rename("c/d.json", "c/f/e.json");
    assert.equal(disk.read("a/b.jsonl"), "3\n");
    assert.deepEqual(everything(folder), ["a/b.jsonl", "c/f/e.json"]);
    disk.remove("c/f/e.json");
    disk.remove("c/f/e.json");
    assert.deepEqual(everything(folder), ["a/b.jsonl"]);
  }));

Deno.test("lakeDisk() makes folders that are named after the time", () =>
  withFolder((folder) => {
    const disk = lakeDisk(folder, publish);
    const made = disk.newFolder("before");
    assert.match(made, /^before-\d{8}T\d{6}Z$/);
    disk.replace(`${made}/a`, "1");
    // Within the same second it is the same one.
    disk.replace(`${disk.newFolder("before")}/b`, "2");
    const files = everything(folder);
    assert.deepEqual(files.map((path) => path.slice(-2)), ["/a", "/b"]);
    assert.ok(files.every((path) => path.startsWith("before-")));
  }));

Deno.test("lakeDisk() says which file the disk refused", () =>
  withFolder((folder) => {
    const disk = lakeDisk(folder, publish);
    assert.throws(
      () => disk.read("a.jsonl"),
      (error) =>
        error instanceof QtcError && error.code === "unavailable" &&
        error.message.startsWith(`Cannot read "${folder}/a.jsonl": `),
    );
  }));
