import { strict as assert } from "node:assert";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { emptyLake } from "./catalogue.ts";
import { type LakeDisk, lakeDisk } from "./disk.ts";
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
import { isLog } from "./layout.ts";
import { logLine } from "./lines.ts";
import { logsFrom, pruneLogs } from "./logs.ts";

const BATCHES = longCompetition(12, 5 * DAY_MINUTES);

/** Returns the logs of a lake by path. */
function logsOf(folder: string): Record<string, string> {
  const all = Object.entries(contents(folder));
  return Object.fromEntries(all.filter(([path]) => isLog(path)));
}

Deno.test("logsFrom() is the start of the day so many days before the newest", () => {
  const valued = Date.parse("2013-10-31T15:45:00Z");
  assert.equal(logsFrom(valued, 30), Date.parse("2013-10-01T00:00:00Z"));
  assert.equal(logsFrom(valued, 1), Date.parse("2013-10-30T00:00:00Z"));
  assert.equal(logsFrom(valued, 0), 0);
  assert.equal(logsFrom(valued, 36_500), 0);
  assert.equal(logsFrom(undefined, 30), 0);
});

Deno.test("pruneLogs() drops lines that are too old, and files that have no others", () =>
  withFolder((folder) => {
    const read = () => {
      throw new Error("a log may be longer than memory");
    };
    const disk = { ...lakeDisk(folder, publish), read };
    const state = emptyLake();
    const put = (path: string, minutes: readonly number[]) => {
      const lines = minutes.map((at) => logLine(at, at * 60_000, "ü"));
      state.files.set(path, {
        seq: minutes.at(-1) ?? 0,
        bytes: disk.append(path, lines),
      });
      return lines;
    };
    const lines = put("team/a/log.jsonl", [1, 2, 3, 4]);
    put("team/b/log.jsonl", [1, 2]);
    state.logsFrom = 3 * 60_000;
    pruneLogs(disk, state);
    const text = readFileSync(join(folder, "team/a/log.jsonl"), "utf8");
    assert.equal(text, `${lines[2]}\n${lines[3]}\n`);
    const bytes = new TextEncoder().encode(text).length;
    assert.deepEqual([...state.files], [["team/a/log.jsonl", {
      seq: 4,
      bytes,
    }]]);
    assert.ok(!existsSync(join(folder, "team/b/log.jsonl")));
  }));

Deno.test("pruneLogs() leaves the same lines to who follows and to who exports", () =>
  withFolder((folder) => {
    const source = memorySource();
    const writer = writerOn(join(folder, "a"), source, { keepLogsDays: 2 });
    for (const batch of BATCHES) {
      source.commit(batch);
      while (writer.step());
    }
    writeAll(join(folder, "b"), source, { keepLogsDays: 2 });
    writeAll(join(folder, "c"), source);
    const kept = logsOf(join(folder, "a"));
    assert.deepEqual(logsOf(join(folder, "b")), kept);
    const all = logsOf(join(folder, "c"));
    for (const [path, text] of Object.entries(all)) {
      assert.ok(text.endsWith(kept[path] ?? "?") && text !== kept[path]);
    }
    // Who keeps more from now on gets back what the ledger still has.
    writeAll(join(folder, "a"), source, { keepLogsDays: 0 });
    assert.deepEqual(logsOf(join(folder, "a")), all);
    writeAll(join(folder, "a"), source, { keepLogsDays: 2 });
    assert.deepEqual(logsOf(join(folder, "a")), kept);
  }));

Deno.test("pruneLogs() leaves no log short that a kill met", () =>
  withFolder((folder) => {
    const source = memorySource(BATCHES);
    writeAll(join(folder, "all"), source);
    const kept = join(folder, "kept");
    const half = memorySource(BATCHES.slice(0, BATCHES.length / 2));
    writeAll(kept, half);
    const real = lakeDisk(kept, publish);
    const disk: LakeDisk = {
      ...real,
      dropFront(path, bytes) {
        real.dropFront(path, bytes);
        throw new Error("killed");
      },
    };
    assert.throws(
      () => writeAll(kept, source, { keepLogsDays: 1, disk }),
      /killed/,
    );
    writeAll(kept, source, { keepLogsDays: 0 });
    assert.deepEqual(logsOf(kept), logsOf(join(folder, "all")));
  }));

Deno.test("lakeWriter() takes no more text at once than memory is for", () =>
  withFolder((folder) => {
    const source = memorySource(BATCHES.slice(0, 60));
    const log = "x".repeat(7_500_000);
    const logs = (minute: number, teamIds: readonly string[]) =>
      minute % 120_000 === 0 ? teamIds.map((teamId) => ({ teamId, log })) : [];
    const real = lakeDisk(folder, publish);
    let most = 0;
    let written = 0;
    let step = 0;
    const append: LakeDisk["append"] = (path, lines) => {
      step += lines.reduce((sum, line) => sum + line.length, 0);
      return real.append(path, lines);
    };
    const disk = { ...real, append };
    const writer = writerOn(folder, { ...source, logs }, { disk });
    while (writer.step()) {
      most = Math.max(most, step);
      written += step;
      step = 0;
    }
    assert.ok(written > 120_000_000, `${written} characters in all`);
    assert.ok(most < 100_000_000, `${most} characters at once`);
  }));
