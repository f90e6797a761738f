import { strict as assert } from "node:assert";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lakeDisk } from "./disk.ts";
import { exportLake, type ExportProgress } from "./export_lake.ts";
import {
  contents,
  DAY_MINUTES,
  longCompetition,
  memoryLog,
  memorySource,
  publish,
  withFolder,
  writeAll,
} from "./lake_fixture_test.ts";
import { parquetPath } from "./layout.ts";

Deno.test("exportLake() writes everything anew and counts its rows", () =>
  withFolder((folder) => {
    const source = memorySource(longCompetition(13, 4 * DAY_MINUTES));
    const writer = writeAll(folder, source);
    writer.finish();
    const { rows } = writer;
    const before = contents(folder);
    const unreadable = parquetPath("team/alpha");
    writeFileSync(join(folder, unreadable), "damaged");
    writeFileSync(join(folder, "team/beta/trades.jsonl"), "{}\n");
    const log = memoryLog();
    const said: ExportProgress[] = [];
    const done = exportLake({
      source,
      disk: lakeDisk(folder, publish),
      log,
      keepLogsDays: 0,
      rowsMax: 40,
      onProgress: (each) => void said.push(each),
    });
    assert.deepEqual(done, { events: source.length(), rows });
    assert.ok(said.length > 2);
    assert.deepEqual(said.at(-1), done);
    assert.deepEqual(contents(folder), before);
    assert.equal(
      readFileSync(join(folder, `${unreadable}.unreadable`), "utf8"),
      "damaged",
    );
    assert.equal(log.lines.length, 1);
  }));

Deno.test("exportLake() writes nothing but a catalogue for an empty ledger", () =>
  withFolder((folder) => {
    const disk = lakeDisk(folder, publish);
    const options = { source: memorySource(), disk, keepLogsDays: 30 };
    const done = exportLake({ ...options, log: memoryLog() });
    assert.deepEqual(done, { events: 0, rows: 0 });
    assert.deepEqual(contents(folder), {});
  }));
