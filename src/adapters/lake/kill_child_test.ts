/** What the kill test runs in a process of its own: it exports, then follows, until it is killed. */

import { lakeDisk } from "./disk.ts";
import {
  exportAll,
  longCompetition,
  memoryLog,
  memorySource,
  publish,
  writerOn,
} from "./lake_fixture_test.ts";

if (import.meta.main) {
  const [folder = "", seed = "", minutes = ""] = Deno.args;
  const batches = longCompetition(Number(seed), Number(minutes));
  const half = Math.floor(batches.length / 2);
  await Deno.stdout.write(new Uint8Array([1]));
  for (;;) {
    const source = memorySource(batches.slice(0, half));
    exportAll(2, {
      source,
      disk: lakeDisk(folder, publish),
      log: memoryLog(),
      keepLogsDays: 1,
      rowsMax: 50,
    });
    const writer = writerOn(folder, source, { keepLogsDays: 1, rowsMax: 50 });
    for (const batch of batches.slice(half)) {
      source.commit(batch);
      while (writer.step());
    }
  }
}
