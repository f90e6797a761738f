import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLedger } from "../adapters/sqlite/data_folder.ts";
import { sha256 } from "../adapters/system/digest.ts";
import { wallClock } from "../adapters/system/clock.ts";
import { competition } from "../testing/competition.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import { checkLake } from "./export.ts";
import { type LakeOptions, startLake } from "./lake.ts";
import type { LakeCommand, LakeReport } from "./lake_worker.ts";

/** A thread that does what the test says. */
function stage() {
  const lines: string[] = [];
  const log: Log = {
    write: (level, message) => void lines.push(`${level}: ${message}`),
  };
  const waits: number[] = [];
  const waiting: (() => void)[] = [];
  const wall: Clock = {
    now: () => 0,
    sleepUntil: (time) => {
      waits.push(time);
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
  const posted: LakeCommand["kind"][] = [];
  let report: (report: LakeReport) => void = () => {};
  const launch: LakeOptions["launch"] = (onReport) => {
    report = onReport;
    return {
      post: ({ kind }) => void posted.push(kind),
      end: () => void posted.push("end" as LakeCommand["kind"]),
    };
  };
  const options = { dataDir: ".", keepLogsDays: 30, log, wall, launch };
  const say = (each: LakeReport) => report(each);
  return { lines, waits, waiting, posted, options, say };
}

Deno.test("startLake() makes one question of many while the thread is busy or rests", async () => {
  const { posted, say, waiting, options } = stage();
  const rested = async () => {
    waiting.shift()?.();
    await Promise.resolve();
  };
  const lake = startLake(options);
  for (const head of [1, 2, 3]) lake.wake(head);
  assert.deepEqual(posted, ["open"]);
  say({ kind: "progress", seq: 1 });
  assert.deepEqual(posted, ["open"]);
  await rested();
  assert.deepEqual(posted, ["open", "wake"]);
  lake.wake(4);
  say({ kind: "progress", seq: 4 });
  await rested();
  lake.wake(4);
  assert.deepEqual(posted, ["open", "wake"]);
  assert.equal(lake.seq(), 4);
});

Deno.test("startLake() starts again after 1, 2, 4 … 60 seconds, and says why", async () => {
  const { posted, lines, waits, waiting, say, options } = stage();
  startLake(options);
  for (let n = 0; n < 8; n++) {
    say({ kind: "failed", reason: "the disk is full" });
    waiting.shift()?.();
    await Promise.resolve();
  }
  assert.deepEqual(waits.map((ms) => ms / 1_000), [
    1,
    2,
    4,
    8,
    16,
    32,
    60,
    60,
  ]);
  assert.equal(lines.length, 8);
  assert.equal(lines[0], "error: The lake is not written: the disk is full");
  assert.equal(posted.filter((kind) => kind === "open").length, 9);
  say({ kind: "progress", seq: 1 });
  say({ kind: "failed", reason: "the disk is full" });
  assert.equal(waits.at(-1), 1_000);
});

Deno.test("startLake() tells the same thread to begin again, another one when it died", async () => {
  const { posted, waiting, say, options } = stage();
  let launched = 0;
  const launch: LakeOptions["launch"] = (onReport) => {
    launched++;
    return options.launch!(onReport);
  };
  const lake = startLake({ ...options, launch });
  const again = async () => {
    lake.wake(9);
    waiting.shift()?.();
    await Promise.resolve();
  };
  say({ kind: "failed", reason: "the disk is full" });
  await again();
  say({ kind: "failed", reason: "the disk is full" });
  await again();
  assert.equal(launched, 1);
  assert.deepEqual(posted, ["open", "open", "open"]);
  say({ kind: "died", reason: "no memory" });
  await again();
  assert.equal(launched, 2);
  assert.deepEqual(posted.slice(3), ["end", "open"]);
  say({ kind: "failed", reason: "the disk is full" });
  const closed = lake.close(5_000);
  assert.deepEqual(posted.slice(5), ["open", "close"]);
  say({ kind: "closed" });
  await closed;
});

Deno.test("startLake() says when the thread does not end in time", async () => {
  const { posted, lines, waiting, options } = stage();
  const lake = startLake(options);
  lake.wake(7);
  const closed = lake.close(5_000);
  assert.deepEqual(posted, ["open", "close"]);
  waiting.shift()?.();
  await closed;
  assert.deepEqual(posted.at(-1), "end");
  assert.deepEqual(lines, [
    "warning: The lake is behind: the next start completes it",
  ]);
});

Deno.test("startLake() writes behind a ledger in a thread, to its last event", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "qtc-lake-"));
  const ledger = openLedger(dataDir);
  const { lines, options: { log } } = stage();
  const { batches } = competition({ seed: 1, minutes: 12, digest: sha256 });
  ledger.commit(batches[0]!);
  const options = { dataDir, keepLogsDays: 30, log, wall: wallClock() };
  try {
    const lake = startLake(options);
    let length = 0;
    for (const batch of batches.slice(1)) {
      ({ length } = ledger.commit(batch));
      lake.wake(length);
    }
    await lake.close(20_000);
    assert.equal(lake.seq(), length);
    ledger.close();
    const { facts, faults } = await checkLake(dataDir);
    assert.deepEqual(faults, []);
    assert.match(facts.join(), /^lake: \d+ rows$/);
    assert.deepEqual(lines, []);
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});

Deno.test("startLake() outlives a thread that cannot start", async () => {
  const { lines, options: { log } } = stage();
  const dataDir = join(tmpdir(), "qtc-no-such-folder");
  const options = { dataDir, keepLogsDays: 30, log, wall: wallClock() };
  const lake = startLake(options);
  await lake.close(20_000);
  assert.match(lines[0] ?? "", /^error: The lake is not written: Cannot read/);
});
