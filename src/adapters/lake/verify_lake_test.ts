import { strict as assert } from "node:assert";
import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { LedgerSource } from "../../ports/ledger.ts";
import { lakeDisk } from "./disk.ts";
import {
  DAY_MINUTES,
  longCompetition,
  memorySource,
  publish,
  withFolder,
  writeAll,
} from "./lake_fixture_test.ts";
import { barsFile, listLake } from "./layout.ts";
import { verifyLake } from "./verify_lake.ts";

const BATCHES = longCompetition(6, 2 * DAY_MINUTES);

function verify(folder: string, source: LedgerSource, isInUse = false) {
  return verifyLake({ source, disk: lakeDisk(folder, publish), isInUse });
}

Deno.test("verifyLake() finds nothing wrong with what was written", () =>
  withFolder(async (folder) => {
    const source = memorySource(BATCHES);
    writeAll(folder, source);
    const { facts, faults } = await verify(folder, source);
    assert.deepEqual(faults, []);
    assert.match(facts.join(), /^lake: [\d,]{3,} rows$/);
  }));

Deno.test("verifyLake() says that there is no lake", () =>
  withFolder(async (folder) => {
    const { facts, faults } = await verify(folder, memorySource(BATCHES));
    assert.deepEqual(faults, []);
    assert.deepEqual(facts, ["no lake; qtc export writes it"]);
  }));

Deno.test("verifyLake() finds files without a catalogue", () =>
  withFolder(async (folder) => {
    const source = memorySource(BATCHES);
    writeAll(folder, source);
    rmSync(join(folder, "runtime/lake.json"));
    const { faults } = await verify(folder, source);
    assert.equal(faults.length, 1);
    assert.match(
      faults[0] ?? "",
      /^runtime\/lake\.json is missing or cannot be read/,
    );
  }));

Deno.test("verifyLake() checks the bars of a backup, which holds nothing else", () =>
  withFolder(async (folder) => {
    const source = memorySource(BATCHES);
    writeAll(folder, source);
    for (const path of listLake(folder)) {
      if (!path.startsWith("prices/")) rmSync(join(folder, path));
    }
    rmSync(join(folder, "runtime/lake.json"), { force: true });
    const whole = await verify(folder, source);
    assert.deepEqual(whole.faults, []);
    assert.match(
      whole.facts.join(),
      /^lake: \d days of bars; qtc export writes/,
    );
    const [first = ""] = listLake(folder);
    writeFileSync(join(folder, first), "torn");
    const { faults } = await verify(folder, source);
    assert.equal(faults.length, 1);
    assert.match(faults[0] ?? "", /minute_bars-.*Parquet/);
  }));

Deno.test("verifyLake() finds bars that differ, and days that have none", () =>
  withFolder(async (folder) => {
    const source = memorySource(BATCHES);
    writeAll(folder, source);
    const [first = "", second = ""] = listLake(folder)
      .filter((path) => path.startsWith("prices/"));
    renameSync(join(folder, first), join(folder, second));
    mkdirSync(dirname(join(folder, barsFile("2001-01-01"))), {
      recursive: true,
    });
    writeFileSync(join(folder, barsFile("2001-01-01")), "");
    const { faults } = await verify(folder, source);
    assert.deepEqual(faults.map((fault) => fault.split(" the ledger")[0]), [
      `${barsFile("2001-01-01")} is of a day that`,
      `${first} is missing`,
      `${second}: row 1 is not`,
    ]);
  }));

Deno.test("verifyLake() takes a lake that is behind for a fault, unless it is in use", () =>
  withFolder(async (folder) => {
    const source = memorySource(BATCHES.slice(0, -9));
    writeAll(folder, source);
    const before = source.length();
    for (const batch of BATCHES.slice(-9)) source.commit(batch);
    const behind = `the lake ends at event ${before}, the ledger at ` +
      `${source.length()}`;
    const inUse = await verify(folder, source, true);
    assert.deepEqual(inUse.faults, []);
    assert.equal(inUse.facts.at(-1), behind);
    const { faults } = await verify(folder, source);
    assert.equal(faults.length, 1);
    assert.ok(faults[0]?.startsWith(behind));
  }));

Deno.test("verifyLake() lets files be ahead of the catalogue while somebody writes them", () =>
  withFolder(async (folder) => {
    const catalogue = join(folder, "runtime/lake.json");
    for (const count of [1, BATCHES.length - 9]) {
      const source = memorySource(BATCHES.slice(0, count));
      writeAll(folder, source);
      const before = readFileSync(catalogue);
      for (const batch of BATCHES.slice(count, count + 9)) source.commit(batch);
      writeAll(folder, source);
      writeFileSync(catalogue, before);
      assert.deepEqual((await verify(folder, source, true)).faults, []);
      assert.notDeepEqual((await verify(folder, source)).faults, []);
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
    }
  }));

Deno.test("verifyLake() refuses the lake of another ledger", () =>
  withFolder(async (folder) => {
    writeAll(folder, memorySource(BATCHES));
    const other = memorySource(longCompetition(7, 2 * DAY_MINUTES));
    const { faults } = await verify(folder, other);
    assert.deepEqual(faults, [
      "the lake is of another ledger; qtc export writes it anew",
    ]);
  }));
