import { strict as assert } from "node:assert";
import { writeFileSync } from "node:fs";
import { QtcError } from "../../domain/error.ts";
import { lakeDisk } from "./disk.ts";
import { everything, publish, withFolder } from "./lake_fixture_test.ts";

Deno.test("lakeDisk() appends, cuts, replaces, renames and removes", () =>
  withFolder((folder) => {
    const disk = lakeDisk(folder, publish);
    assert.equal(disk.size("a/b.jsonl"), undefined);
    assert.equal(disk.append("a/b.jsonl", ["1", "ü"]), 5);
    assert.equal(disk.lastLine("a/b.jsonl"), "ü");
    disk.cut("a/b.jsonl", 2);
    assert.equal(disk.read("a/b.jsonl"), "1\n");
    disk.replace("a/b.jsonl", "3\n");
    disk.replace("c/d.json", "{}");
    disk.rename("c/d.json", "c/e.json");
    assert.equal(disk.read("a/b.jsonl"), "3\n");
    assert.deepEqual(everything(folder), ["a/b.jsonl", "c/e.json"]);
    disk.remove("c/e.json");
    disk.remove("c/e.json");
    assert.deepEqual(everything(folder), ["a/b.jsonl"]);
  }));

Deno.test("lakeDisk() has no last line where the newline is missing", () =>
  withFolder((folder) => {
    const disk = lakeDisk(folder, publish);
    for (const text of ["", "1\n2", "1\n2\n\0\0"]) {
      writeFileSync(disk.path("a.jsonl"), text);
      assert.equal(disk.lastLine("a.jsonl"), undefined);
    }
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
