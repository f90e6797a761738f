import { strict as assert } from "node:assert";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openLedger } from "../adapters/sqlite/data_folder.ts";
import { wallClock } from "../adapters/system/clock.ts";
import { instrument } from "../domain/instrument.ts";
import type { Clock } from "../ports/clock.ts";
import { noUse } from "../sandbox/data_requests.ts";
import { minuteAt } from "../testing/events.ts";
import { sampleBar } from "../testing/orders.ts";
import { dataThread, type DataThreadOptions } from "./data_thread.ts";
import type { DataCommand, DataReport } from "./data_worker.ts";
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

/** Threads that do what the test says; each is told what it is asked. */
function stage() {
  const lines: string[] = [];
  const posted: DataCommand["kind"][][] = [];
  const threads: ((report: DataReport) => void)[] = [];
  const sleepers: (() => void)[] = [];
  const wall: Clock = {
    now: () => 0,
    sleepUntil: () => new Promise((resolve) => sleepers.push(resolve)),
  };
  const launch: DataThreadOptions["launch"] = (onReport) => {
    const commands: DataCommand["kind"][] = [];
    posted.push(commands);
    threads.push(onReport);
    return {
      post: ({ kind }) => void commands.push(kind),
      end: () => void commands.push("end" as DataCommand["kind"]),
    };
  };
  const log = {
    write: (level: string, line: string) =>
      void lines.push(`${level}: ${line}`),
  };
  const desk = dataThread({
    ...{ dataDir: ".", instruments: [], wall, log, launch },
  });
  const ask = (end = Infinity) => desk.answer(noUse(MINUTE), [LAST], end);
  const say = (n: number, text: string) =>
    threads[n]?.({
      kind: "answered",
      text: encoder.encode(text),
      use: noUse(MINUTE),
    });
  return { desk, lines, posted, threads, sleepers, ask, say };
}

Deno.test("dataThread() asks one question after the other, and starts nothing before the first", async () => {
  const { desk, ask, say, posted } = stage();
  assert.deepEqual(posted, []);
  const [first, second] = [ask(), ask()];
  assert.deepEqual(posted, [["open", "ask"]]);
  say(0, "[1]");
  assert.deepEqual(parse(await first), [1]);
  assert.deepEqual(posted, [["open", "ask", "ask"]]);
  say(0, "[2]");
  assert.deepEqual(parse(await second), [2]);
  void desk.close();
});

Deno.test("dataThread() counts what the thread says was used", async () => {
  const { desk, threads } = stage();
  const use = noUse(MINUTE);
  const answer = desk.answer(use, [LAST], Infinity);
  const used = { minute: MINUTE, calls: 1, rows: 9, readMs: 3 };
  threads[0]?.({ kind: "answered", text: encoder.encode("[]"), use: used });
  await answer;
  assert.deepEqual(use, used);
});

Deno.test("dataThread() refuses the question at which the thread dies, and starts another for the next", async () => {
  const { ask, say, threads, posted, lines } = stage();
  const [first, second] = [ask(), ask()];
  threads[0]?.({ kind: "died", reason: "boom" });
  assert.deepEqual(parse(await first), refusal(AGAIN));
  assert.deepEqual(posted, [["open", "ask", "end"], ["open", "ask"]]);
  say(0, '["late"]');
  say(1, "[2]");
  assert.deepEqual(parse(await second), [2]);
  assert.deepEqual(lines, ["error: Cannot read bars for strategies: boom"]);
});

Deno.test("dataThread() opens a thread again that could not read, and says each trouble once", async () => {
  const { ask, say, threads, posted, lines } = stage();
  for (let n = 0; n < 3; n++) {
    const answer = ask();
    threads[0]?.({ kind: "failed", reason: "disk" });
    assert.deepEqual(parse(await answer), refusal(AGAIN));
  }
  assert.equal(lines.length, 1);
  const answer = ask();
  say(0, "[]");
  await answer;
  assert.deepEqual(posted, [Array(4).fill(["open", "ask"]).flat()]);
  const last = ask();
  threads[0]?.({ kind: "failed", reason: "disk" });
  await last;
  assert.equal(lines.length, 2);
});

Deno.test("dataThread() ends a thread that hangs, and never waits for ever", async () => {
  const { ask, sleepers, posted, lines } = stage();
  const answer = ask();
  sleepers[0]?.();
  assert.deepEqual(parse(await answer), refusal(AGAIN));
  assert.deepEqual(posted, [["open", "ask", "end"]]);
  assert.match(lines[0] ?? "", /it took too long$/);
});

Deno.test("dataThread() does not ask what nobody waits for any more", async () => {
  const { ask, say, posted } = stage();
  const [first, late] = [ask(), ask(-1)];
  say(0, "[]");
  await first;
  assert.deepEqual(parse(await late), refusal("the minute's time was used up"));
  assert.deepEqual(posted, [["open", "ask"]]);
});

Deno.test("dataThread() refuses what is still asked when it is closed", async () => {
  const { desk, ask, threads, posted } = stage();
  const both = [ask(), ask()];
  const closed = desk.close();
  for (const answer of [...both, ask()]) {
    assert.deepEqual(parse(await answer), refusal("everything stops"));
  }
  threads[0]?.({ kind: "closed" });
  await closed;
  assert.deepEqual(posted, [["open", "ask", "close", "end"]]);
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
