import { strict as assert } from "node:assert";
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type LakeDisk, lakeDisk } from "./disk.ts";
import {
  contents,
  DAY_MINUTES,
  everything,
  exportAll,
  longCompetition,
  memoryLog,
  memorySource,
  publish,
  withFolder,
  writeAll,
  writerOn,
} from "./lake_fixture_test.ts";
import { CATALOGUE } from "./layout.ts";
import { verifyLake } from "./verify_lake.ts";

/** What a kill leaves of the operation that it meets. */
type Kill = "nothing" | "a part" | "all of it";

const BATCHES = longCompetition(8, Math.floor(1.6 * DAY_MINUTES));
const SOURCE = memorySource(BATCHES);
/** How far the ledger is when the writer looks for more, of the whole. */
const LOOKS = [0.2, 0.5, 0.9, 1];
const KEPT = { keepLogsDays: 1 };

/** A disk that dies at its n-th change; it counts them. */
function dyingDisk(folder: string, at: number, kill: Kill) {
  const disk = lakeDisk(folder, publish);
  const counted = { changes: 0 };
  const change = (act: () => void, part: () => void = () => {}): void => {
    if (++counted.changes < at) return act();
    if (counted.changes === at) {
      if (kill === "all of it") act();
      if (kill === "a part") part();
    }
    throw new Error("killed");
  };
  const dying: LakeDisk = {
    ...disk,
    append(path, lines) {
      let size = 0;
      change(
        () => void (size = disk.append(path, lines)),
        () => {
          disk.append(path, lines.slice(0, -1));
          appendFileSync(disk.path(path), lines.at(-1)!.slice(0, 20));
        },
      );
      return size;
    },
    cut: (path, bytes) => change(() => disk.cut(path, bytes)),
    remove: (path) => change(() => disk.remove(path)),
    rename: (from, to) => change(() => disk.rename(from, to)),
    dropFront: (path, bytes) => change(() => disk.dropFront(path, bytes)),
    replace: (path, text) =>
      change(
        () => disk.replace(path, text),
        () => {
          mkdirSync(dirname(disk.path(path)), { recursive: true });
          writeFileSync(`${disk.path(path)}.new`, text.slice(0, 9));
        },
      ),
    publish: (path, write) =>
      change(
        () => publish(path, write),
        () => {
          mkdirSync(dirname(path), { recursive: true });
          rmSync(`${path}.new`, { force: true });
          write(`${path}.new`);
        },
      ),
  };
  return { disk: dying, counted };
}

/** Follows the ledger as it grows; the writer dies where its disk does. */
function follow(folder: string, disk: LakeDisk): void {
  const source = memorySource();
  const writer = writerOn(folder, source, { ...KEPT, disk, rowsMax: 60 });
  let seen = 0;
  for (const look of LOOKS) {
    const upTo = Math.floor(look * BATCHES.length);
    for (const batch of BATCHES.slice(seen, upTo)) source.commit(batch);
    seen = upTo;
    while (writer.step());
  }
  writer.finish();
}

/** Returns the bytes of all files, after a clean stop. */
function completed(folder: string): Record<string, string> {
  writeAll(folder, SOURCE, KEPT).finish();
  const catalogue = lakeDisk(folder, publish).read(CATALOGUE);
  return { ...contents(folder), [CATALOGUE]: catalogue };
}

/** Returns how many changes of files work makes when nothing kills it. */
function changesOf(work: (folder: string, disk: LakeDisk) => void) {
  return withFolder((folder) => {
    const { disk, counted } = dyingDisk(folder, Infinity, "nothing");
    work(folder, disk);
    return counted.changes;
  });
}

async function dieEverywhere(
  work: (folder: string, disk: LakeDisk) => void,
  every: number,
): Promise<void> {
  const changes = await changesOf(work);
  await withFolder(async (fresh) => {
    const expected = completed(fresh);
    const kills: readonly Kill[] = ["nothing", "a part", "all of it"];
    for (const [i, kill] of kills.entries()) {
      // Of three changes, each is killed in another way.
      for (let at = 1 + i % every; at <= changes; at += every) {
        await withFolder((folder) => {
          const { disk } = dyingDisk(folder, at, kill);
          assert.throws(() => work(folder, disk), /killed/);
          const place = `killed at change ${at}, which did ${kill}`;
          assert.deepEqual(completed(folder), expected, place);
          const strays = everything(folder)
            .filter((path) => /parquet\.(new|stage)$/.test(path));
          assert.deepEqual(strays, [], place);
        });
      }
    }
  });
}

Deno.test("lakeWriter() goes on with the same bytes wherever it was killed", () =>
  dieEverywhere(follow, 3));

Deno.test("lakeWriter() goes on with the same bytes wherever an export was killed", () =>
  dieEverywhere((folder, disk) => {
    const source = SOURCE;
    const more = { keepLogsDays: 1, log: memoryLog(), rowsMax: 60 };
    writeAll(folder, memorySource(BATCHES.slice(0, 90)), KEPT);
    exportAll(2, { source, disk, ...more });
  }, 6));

/** A stop, or the start after one, is killed at each change: nothing is wrong then. */
async function isRightEverywhere(
  prepare: (folder: string) => void,
  work: (folder: string, disk: LakeDisk) => void,
): Promise<void> {
  await withFolder(async (fresh) => {
    const expected = completed(fresh);
    const kills: readonly Kill[] = ["nothing", "a part", "all of it"];
    for (const kill of kills) {
      let isKilled = true;
      for (let at = 1; isKilled; at++) {
        await withFolder(async (folder) => {
          prepare(folder);
          const { disk, counted } = dyingDisk(folder, at, kill);
          try {
            work(folder, disk);
          } catch (error) {
            assert.match(String(error), /killed/);
          }
          isKilled = counted.changes >= at;
          const real = lakeDisk(folder, publish);
          const { faults } = await verifyLake({
            source: SOURCE,
            disk: real,
            isInUse: () => false,
          });
          const place = `killed at change ${at}, which did ${kill}`;
          assert.deepEqual(faults, [], place);
          assert.deepEqual(completed(folder), expected, place);
          assert.ok(!isKilled || at < 20);
        });
      }
    }
  });
}

Deno.test("lakeWriter() leaves nothing wrong when a stop is killed", () =>
  isRightEverywhere(
    (folder) => void writeAll(folder, SOURCE, KEPT),
    (folder, disk) => {
      const writer = writerOn(folder, SOURCE, { ...KEPT, disk });
      while (writer.step());
      writer.finish();
    },
  ));

Deno.test("lakeWriter() leaves nothing wrong when the start after a stop is killed", () =>
  isRightEverywhere(
    (folder) => void completed(folder),
    (folder, disk) => void writerOn(folder, SOURCE, { ...KEPT, disk }).step(),
  ));
