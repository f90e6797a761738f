import { strict as assert } from "node:assert";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openLedger } from "../adapters/sqlite/data_folder.ts";
import { wallClock } from "../adapters/system/clock.ts";
import { instrument } from "../domain/instrument.ts";
import { noUse } from "../sandbox/data_requests.ts";
import { minuteAt } from "../testing/events.ts";
import { sampleBar } from "../testing/orders.ts";
import { dataThread } from "./data_thread.ts";
import type { DataReport } from "./data_worker.ts";
import { withFolder } from "./fixture_test.ts";

const MINUTE = minuteAt(5);
const LAST: [number, string, unknown[]] = [7, "getLastN", ["AAPL", 9]];
const AGAIN = "bars cannot be read; ask again next minute";
const encoder = new TextEncoder();

function parse(text: Uint8Array): [number, number, unknown][] {
  return JSON.parse(new TextDecoder().decode(text));
}

function refusal(why: string) {
  return [[7, 0, `Cannot answer team.api.getLastN(): ${why}`]];
}

/** A desk whose thread says what the test lets it say. */
function stage() {
  const reports: ((report: DataReport) => void)[] = [];
  const desk = dataThread({
    dataDir: ".",
    log: { write() {} },
    wall: { now: () => 0, sleepUntil: () => new Promise(() => {}) },
    launch(onReport) {
      reports.push(onReport);
      return { post() {}, end() {} };
    },
  });
  return { desk, say: (report: DataReport) => reports[0]?.(report) };
}

Deno.test("dataThread() counts what the thread says was used", async () => {
  const { desk, say } = stage();
  const use = noUse(MINUTE);
  const answer = desk.answer(use, [LAST], Infinity);
  const used = { minute: MINUTE, calls: 1, rows: 9, readMs: 3 };
  say({ kind: "answered", text: encoder.encode("[7]"), use: used });
  assert.deepEqual(parse(await answer), [7]);
  assert.deepEqual(use, used);
});

Deno.test("dataThread() tells a strategy why its question was refused", async () => {
  const { desk, say } = stage();
  const first = desk.answer(noUse(MINUTE), [LAST], Infinity);
  const late = desk.answer(noUse(MINUTE), [LAST], -1);
  say({ kind: "died", reason: "boom" });
  assert.deepEqual(parse(await first), refusal(AGAIN));
  assert.deepEqual(parse(await late), refusal("the minute's time was used up"));
  const last = desk.answer(noUse(MINUTE), [LAST], Infinity);
  void desk.close();
  assert.deepEqual(parse(await last), refusal("everything stops"));
});

Deno.test("dataThread() answers from a ledger, with what was committed just before and nothing later", async () => {
  await withFolder(async (folder) => {
    const dataDir = join(folder, "data");
    const lines: string[] = [];
    const desk = dataThread({
      dataDir,
      instruments: [instrument("AAPL", "equity")],
      log: { write: (_, line) => void lines.push(line) },
      wall: wallClock(),
    });
    const ask = async (n: number) => {
      const use = noUse(minuteAt(n));
      const [answer] = parse(await desk.answer(use, [LAST], Infinity));
      return { answer, use };
    };
    // There is no ledger yet: refused, and opened again with the next question.
    assert.deepEqual([(await ask(0)).answer], refusal(AGAIN));
    assert.match(lines[0] ?? "", /Cannot open ledger/);
    mkdirSync(dataDir);
    const ledger = openLedger(dataDir);
    for (const n of [0, 1, 2]) {
      const bar = sampleBar({ at: minuteAt(n), close: 100 + n });
      ledger.commit({ events: [], bars: [bar] });
      const { answer, use } = await ask(n);
      const closes = [100, 101, 102].slice(0, n + 1);
      assert.equal(answer?.[1], 1);
      assert.deepEqual((answer?.[2] as number[][])[4], closes);
      assert.deepEqual([use.calls, use.rows], [1, n + 1]);
    }
    // A minute that is resumed is answered as it was.
    const { answer } = await ask(1);
    assert.deepEqual((answer?.[2] as number[][])[4], [100, 101]);
    await desk.close();
    ledger.close();
    assert.equal(lines.length, 1);
  });
});
