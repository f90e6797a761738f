import { strict as assert } from "node:assert";
import type { Alert } from "../../domain/alert.ts";
import { alertFile } from "./alert_file.ts";

const RAISED: readonly Alert[] = [
  { kind: "halt", state: "raised", message: "stopped", at: 1 },
  { kind: "quarantine", subject: "a", state: "raised", message: "", at: 2 },
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
    const mixed = JSON.stringify({ raised: [first, { ...first, at: "1" }] });
    Deno.writeTextFileSync(path, mixed);
    assert.deepEqual(file.read(), [first]);
    Deno.removeSync(`${folder}/runtime`, { recursive: true });
    Deno.writeTextFileSync(`${folder}/runtime`, "");
    file.write(RAISED);
    assert.match(lines.join(), /^Cannot write alerts ".*alerts.json": /);
  }));
