import { strict as assert } from "node:assert";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Bar } from "../../domain/bar.ts";
import { instrument } from "../../domain/instrument.ts";
import type { Batch } from "../../ports/ledger.ts";
import { joins, marks, minuteAt, opens, values } from "../../testing/events.ts";
import { sampleBar } from "../../testing/orders.ts";
import { readBars } from "./bars_table.ts";
import { lakeDisk } from "./disk.ts";
import {
  contents,
  DAY_MINUTES,
  exportAll,
  longCompetition,
  memoryLog,
  type MemorySource,
  memorySource,
  publish,
  withFolder,
  writeAll,
  writerOn,
} from "./lake_fixture_test.ts";
import {
  barsFile,
  CATALOGUE,
  dayPath,
  listLake,
  parquetPath,
} from "./layout.ts";
import { portfolioGroups } from "./portfolio_table.ts";
import { verifyLake } from "./verify_lake.ts";

Deno.test("lakeWriter() writes the same bytes event by event, in bulk and after restarts", async () => {
  const batches = longCompetition(5, 3 * DAY_MINUTES);
  await withFolder((folder) => {
    const [all, live, restarted] = ["all", "live", "restarted"].map((name) =>
      join(folder, name)
    ) as [string, string, string];
    writeAll(all, memorySource(batches));
    const source = memorySource();
    const writer = writerOn(live, source);
    for (const [i, batch] of batches.entries()) {
      source.commit(batch);
      while (writer.step());
      if (i % 7 === 0) writeAll(restarted, source);
    }
    writeAll(restarted, source);
    const expected = contents(all);
    assert.deepEqual(Object.keys(expected), Object.keys(contents(live)));
    assert.deepEqual(contents(live), expected);
    assert.deepEqual(contents(restarted), expected);
    assert.equal(
      readFileSync(join(live, "runtime/lake.json"), "utf8"),
      readFileSync(join(all, "runtime/lake.json"), "utf8"),
    );
  });
});

Deno.test("lakeWriter() waits with a day's bars for those that come with the next day's first minute", () =>
  withFolder(async (folder) => {
    const next = 1440; // minutes: the same time one day later
    const bar = (n: number): Bar =>
      sampleBar({ symbol: "AAPL", at: minuteAt(n) });
    const source = memorySource([
      {
        events: [
          { kind: "universe", instruments: [instrument("AAPL", "equity")] },
          {
            kind: "history",
            minute: minuteAt(-1),
            count: 1,
            hash: "",
            marks: marks({ AAPL: 100 }, minuteAt(-1)),
          },
          ...joins("alpha"),
          opens(0),
          values(0, { alpha: 10_000 }),
          { kind: "closed", minute: minuteAt(0) },
        ],
        bars: [bar(-1), bar(0)],
      },
    ]);
    const writer = writerOn(folder, source);
    const step = (): string[] => {
      while (writer.step());
      return listLake(folder).filter((path) => path.startsWith("prices/"));
    };
    assert.deepEqual(step(), []);
    // Beta joins before the next day's first minute, and is valued on that day.
    source.commit({
      events: [...joins("beta"), values(next - 1, { beta: 10_000 })],
    });
    assert.deepEqual(step(), []);
    source.commit({
      events: [{ ...opens(next), after: minuteAt(0) }],
      bars: [bar(400), bar(next)],
    });
    const path = barsFile("2013-10-07");
    assert.deepEqual(step(), [path]);
    const bars = await readBars(join(folder, path));
    assert.deepEqual(
      bars.map(({ at }) => at),
      [minuteAt(-1), minuteAt(0), minuteAt(400)],
    );
    const disk = lakeDisk(folder, publish);
    const { faults } = await verifyLake({
      source,
      disk,
      isInUse: () => false,
    });
    assert.deepEqual(faults, []);
  }));

/** Returns the bytes of everything, the catalogue's too. */
function whole(folder: string): Record<string, string> {
  const catalogue = readFileSync(join(folder, CATALOGUE), "utf8");
  return { ...contents(folder), [CATALOGUE]: catalogue };
}

async function faultsOf(folder: string, source: MemorySource) {
  const disk = lakeDisk(folder, publish);
  const isInUse = () => false;
  return (await verifyLake({ source, disk, isInUse })).faults;
}

Deno.test("lakeWriter() writes the bars of the running day at a stop, and takes them back at the next start", () =>
  withFolder(async (folder) => {
    const batches = longCompetition(15, Math.floor(2.5 * DAY_MINUTES));
    const [live, restarted, exported] = ["live", "restarted", "exported"].map((
      name,
    ) => join(folder, name)) as [string, string, string];
    const source = memorySource();
    const writer = writerOn(live, source);
    const partOf = (path: string) => path.startsWith("prices/");
    for (const [i, batch] of batches.entries()) {
      source.commit(batch);
      while (writer.step());
      if (i % 13 > 1) continue;
      // Every other one is stopped, the rest are killed.
      const other = writeAll(restarted, source);
      if (i % 13 === 0) other.finish();
      assert.deepEqual(await faultsOf(restarted, source), []);
    }
    const ended = listLake(live).filter(partOf);
    writer.finish();
    const last = listLake(live).filter(partOf);
    assert.equal(last.length, ended.length + 1);
    assert.deepEqual(await faultsOf(live, source), []);
    writeAll(restarted, source).finish();
    const options = { source, keepLogsDays: 0, log: memoryLog(), rowsMax: 40 };
    exportAll(2, { ...options, disk: lakeDisk(exported, publish) });
    assert.deepEqual(whole(live), whole(exported));
    assert.deepEqual(whole(restarted), whole(exported));
    const open = last.find((path) => !ended.includes(path))!;
    const bars = await readBars(join(live, open));
    const date = open.slice(-18, -8);
    const start = Date.parse(date);
    assert.ok(bars.length > 0);
    assert.equal(bars.length, source.bars(start, start + 86_400_000).length);

    // Another one is found as well as a missing one.
    const good = readFileSync(join(live, open));
    writeFileSync(join(live, open), readFileSync(join(live, ended[0]!)));
    assert.match(
      (await faultsOf(live, source)).join(),
      /row 1 is not the ledger/,
    );
    rmSync(join(live, open));
    assert.deepEqual(await faultsOf(live, source), [`${open} is missing`]);
    writeFileSync(join(live, open), good);

    writerOn(live, source);
    assert.deepEqual(listLake(live).filter(partOf), ended);
    assert.deepEqual(await faultsOf(live, source), []);
  }));

/** The first minute of a competition, which is its last. */
function cupMinute(): Batch {
  return {
    events: [
      { kind: "universe", instruments: [instrument("AAPL", "equity")] },
      {
        kind: "history",
        minute: minuteAt(-1),
        count: 0,
        hash: "",
        marks: marks({ AAPL: 100 }, minuteAt(-1)),
      },
      {
        kind: "competition",
        minute: minuteAt(-1),
        competition: { name: "Cup", ends: minuteAt(1) },
      },
      ...joins("alpha"),
      opens(0),
      values(0, { alpha: 10_000 }),
      { kind: "closed", minute: minuteAt(0) },
    ],
    bars: [sampleBar({ symbol: "AAPL", at: minuteAt(0) })],
  };
}

Deno.test("lakeWriter() closes the last day when the competition has ended", () =>
  withFolder(async (folder) => {
    const [live, restarted, exported] = ["live", "restarted", "exported"].map((
      name,
    ) => join(folder, name)) as [string, string, string];
    const source = memorySource([cupMinute()]);
    const [owner, date] = ["team/alpha", "2013-10-07"];
    const writer = writerOn(live, source);
    while (writer.step());
    const [lines, table, bars] = [
      dayPath(owner, date),
      parquetPath(owner),
      barsFile(date),
    ];
    const of = (folder: string) =>
      listLake(folder).filter((path) => [lines, table, bars].includes(path));
    assert.deepEqual(of(live), [lines]);
    writeAll(restarted, source).finish();
    assert.deepEqual(of(restarted), [bars, lines]);

    source.commit({
      events: [{ kind: "ended", minute: minuteAt(0), name: "Cup" }],
    });
    while (writer.step());
    assert.deepEqual(of(live), [bars, table]);
    assert.equal(portfolioGroups(join(live, table))?.[0]?.rows, 1);
    writeAll(restarted, source);
    assert.deepEqual(whole(restarted), whole(live));

    // What the broker has still to say is told, and changes nothing else.
    const before = contents(live);
    source.commit({
      events: [{
        kind: "failure",
        teamId: "alpha",
        minute: minuteAt(0),
        timeout: false,
        type: "ImportError",
        message: "late",
        phase: "load",
      }],
    });
    while (writer.step());
    writer.finish();
    const { "team/alpha/errors.jsonl": errors, ...rest } = contents(live);
    assert.match(errors ?? "", /"late"/);
    assert.deepEqual(rest, before);
    assert.deepEqual(await faultsOf(live, source), []);
    writeAll(restarted, source).finish();
    const options = { source, keepLogsDays: 0, log: memoryLog() };
    exportAll(2, { ...options, disk: lakeDisk(exported, publish) });
    assert.deepEqual(whole(live), whole(exported));
    assert.deepEqual(whole(restarted), whole(exported));
  }));
