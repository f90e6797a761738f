import { strict as assert } from "node:assert";
import { join } from "node:path";
import { withFile } from "./file_access.ts";
import { withFolder } from "./lake_fixture_test.ts";
import { int64, root } from "./columns.ts";
import { checkCounts, onWrite, writeGroups } from "./write_groups.ts";

const SCHEMA = [root(1), int64("n")];
const groups = [[{ name: "n", values: [1n, 2n, 3n] }]];

Deno.test("writeGroups() returns what the file has, and checkCounts() requires it", () =>
  withFolder((folder) => {
    const path = join(folder, "t.parquet");
    const written = withFile(
      path,
      "wx",
      (file) => writeGroups({ file, schema: SCHEMA, groups, isLast: true }),
    );
    assert.deepEqual(
      written.metadata.row_groups.map(({ num_rows }) => num_rows),
      [3n],
    );
    checkCounts(path, path, { schema: SCHEMA, written });
    const other = { ...written, metadata: { row_groups: [], num_rows: 0n } };
    assert.throws(
      () => checkCounts("name", path, { schema: SCHEMA, written: other }),
      {
        code: "unavailable",
        message: 'Cannot write "name": its groups have 3 rows, not ',
      },
    );
  }));

Deno.test("onWrite() leaves what is not the disk's fault as it is", () => {
  const mine = new Error("mine");
  assert.throws(() =>
    onWrite("t", () => {
      throw mine;
    }), mine);
  assert.throws(
    () =>
      onWrite("t", () => {
        throw Object.assign(new Error("no space"), { code: "ENOSPC" });
      }),
    { code: "unavailable", message: 'Cannot write "t": no space' },
  );
});
