import { strict as assert } from "node:assert";
import { chooseFiles } from "./tree.ts";

const OID = "a".repeat(40);
const MB = 1024 * 1024;

Deno.test("chooseFiles() takes files and leaves out what leads elsewhere", () => {
  const chosen = chooseFiles(listing([
    ["100644", "blob", "5", "strategy.ts"],
    ["100755", "blob", "0", "lib/run me.ts"],
    ["120000", "blob", "11", "link.ts"],
    ["160000", "commit", "-", "sub"],
    ["160000", "commit", "-", "other"],
    ["100644", "blob", "5", "caf\uFFFD.ts"],
    ["100644", "blob", "5", ".hidden/x.ts"],
    ["120000", "blob", "5", ".link"],
    ["100644", "blob", "5", "a/node_modules/x.ts"],
    ["100644", "blob", "5", "node_modules.ts"],
  ]));
  assert.deepEqual(chosen, {
    files: [
      { oid: OID, path: "strategy.ts" },
      { oid: OID, path: "lib/run me.ts" },
      { oid: OID, path: "node_modules.ts" },
    ],
    leftOut: "1 symbolic link, 2 submodules, 1 file whose name is not UTF-8",
  });
});

Deno.test("chooseFiles() takes nothing of an empty tree", () => {
  assert.deepEqual(chooseFiles(""), { files: [], leftOut: "" });
});

Deno.test("chooseFiles() takes 10 MB, 100 MB and 2,000 files, and no more", () => {
  const of = (count: number, size: number) =>
    chooseFiles(listing(Array.from(
      { length: count },
      (_, index) => ["100644", "blob", String(size), `f${index}`],
    ))).files.length;
  assert.equal(of(10, 10 * MB), 10);
  assert.equal(of(2_000, 1), 2_000);
  const refused = (reason: RegExp) => ({ code: "too_large", message: reason });
  assert.throws(() => of(1, 10 * MB + 1), refused(/^it has a file of more/));
  assert.throws(() => of(11, 10 * MB), refused(/^it has more than 100 MB/));
  assert.throws(() => of(2_001, 1), refused(/^it has more than 2000 files/));
});

Deno.test("chooseFiles() takes 500 .ts and .js files, and no more", () => {
  const of = (count: number) =>
    chooseFiles(listing([
      ...Array.from({ length: count }, (_, index) => [
        ...["100644", "blob", "1"],
        `f${index}.${index % 2 ? "ts" : "js"}`,
      ]),
      ...Array.from({ length: 1_000 }, (_, n) => source(`ts/${n}.csv`)),
      source("node_modules/x.ts"),
    ])).files.length;
  assert.equal(of(500), 1_500);
  assert.throws(() => of(501), {
    code: "too_large",
    message: "it has more than 500 .ts and .js files",
  });
});

function source(path: string): string[] {
  return ["100644", "blob", "1", path];
}

function listing(entries: readonly (readonly string[])[]): string {
  return entries.map(([mode, type, size = "", path]) =>
    `${mode} ${type} ${OID} ${size.padStart(7)}\t${path}\0`
  ).join("");
}
