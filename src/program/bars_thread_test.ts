import { strict as assert } from "node:assert";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openLedger } from "../adapters/sqlite/data_folder.ts";
import { wallClock } from "../adapters/system/clock.ts";
import type { BarsQuestion } from "../api/bars_question.ts";
import { minuteAt } from "../testing/events.ts";
import { sampleBar } from "../testing/orders.ts";
import { barsThread } from "./bars_thread.ts";
import type { DataReport } from "./data_worker.ts";
import { withFolder } from "./fixture_test.ts";

const QUESTION: BarsQuestion = {
  symbols: ["AAPL"],
  from: 0,
  to: minuteAt(2),
  rows: 10,
  newest: true,
  known: minuteAt(1),
  values: "first",
  extended: [],
  adjustment: "raw",
  format: "json",
  shape: "one",
  head: { symbol: "AAPL" },
};

Deno.test("barsThread() is busy for whoever comes when 64 wait, and in trouble", async () => {
  const reports: ((report: DataReport) => void)[] = [];
  const desk = barsThread({
    dataDir: ".",
    log: { write() {} },
    wall: { now: () => 0, sleepUntil: () => new Promise(() => {}) },
    launch(onReport) {
      reports.push(onReport);
      return { post() {}, end() {} };
    },
  });
  const busy = { kind: "busy" } as const;
  const asked = Array.from({ length: 65 }, () => desk.read(QUESTION));
  assert.deepEqual(await desk.read(QUESTION), busy);
  reports[0]?.({ kind: "failed", reason: "disk" });
  assert.deepEqual(await asked[0], busy);
  const answer = { kind: "same", etag: '"a"' } as const;
  reports[0]?.({ kind: "bars_answered", answer });
  assert.deepEqual(await asked[1], answer);
  void desk.close();
  assert.deepEqual(await asked[64], busy);
});

Deno.test("barsThread() answers from a ledger, also one that nobody may touch", async () => {
  await withFolder(async (folder) => {
    const dataDir = join(folder, "data");
    mkdirSync(dataDir);
    const ledger = openLedger(dataDir);
    const bars = [0, 1, 2].map((n) =>
      sampleBar({ at: minuteAt(n), close: 100 + n })
    );
    ledger.commit({ events: [], bars });
    const closes = async (untouched: boolean) => {
      const log = { write() {} };
      const desk = barsThread({ dataDir, log, wall: wallClock(), untouched });
      const answer = await desk.read(QUESTION);
      await desk.close();
      assert.ok(answer.kind === "bars");
      const { data } = JSON.parse(new TextDecoder().decode(answer.body));
      return data.map(({ close }: { close: number }) => close);
    };
    assert.deepEqual(await closes(false), [100, 101]);
    ledger.close();
    const before = [...Deno.readDirSync(dataDir)].map(({ name }) => name);
    assert.deepEqual(await closes(true), [100, 101]);
    const after = [...Deno.readDirSync(dataDir)].map(({ name }) => name);
    assert.deepEqual(after, before);
  });
});
