import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FIRST_MINUTE } from "../../testing/events.ts";
import { sampleBar } from "../../testing/orders.ts";
import { publishBars, readBars } from "./bars_table.ts";
import { lakeDisk } from "./disk.ts";
import {
  addsLate,
  contents,
  DAY_MINUTES,
  longCompetition,
  memoryLog,
  type MemorySource,
  memorySource,
  publish,
  withFolder,
  writeAll,
} from "./lake_fixture_test.ts";
import { barsFile, CATALOGUE, dateOf } from "./layout.ts";
import { verifyLake } from "./verify_lake.ts";

const BATCHES = longCompetition(11, 2 * DAY_MINUTES);
/** The second day goes on. */
const LAST = FIRST_MINUTE + 100 * 60_000 * (2 * DAY_MINUTES - 1);

function check(folder: string, source: MemorySource, isInUse = false) {
  const disk = lakeDisk(folder, publish);
  return verifyLake({ source, disk, isInUse: () => isInUse });
}

Deno.test("barsFiles() writes a day again to which bars came late, one day a step", () =>
  withFolder(async (folder) => {
    const source = memorySource(BATCHES);
    const writer = writeAll(folder, source);
    const late = addsLate(LAST, 17);
    const [, yesterday] = late.addedBars!;
    const path = join(folder, barsFile(dateOf(yesterday!.at)));
    const before = await readBars(path);
    source.commit(late);
    assert.equal(writer.step(), true);
    assert.deepEqual(await readBars(path), before, "more might come");
    assert.deepEqual((await check(folder, source, true)).faults, []);
    const [fault] = (await check(folder, source)).faults;
    assert.match(
      fault ?? "",
      /lacks bars; the next start or qtc export writes/,
    );
    while (writer.step());
    assert.equal((await readBars(path)).length, before.length + 1);
    assert.deepEqual((await check(folder, source)).faults, []);
    writer.finish();
    const whole = contents(folder);
    await withFolder((other) => {
      writeAll(other, source).finish();
      assert.deepEqual(contents(other), whole);
    });
  }));

Deno.test("barsFiles() goes on with what was due when the process died", () =>
  withFolder(async (folder) => {
    const source = memorySource(BATCHES);
    const writer = writeAll(folder, source);
    source.commit(addsLate(LAST, 17));
    writer.step();
    writeAll(folder, source);
    assert.deepEqual((await check(folder, source)).faults, []);
  }));

Deno.test("barsFiles() moves aside what lies where a day's first late bars go", () =>
  withFolder(async (folder) => {
    const batches = BATCHES.filter(({ addedBars }) => !addedBars);
    const source = memorySource(batches);
    const late = addsLate(LAST, 17);
    const [old] = late.addedBars!;
    const path = join(folder, barsFile(dateOf(old!.at)));
    publishBars(path, [sampleBar({ at: old!.at - 60_000 })], publish);
    const theirs = readFileSync(path);
    const log = memoryLog();
    const writer = writeAll(folder, source, { log });
    assert(readFileSync(path).equals(theirs), "of a day without bars");
    source.commit(late);
    while (writer.step());
    assert.deepEqual(await readBars(path), [old]);
    assert.match(log.lines.join(), /Moved files to ".*lake.before/);
    assert.deepEqual((await check(folder, source)).faults, []);
  }));

Deno.test("barsFiles() leaves files as they are when bars have other values", () =>
  withFolder((folder) => {
    const source = memorySource(BATCHES);
    const writer = writeAll(folder, source);
    const before = contents(folder);
    const { events: [event] } = addsLate(LAST, 17);
    assert(event?.kind === "bars_added");
    source.commit({ events: [{ ...event, count: 0, revised: 3 }] });
    while (writer.step());
    assert.deepEqual(contents(folder), before);
    const catalogue = JSON.parse(readFileSync(join(folder, CATALOGUE), "utf8"));
    assert.deepEqual(catalogue.bars.due_days, []);
  }));
