import { strict as assert } from "node:assert";
import { random } from "../../domain/random.ts";
import {
  appendLines,
  cutTo,
  dropFront,
  lastLines,
  lastLineWhere,
  offsetWhere,
  readJsonl,
} from "./jsonl_file.ts";
import { isUnavailable, tempFolder } from "./table_fixture_test.ts";

Deno.test("appendLines() makes folders and returns the size in bytes", () => {
  using temp = tempFolder();
  const path = `${temp.path}/a/b/log.jsonl`;
  assert.equal(appendLines(path, ['{"a":1}']), 8);
  assert.equal(appendLines(path, ['"é"', "2"]), 8 + 5 + 2);
  assert.equal(appendLines(path, []), 15);
  assert.equal(Deno.readTextFileSync(path), '{"a":1}\n"é"\n2\n');
});

Deno.test("appendLines() says which file the disk refuses", () => {
  using temp = tempFolder();
  assert.throws(() => appendLines(temp.path, ["1"]), isUnavailable(temp.path));
});

Deno.test("cutTo() cuts to a size, and says when there is less", () => {
  using temp = tempFolder();
  const path = `${temp.path}/log.jsonl`;
  assert.equal(cutTo(path, 0), true);
  assert.equal(cutTo(path, 1), false);
  appendLines(path, ["1", "2", "3"]);
  assert.equal(cutTo(path, 6), true);
  assert.equal(cutTo(path, 7), false);
  assert.equal(Deno.readTextFileSync(path), "1\n2\n3\n");
  assert.equal(cutTo(path, 4), true);
  assert.equal(Deno.readTextFileSync(path), "1\n2\n");
});

Deno.test("readJsonl() reads every line, and nothing of no file", () => {
  using temp = tempFolder();
  const path = `${temp.path}/log.jsonl`;
  assert.deepEqual(readJsonl(path, JSON.parse), []);
  Deno.writeTextFileSync(path, "");
  assert.deepEqual(readJsonl(path, JSON.parse), []);
  appendLines(path, ['{"a":"é"}', "2"]);
  assert.deepEqual(readJsonl(path, JSON.parse), [{ a: "é" }, 2]);
});

Deno.test("readJsonl() leaves out the torn last line of a file cut anywhere", () => {
  using temp = tempFolder();
  const path = `${temp.path}/log.jsonl`;
  const lines = ['{"a":"é"}', "12", '{"b":[1,2]}'];
  const bytes = new TextEncoder().encode(`${lines.join("\n")}\n`);
  for (let size = 0; size <= bytes.length; size++) {
    const whole = bytes.subarray(0, size);
    const count = whole.filter((byte) => byte === 10).length;
    for (const junk of ["", "\0\0\0", '{"to', '{"torn\n']) {
      Deno.writeFileSync(path, whole);
      if (size > 0 && whole.at(-1) !== 10 && junk.endsWith("\n")) continue;
      Deno.writeTextFileSync(path, junk, { append: true });
      assert.deepEqual(
        readJsonl(path, JSON.parse),
        lines.slice(0, count).map((line) => JSON.parse(line)),
        `${size} bytes, then ${junk}`,
      );
    }
  }
});

Deno.test("readJsonl() throws with file and line for a bad line elsewhere", () => {
  using temp = tempFolder();
  const path = `${temp.path}/log.jsonl`;
  Deno.writeTextFileSync(path, "1\n{torn\n3\n");
  assert.throws(() => readJsonl(path, JSON.parse), isUnavailable(`${path}:2`));
  const parse = (line: string) => {
    if (line === "3") throw new Error("it must not be 3");
    return line;
  };
  Deno.writeTextFileSync(path, "1\n2\n3\n"); // the last one is JSON, so not torn
  assert.throws(() => readJsonl(path, parse), {
    code: "unavailable",
    message: `Cannot read line "${path}:3": it must not be 3`,
  });
  assert.throws(
    () => readJsonl(temp.path, JSON.parse),
    isUnavailable(temp.path),
  );
});

Deno.test("lastLines() returns the newest lines, oldest first, without a torn one", () => {
  using temp = tempFolder();
  const path = `${temp.path}/log.jsonl`;
  assert.deepEqual(lastLines(path, 2), []);
  Deno.writeTextFileSync(path, "1\n2\n3\n4");
  assert.deepEqual(lastLines(path, 0), []);
  assert.deepEqual(lastLines(path, 2), ["2", "3"]);
  assert.deepEqual(lastLines(path, 9), ["1", "2", "3"]);
  Deno.writeTextFileSync(path, "torn");
  assert.deepEqual(lastLines(path, 9), []);
});

Deno.test("lastLines() finds lines across blocks, whatever their length", () => {
  using temp = tempFolder();
  const path = `${temp.path}/log.jsonl`;
  const next = random("lines");
  const lines = Array.from(
    { length: 60 },
    (_, i) => `${i}:${"é€a".repeat(Math.floor(next() ** 6 * 60_000))}`,
  );
  for (const torn of ["", "t".repeat(70_000)]) {
    Deno.writeTextFileSync(path, `${lines.join("\n")}\n${torn}`);
    for (const count of [1, 2, 7, 30, 59, 60, 61]) {
      assert.deepEqual(lastLines(path, count), lines.slice(-count));
    }
  }
});

Deno.test("appendLines() writes more lines than are written at once", () => {
  using temp = tempFolder();
  const path = `${temp.path}/log.jsonl`;
  const lines = [1, 5_000_000, 5_000_000, 0, 9_000_000, 3].map((length, i) =>
    String(i).repeat(length)
  );
  const text = `${lines.join("\n")}\n`;
  assert.equal(appendLines(path, lines), text.length);
  assert.ok(Deno.readTextFileSync(path) === text);
});

/** Returns lines across blocks, some long, with letters of one to three bytes. */
function blocksOfLines(): string[] {
  const next = random("blocks");
  return Array.from(
    { length: 60 },
    (_, i) => `${i}:${"é€a".repeat(Math.floor(next() ** 6 * 60_000))}`,
  );
}

Deno.test("offsetWhere() and dropFront() find and keep lines across blocks", () => {
  using temp = tempFolder();
  const path = `${temp.path}/log.jsonl`;
  const lines = blocksOfLines();
  for (const torn of ["", "t".repeat(70_000)]) {
    const text = `${lines.join("\n")}\n${torn}`;
    for (const from of [0, 1, 17, 59, 60]) {
      Deno.writeTextFileSync(path, text);
      const seen: string[] = [];
      const offset = offsetWhere(path, (line) => {
        seen.push(line);
        return Number(line.split(":")[0]) >= from;
      });
      assert.deepEqual(seen, lines.slice(0, from + 1));
      dropFront(path, offset);
      const rest = lines.slice(from).map((line) => `${line}\n`).join("") + torn;
      assert.ok(Deno.readTextFileSync(path) === rest);
    }
  }
});

Deno.test("lastLineWhere() finds the last line that is wanted, and where it ends", () => {
  using temp = tempFolder();
  const path = `${temp.path}/log.jsonl`;
  const lines = blocksOfLines();
  for (const torn of ["", "t".repeat(70_000)]) {
    const text = `${lines.join("\n")}\n${torn}`;
    Deno.writeTextFileSync(path, text);
    for (const index of [0, 1, 30, 58, 59]) {
      const seen: string[] = [];
      const last = lastLineWhere(path, (line) => {
        seen.push(line);
        return line === lines[index];
      });
      const before = `${lines.slice(0, index + 1).join("\n")}\n`;
      const end = new TextEncoder().encode(before).length;
      assert.deepEqual(last, { line: lines[index], end });
      assert.deepEqual(seen, lines.slice(index).reverse());
    }
    assert.equal(lastLineWhere(path, () => false), undefined);
  }
  for (const text of ["", "torn"]) {
    Deno.writeTextFileSync(path, text);
    assert.equal(lastLineWhere(path, () => true), undefined);
  }
});
