import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Bar } from "../../domain/bar.ts";
import { instrument } from "../../domain/instrument.ts";
import { joins, marks, minuteAt, opens, values } from "../../testing/events.ts";
import { sampleBar } from "../../testing/orders.ts";
import { readBars } from "./bars_table.ts";
import { lakeDisk } from "./disk.ts";
import {
  contents,
  DAY_MINUTES,
  longCompetition,
  memorySource,
  publish,
  withFolder,
  writeAll,
  writerOn,
} from "./lake_fixture_test.ts";
import { barsFile, listLake } from "./layout.ts";
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
    const { faults } = await verifyLake({ source, disk, isInUse: false });
    assert.deepEqual(faults, []);
  }));
