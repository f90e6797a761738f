import { strict as assert } from "node:assert";
import type { ToldAlert } from "../../domain/alert.ts";
import { alertFile } from "./alert_file.ts";

const RAISED: readonly ToldAlert[] = [
  { kind: "halt", state: "raised", message: "stopped", at: 1, toldAt: 5 },
  {
    ...{ kind: "quarantine", subject: "a", state: "raised", message: "ö" },
    ...{ at: 2, toldAt: 6 },
  },
];

function withFile(work: (folder: string, lines: string[]) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    work(folder, []);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("alertFile() gives back what was written, nothing at first", () =>
  withFile((folder, lines) => {
    const log = { write: (_: string, line: string) => void lines.push(line) };
    const file = alertFile(folder, log);
    assert.deepEqual(file.read(), []);
    file.write(RAISED);
    assert.deepEqual(alertFile(folder, log).read(), RAISED);
    file.write([]);
    assert.deepEqual(file.read(), []);
    assert.deepEqual(lines, []);
  }));

Deno.test("alertFile() leaves out what it cannot read, and never throws", () =>
  withFile((folder, lines) => {
    const log = { write: (_: string, line: string) => void lines.push(line) };
    const file = alertFile(folder, log);
    file.write(RAISED);
    const path = `${folder}/runtime/alerts.json`;
    const texts = [
      "",
      "{",
      "[]",
      "null",
      '{"raised":1}',
      '{"raised":[null,{"kind":"x"},{"kind":"halt","state":"cleared"}]}',
    ];
    for (const text of texts) {
      Deno.writeTextFileSync(path, text);
      assert.deepEqual(file.read(), [], text);
    }
    const [first] = RAISED;
    const raised = [first, { ...first, at: "1" }, { ...first, toldAt: "1" }, {
      ...{ kind: "feed", state: "raised", message: "old", at: 3 },
    }];
    Deno.writeTextFileSync(path, JSON.stringify({ raised }));
    assert.deepEqual(file.read().map(({ toldAt }) => toldAt), [5, 0]);
    Deno.removeSync(`${folder}/runtime`, { recursive: true });
    Deno.writeTextFileSync(`${folder}/runtime`, "");
    file.write(RAISED);
    assert.match(lines.join(), /^Cannot write alerts ".*alerts.json": /);
  }));

Deno.test("write() fills whole blocks, and writes over them when there is no room for a new file", () =>
  withFile((folder, lines) => {
    const log = { write: (_: string, line: string) => void lines.push(line) };
    const path = `${folder}/runtime/alerts.json`;
    alertFile(folder, log).write([]);
    const before = Deno.statSync(path);
    assert.equal(before.size, 4096);
    const full = alertFile(folder, log, {
      publish: () => {
        throw new Error("No space left on device");
      },
    });
    full.write(RAISED);
    const after = Deno.statSync(path);
    assert.deepEqual([after.size, after.ino], [4096, before.ino]);
    assert.deepEqual(full.read(), RAISED);
    full.write([]);
    assert.deepEqual(full.read(), []);
    assert.deepEqual(lines, []);
    Deno.removeSync(path);
    full.write(RAISED);
    assert.match(lines.join(), /^Cannot write alerts .*: No space left/);
  }));

Deno.test("write() keeps the most important of what has no room on a full disk", () =>
  withFile((folder, lines) => {
    const log = { write: (_: string, line: string) => void lines.push(line) };
    const told = Array.from({ length: 100 }, (_, n): ToldAlert => ({
      ...{ kind: n === 99 ? "disk" : "quarantine", subject: `t${n}` },
      ...{ state: "raised", message: "ö".repeat(50), at: n, toldAt: n },
    }));
    const file = alertFile(folder, log);
    file.write([]);
    const publish = () => {
      throw new Error("No space left on device");
    };
    alertFile(folder, log, { publish }).write(told);
    const path = `${folder}/runtime/alerts.json`;
    assert.equal(Deno.statSync(path).size, 4096);
    const kept = file.read();
    assert.ok(kept.length > 5 && kept.length < 40, String(kept.length));
    assert.equal(kept[0]?.kind, "disk");
    file.write(told);
    assert.equal(Deno.statSync(path).size % 4096, 0);
    assert.deepEqual(file.read(), told);
  }));
