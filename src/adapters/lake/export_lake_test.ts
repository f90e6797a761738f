import { strict as assert } from "node:assert";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LedgerSource } from "../../ports/ledger.ts";
import { readCatalogue } from "./catalogue.ts";
import { lakeDisk } from "./disk.ts";
import type { ExportProgress } from "./export_lake.ts";
import {
  contents,
  DAY_MINUTES,
  exportAll,
  longCompetition,
  memoryLog,
  memorySource,
  publish,
  withFolder,
  writeAll,
} from "./lake_fixture_test.ts";
import { parquetPath } from "./layout.ts";

/** Exports a folder's lake in so many shares. */
function exportIn(
  count: number,
  { folder, source, log = memoryLog() }: {
    readonly folder: string;
    readonly source: LedgerSource;
    readonly log?: ReturnType<typeof memoryLog>;
  },
): ExportProgress[] {
  const disk = lakeDisk(folder, publish);
  return exportAll(count, { source, disk, log, keepLogsDays: 0, rowsMax: 40 });
}

Deno.test("exportShare() writes a part of the lake, all shares the whole of it, with the same bytes", () =>
  withFolder((folder) => {
    const source = memorySource(longCompetition(13, 4 * DAY_MINUTES));
    const writer = writeAll(folder, source);
    writer.finish();
    const { rows } = writer;
    const before = contents(folder);
    const disk = lakeDisk(folder, publish);
    const catalogue = readCatalogue(disk);
    for (const count of [1, 2, 3]) {
      const done = exportIn(count, { folder, source });
      assert.deepEqual(contents(folder), before);
      assert.deepEqual(readCatalogue(disk), catalogue);
      assert.ok(done.every(({ events }) => events === source.length()));
      const sum = done.reduce((sum, each) => sum + each.rows, 0);
      assert.equal(sum, rows);
      assert.ok(
        done.filter((each) => each.rows > 0).length >= Math.min(count, 2),
      );
    }
  }));

Deno.test("beginExport() moves aside what cannot be read, and removes the rest", () =>
  withFolder((folder) => {
    const source = memorySource(longCompetition(13, 4 * DAY_MINUTES));
    writeAll(folder, source).finish();
    const before = contents(folder);
    const unreadable = parquetPath("team/alpha");
    writeFileSync(join(folder, unreadable), "damaged");
    writeFileSync(join(folder, "team/beta/trades.jsonl"), "{}\n");
    const log = memoryLog();
    exportIn(2, { folder, source, log });
    assert.deepEqual(contents(folder), before);
    assert.equal(
      readFileSync(join(folder, `${unreadable}.unreadable`), "utf8"),
      "damaged",
    );
    assert.equal(log.lines.length, 1);
  }));

Deno.test("endExport() writes nothing but a catalogue for an empty ledger", () =>
  withFolder((folder) => {
    const source = memorySource();
    const done = exportIn(2, { folder, source });
    assert.deepEqual(done, Array(2).fill({ events: 0, rows: 0 }));
    assert.deepEqual(contents(folder), {});
    assert.equal(readCatalogue(lakeDisk(folder, publish))?.state.seq, 0);
  }));
