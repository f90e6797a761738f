import { strict as assert } from "node:assert";
import { Buffer } from "node:buffer";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lakeDisk } from "./disk.ts";
import {
  contents,
  DAY_MINUTES,
  longCompetition,
  memoryLog,
  memorySource,
  publish,
  withFolder,
  writeAll,
  writerOn,
} from "./lake_fixture_test.ts";
import { dayOf, listLake, parquetPath } from "./layout.ts";
import { verifyLake } from "./verify_lake.ts";

const BATCHES = longCompetition(11, 6 * DAY_MINUTES);
const OWNER = "team/alpha";
const PATH = parquetPath(OWNER);

/** Returns the commits of the first part of the competition. */
function first(part: number) {
  return BATCHES.slice(0, Math.floor(part * BATCHES.length));
}

/** Returns the days of the owner that lie as lines. */
function daysLeft(folder: string): string[] {
  return listLake(folder).flatMap((path) => {
    const day = dayOf(path);
    return day?.owner === OWNER ? [day.date] : [];
  });
}

Deno.test("portfolioFiles() keeps a file that cannot be read, and folds the days that it missed later", () =>
  withFolder(async (folder) => {
    writeAll(folder, memorySource(first(0.4)));
    const good = readFileSync(join(folder, PATH));
    const damaged = Buffer.from(good).reverse();
    writeFileSync(join(folder, PATH), damaged);
    const log = memoryLog();
    const source = memorySource(first(0.4));
    const writer = writerOn(folder, source, { log });
    for (const batch of BATCHES.slice(first(0.4).length, first(0.9).length)) {
      source.commit(batch);
      while (writer.step());
    }
    assert.deepEqual(readFileSync(join(folder, PATH)), damaged);
    assert.ok(daysLeft(folder).length >= 3);
    assert.equal(log.lines.length, 1, log.lines.join("\n"));
    assert.match(log.lines[0]!, /^error: Cannot read ".*portfolio.parquet": /);
    const disk = lakeDisk(folder, publish);
    const verdict = await verifyLake({
      source,
      disk,
      isInUse: () => false,
    });
    assert.equal(verdict.faults.length, 1);
    // Still so at the next start, and the one after.
    writeAll(folder, source, { log });
    writeAll(folder, source, { log });
    assert.equal(log.lines.length, 3);
    assert.deepEqual(readFileSync(join(folder, PATH)), damaged);

    writeFileSync(join(folder, PATH), good);
    writeAll(folder, source, { log });
    assert.equal(log.lines.at(-1), "info: Folded days that were left behind");
    assert.equal(daysLeft(folder).length, 1);
    await withFolder((fresh) => {
      writeAll(fresh, source);
      assert.deepEqual(contents(folder), contents(fresh));
    });
  }));

Deno.test("portfolioFiles() tries a file that could not be read at the end of each day", () =>
  withFolder(async (folder) => {
    writeAll(folder, memorySource(first(0.4)));
    const good = readFileSync(join(folder, PATH));
    const source = memorySource(first(0.4));
    const writer = writerOn(folder, source);
    writeFileSync(join(folder, PATH), "damaged");
    const step = (from: number, to: number): void => {
      for (const batch of BATCHES.slice(first(from).length, first(to).length)) {
        source.commit(batch);
      }
      while (writer.step());
    };
    step(0.4, 0.7);
    assert.ok(daysLeft(folder).length > 1);
    writeFileSync(join(folder, PATH), good);
    step(0.7, 0.99);
    assert.equal(daysLeft(folder).length, 1);
    await withFolder((fresh) => {
      writeAll(fresh, source);
      assert.deepEqual(contents(folder), contents(fresh));
    });
  }));

Deno.test("portfolioFiles() gives up on a file that is gone while it writes", () =>
  withFolder((folder) => {
    const source = memorySource(first(0.4));
    const writer = writerOn(folder, source);
    while (writer.step());
    const good = readFileSync(join(folder, PATH));
    lakeDisk(folder, publish).remove(PATH);
    for (const batch of BATCHES.slice(first(0.4).length)) source.commit(batch);
    assert.throws(
      () => {
        while (writer.step());
      },
      /Cannot add to ".*": it is gone or another than was written/,
    );
    // The next start makes it again.
    writeAll(folder, source);
    const path = join(folder, PATH);
    assert.deepEqual(readFileSync(path).subarray(4, 40), good.subarray(4, 40));
  }));

Deno.test("portfolioFiles() begins anew, the old file beside it, when the catalogue is lost as well", () =>
  withFolder(async (folder) => {
    const source = memorySource(first(0.6));
    writeAll(folder, source);
    writeFileSync(join(folder, PATH), "damaged");
    rmSync(join(folder, "runtime/lake.json"));
    for (const batch of BATCHES.slice(first(0.6).length)) source.commit(batch);
    writeAll(folder, source);
    const aside = join(folder, `${PATH}.unreadable`);
    assert.equal(readFileSync(aside, "utf8"), "damaged");
    await withFolder((fresh) => {
      writeAll(fresh, source);
      assert.deepEqual(contents(folder), contents(fresh));
    });
  }));
