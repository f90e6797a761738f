import { strict as assert } from "node:assert";
import { int64, root, text } from "./columns.ts";
import { appendGroups } from "./parquet_file.ts";
import {
  factsOf,
  footerOf,
  groupsOf,
  readFooter,
  type Schema,
} from "./parquet_metadata.ts";
import { withFile } from "./file_access.ts";
import { isUnavailable, publish, tempFolder } from "./table_fixture_test.ts";

const SCHEMA: Schema = [root(2), int64("n"), text("name")];

Deno.test("groupsOf() tells rows and bounds of every group, and of no file nothing", () => {
  using temp = tempFolder();
  const path = `${temp.path}/t.parquet`;
  assert.equal(groupsOf(path, SCHEMA), undefined);
  write(path, [[5, -3, 4], [9]]);
  assert.deepEqual(groupsOf(path, SCHEMA), [
    { rows: 3, bounds: new Map([["n", { min: -3n, max: 5n }]]) },
    { rows: 1, bounds: new Map([["n", { min: 9n, max: 9n }]]) },
  ]);
  write(path, []);
  assert.equal(groupsOf(path, SCHEMA)?.length, 2);
});

Deno.test("readFooter() reads footers larger than what it takes at once", () => {
  using temp = tempFolder();
  const path = `${temp.path}/t.parquet`;
  write(path, Array.from({ length: 900 }, (_, i) => [i, i + 1]));
  const { metadata, start } = readFooter(path, SCHEMA);
  assert(Deno.statSync(path).size - start > 65_536);
  assert.equal(metadata.num_rows, 1800n);
  const last = metadata.row_groups.at(-1);
  assert(last);
  assert.deepEqual(factsOf(last).bounds.get("n"), { min: 899n, max: 900n });
});

Deno.test("footerOf() refuses a footer that describes what is not there", () => {
  using temp = tempFolder();
  const path = `${temp.path}/t.parquet`;
  write(path, [[1, 2, 3], [4]]);
  const bytes = Deno.readFileSync(path);
  const { start } = readFooter(path, SCHEMA);
  const short = new Uint8Array([
    ...bytes.subarray(0, start - 20),
    ...bytes.subarray(start),
  ]);
  Deno.writeFileSync(path, short);
  withFile(path, "r", (file) => {
    assert.throws(() => footerOf(file, SCHEMA), /its footer is damaged/);
  });
  assert.throws(() => readFooter(path, SCHEMA), isUnavailable(path));
  assert.throws(
    () => readFooter(`${temp.path}/none`, SCHEMA),
    isUnavailable(`${temp.path}/none`),
  );
});

Deno.test("readFooter() survives a file in which any byte of the footer is another", () => {
  using temp = tempFolder();
  const path = `${temp.path}/t.parquet`;
  write(path, [[1, 2, 3], [4]]);
  const bytes = Deno.readFileSync(path);
  const { start } = readFooter(path, SCHEMA);
  for (let at = start; at < bytes.length; at++) {
    for (const change of [0x01, 0x80, 0xff]) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ change;
      Deno.writeFileSync(path, changed);
      try {
        const { metadata } = readFooter(path, SCHEMA);
        const rows = metadata.row_groups.map(({ num_rows }) => num_rows);
        assert.equal(rows.reduce((a, b) => a + b, 0n), metadata.num_rows);
      } catch (error) {
        isUnavailable(path)(error);
      }
    }
  }
});

function write(path: string, groups: readonly (readonly number[])[]): void {
  const columns = groups.map((numbers) => [
    { name: "n", values: numbers.map(BigInt), bounds: true },
    { name: "name", values: numbers.map(String) },
  ]);
  appendGroups(path, SCHEMA, columns, publish);
}
