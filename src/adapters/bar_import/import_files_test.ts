import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AT, HEADER, rowsOf, withFiles } from "./fixture_test.ts";
import { importFiles, importRows } from "./import_files.ts";

Deno.test("importFiles() finds the files of folders, in the order of their names", () =>
  withFiles({
    ...{ "b/2.csv": "", "a.parquet": "", "b/1.CSV": "", "notes.md": "" },
    ".hidden/x.csv": "",
  }, (folder) => {
    assert.deepEqual(importFiles(folder).map(({ path }) => path), [
      ...["a.parquet", "b/1.CSV", "b/2.csv"].map((name) => join(folder, name)),
    ]);
    for (const wrong of ["notes.md", "nothing"]) {
      assert.throws(() => importFiles(join(folder, wrong)), {
        code: "invalid",
      });
    }
  }));

Deno.test("importFiles() refuses what is no file, before it opens it, and links to nothing", () =>
  withFiles({ "good.csv": "" }, (folder) => {
    const pipe = join(folder, "pipe.csv");
    execFileSync("mkfifo", [pipe]);
    mkdirSync(join(folder, "links"));
    const link = join(folder, "links", "to.csv");
    symlinkSync("nothing.csv", link);
    const irregular = "it is no regular file or folder; write what it holds " +
      "to a file first";
    const broken = "it is a link to a file that is not there; remove it or " +
      "mend the link";
    const cases = [
      [pipe, pipe, irregular],
      [folder, link, broken],
      [link, link, broken],
      ["/dev/null", "/dev/null", irregular],
      [join(folder, "x.csv"), join(folder, "x.csv"), "it is not there"],
    ] as const;
    for (const [path, named, state] of cases) {
      assert.throws(() => importFiles(path), {
        code: "invalid",
        message: `Cannot import "${named}": ${state}`,
      });
    }
  }));

Deno.test("importRows() says that a file without a line is empty, and reads none of one line", () =>
  withFiles({ "a.csv": "", "b.csv": "\n\n", "c.csv": `${HEADER}\n` }, async (
    folder,
  ) => {
    for (const name of ["a.csv", "b.csv"]) {
      await assert.rejects(rowsOf(folder, name), {
        message: `Cannot import "${join(folder, name)}": it is empty`,
      });
    }
    assert.deepEqual(await rowsOf(folder, "c.csv"), []);
  }));

Deno.test("importRows() refuses what is no table, whatever its bytes", async () => {
  const files = {
    "empty.csv": "",
    "columns.csv": "a,b\n1,2\n",
    "binary.csv": new Uint8Array(
      [...`${HEADER}\n`].map((c) => c.charCodeAt(0)).concat(0xff, 0xfe, 0),
    ),
    "long.csv": `${HEADER}\n${"x".repeat(3_000_000)}`,
    "no.parquet": "PAR0 and nothing more",
    "cut.parquet": "PAR1 and nothing more",
    "glued.parquet": "PAR1aaaaaaaaaaaaaaaaaaaaaaaaaaaa\xff\0\0\0PAR1",
  };
  await withFiles(files, async (folder) => {
    for (const name of Object.keys(files)) {
      await assert.rejects(rowsOf(folder, name), {
        code: "invalid",
        message: new RegExp(`^Cannot import ".*/${name}": `),
      }, name);
    }
  });
});

Deno.test("importRows() refuses a file that changes while it is read", () =>
  withFiles({ "a.csv": `${HEADER}\nA,${AT},1,1,1,1,1\n` }, async (folder) => {
    const [file] = importFiles(join(folder, "a.csv"));
    assert(file);
    await assert.rejects(async () => {
      for await (const _ of importRows(file, {})) {
        writeFileSync(file.path, `${HEADER}\n`);
      }
    }, { message: /changes while it is read/ });
  }));
