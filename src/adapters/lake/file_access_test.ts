import { strict as assert } from "node:assert";
import { QtcError } from "../../domain/error.ts";
import {
  isThere,
  onDisk,
  readAt,
  readInto,
  unavailable,
  withFile,
  writeAll,
} from "./file_access.ts";
import { isUnavailable, tempFolder } from "./table_fixture_test.ts";

Deno.test("onDisk() names the file and leaves a QtcError as it is", () => {
  assert.equal(onDisk("read", "/f", () => 3), 3);
  const fail = () => {
    throw new Error("no");
  };
  assert.throws(() => onDisk("read", "/f", fail), {
    code: "unavailable",
    message: 'Cannot read "/f": no',
  });
  const own = new QtcError("invalid", "Cannot");
  assert.equal(unavailable("read", "/f", own), own);
});

Deno.test("withFile() closes the file, also when its use throws", () => {
  using temp = tempFolder();
  let file = -1;
  assert.throws(() =>
    withFile(`${temp.path}/f`, "wx", (opened) => {
      file = opened;
      throw new Error("no");
    })
  );
  assert.throws(() => writeAll(file, new Uint8Array(1)));
  assert(isThere(`${temp.path}/f`));
});

Deno.test("isThere() does not take what it may not look at for missing", () => {
  using temp = tempFolder();
  assert.equal(isThere(`${temp.path}/none`), false);
  assert.equal(isThere(temp.path), true);
  Deno.writeTextFileSync(`${temp.path}/file`, "");
  const below = `${temp.path}/file/below`;
  assert.throws(() => isThere(below), isUnavailable(below));
});

Deno.test("readAt() and readInto() read exactly what is asked for", () => {
  using temp = tempFolder();
  const path = `${temp.path}/f`;
  withFile(path, "wx", (file) => writeAll(file, Uint8Array.of(1, 2, 3, 4)));
  withFile(path, "r", (file) => {
    assert.deepEqual(readAt(file, 1, 2), Uint8Array.of(2, 3));
    assert.deepEqual(readAt(file, 4, 0), new Uint8Array());
    const bytes = new Uint8Array(3);
    readInto(file, 1, bytes);
    assert.deepEqual(bytes, Uint8Array.of(2, 3, 4));
    assert.throws(() => readAt(file, 2, 3), { message: "it ends at byte 4" });
  });
});
