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
import { emptyLake, writeCatalogue } from "./catalogue.ts";
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
  const disk = lakeDisk(folder, publish);
  return verifyLake({ source, disk, isInUse: () => isInUse });
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
    const { faults, facts } = await verify(folder, source);
    assert.deepEqual(faults.map((fault) => fault.split(" the ledger")[0]), [
      `${first} is missing`,
      `${second}: row 1 is not`,
    ]);
    assert.equal(
      facts.at(-1),
      `${barsFile("2001-01-01")} is of a day that the ledger has no bars of, ` +
        "one of 1: left alone",
    );
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

Deno.test("verifyLake() says whose files are of no team of the ledger", () =>
  withFolder(async (folder) => {
    const source = memorySource(BATCHES);
    writeAll(folder, source);
    mkdirSync(join(folder, "team/oldteam"));
    for (const name of ["trades.jsonl", "notes.jsonl"]) {
      writeFileSync(join(folder, "team/oldteam", name), "{}\n");
    }
    const { faults, facts } = await verify(folder, source);
    assert.deepEqual(faults, []);
    assert.deepEqual(facts.slice(1), [
      "team/oldteam is of no team of this ledger: it is left alone",
    ]);
  }));

Deno.test("verifyLake() gives out no faults of a lake that is being written", () =>
  withFolder(async (folder) => {
    const source = memorySource(BATCHES);
    writeAll(folder, source);
    const disk = lakeDisk(folder, publish);
    const catalogue = join(folder, "runtime/lake.json");
    const whole = readFileSync(catalogue, "utf8");
    const { seq } = JSON.parse(whole);
    const wait = {
      facts: ["the lake is being written; look again later"],
      faults: [],
    };
    const damage = join(folder, "team/alpha/trades.jsonl");
    writeFileSync(damage, "nonsense\n");
    // It does not move: the fault is one.
    const still = await verifyLake({ source, disk, isInUse: () => true });
    assert.equal(still.faults.length, 1);
    // Somebody began to write after the first look.
    let looks = 0;
    const isInUse = () => looks++ > 1;
    assert.deepEqual(await verifyLake({ source, disk, isInUse }), wait);
    // Nobody does any more: what was seen counts.
    looks = -2;
    const stopped = await verifyLake({
      source,
      disk,
      isInUse: () => looks++ < 0,
    });
    assert.equal(stopped.faults.length, 1);
    // It moves while it is looked at.
    let moves = 0;
    const moving = () => {
      writeFileSync(
        catalogue,
        whole.replace(`"open_days":[]`, `"open_days":["2013-01-0${++moves}"]`),
      );
      return true;
    };
    assert.deepEqual(await verifyLake({ source, disk, isInUse: moving }), wait);
    assert.ok(moves > 2 && seq > 0);
    rmSync(catalogue);
    const gone = await verifyLake({ source, disk, isInUse: () => true });
    assert.deepEqual(gone, wait);
  }));

Deno.test("verifyLake() has one fault for a lake whose first writing was cut off", () =>
  withFolder(async (folder) => {
    const source = memorySource(BATCHES);
    writeAll(folder, source);
    writeCatalogue(lakeDisk(folder, publish), { state: emptyLake(), hash: "" });
    const { facts, faults } = await verify(folder, source, true);
    assert.deepEqual(faults, []);
    const behind = `the lake ends at event 0, the ledger at ${source.length()}`;
    assert.deepEqual(facts, [behind]);
    assert.deepEqual((await verify(folder, source)).faults, [
      `${behind}; the next start or qtc export completes it`,
    ]);
  }));
