import { strict as assert } from "node:assert";
import type { Clock } from "../ports/clock.ts";
import { noUse } from "../sandbox/data_requests.ts";
import { minuteAt } from "../testing/events.ts";
import { DataQueue, type DataQueueOptions } from "./data_queue.ts";
import type { DataAnswered, DataCommand, DataReport } from "./data_worker.ts";

const USE = noUse(minuteAt(5));
const encoder = new TextEncoder();

function answered(text: string): DataAnswered {
  return { kind: "answered", text: encoder.encode(text), use: USE };
}

function refused(why: string) {
  return { kind: "refused", why };
}

/** Threads that do what the test says; each is told what it is asked. */
function stage(waitingMax?: number) {
  const lines: string[] = [];
  const posted: string[][] = [];
  const threads: ((report: DataReport) => void)[] = [];
  const sleepers: (() => void)[] = [];
  const wall: Clock = {
    now: () => 0,
    sleepUntil: () => new Promise((resolve) => sleepers.push(resolve)),
  };
  const launch: DataQueueOptions["launch"] = (onReport) => {
    const commands: string[] = [];
    posted.push(commands);
    threads.push(onReport);
    return {
      post: ({ kind }: DataCommand) => void commands.push(kind),
      end: () => void commands.push("end"),
    };
  };
  const log = {
    write: (level: string, line: string) =>
      void lines.push(`${level}: ${line}`),
  };
  const queue = new DataQueue({
    ...{ dataDir: ".", whom: "tests", wall, log, launch },
    ...(waitingMax !== undefined && { waitingMax }),
  });
  const ask = (end = Infinity) =>
    queue.ask({ kind: "ask", use: USE, requests: [] }, end);
  const say = (n: number, text: string) => threads[n]?.(answered(text));
  return { queue, lines, posted, threads, sleepers, ask, say };
}

Deno.test("DataQueue asks one question after the other, and starts nothing before the first", async () => {
  const { queue, ask, say, posted } = stage();
  assert.deepEqual(posted, []);
  const [first, second] = [ask(), ask()];
  assert.deepEqual(posted, [["open", "ask"]]);
  say(0, "[1]");
  assert.deepEqual(await first, answered("[1]"));
  assert.deepEqual(posted, [["open", "ask", "ask"]]);
  say(0, "[2]");
  assert.deepEqual(await second, answered("[2]"));
  void queue.close();
});

Deno.test("DataQueue refuses the question at which the thread dies, and starts another for the next", async () => {
  const { ask, say, threads, posted, lines } = stage();
  const [first, second] = [ask(), ask()];
  threads[0]?.({ kind: "died", reason: "boom" });
  assert.deepEqual(await first, refused("unreadable"));
  assert.deepEqual(posted, [["open", "ask", "end"], ["open", "ask"]]);
  say(0, '["late"]');
  say(1, "[2]");
  assert.deepEqual(await second, answered("[2]"));
  assert.deepEqual(lines, ["error: Cannot read bars for tests: boom"]);
});

Deno.test("DataQueue opens a thread again that could not read, and says each trouble once", async () => {
  const { ask, say, threads, posted, lines } = stage();
  for (let n = 0; n < 3; n++) {
    const answer = ask();
    threads[0]?.({ kind: "failed", reason: "disk" });
    assert.deepEqual(await answer, refused("unreadable"));
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

Deno.test("DataQueue ends a thread that hangs, and never waits for ever", async () => {
  const { ask, sleepers, posted, lines } = stage();
  const answer = ask();
  sleepers[0]?.();
  assert.deepEqual(await answer, refused("unreadable"));
  assert.deepEqual(posted, [["open", "ask", "end"]]);
  assert.match(lines[0] ?? "", /it took too long$/);
});

Deno.test("DataQueue does not ask what nobody waits for any more", async () => {
  const { ask, say, posted } = stage();
  const [first, late] = [ask(), ask(-1)];
  say(0, "[]");
  await first;
  assert.deepEqual(await late, refused("late"));
  assert.deepEqual(posted, [["open", "ask"]]);
});

Deno.test("DataQueue refuses what is still asked when it is closed", async () => {
  const { queue, ask, threads, posted } = stage();
  const both = [ask(), ask()];
  const closed = queue.close();
  for (const answer of [...both, ask()]) {
    assert.deepEqual(await answer, refused("closing"));
  }
  threads[0]?.({ kind: "closed" });
  await closed;
  assert.deepEqual(posted, [["open", "ask", "close", "end"]]);
});

Deno.test("DataQueue refuses at once when too many wait", async () => {
  const { ask, say, queue } = stage(2);
  const [first, ...waiting] = [ask(), ask(), ask()];
  assert.deepEqual(await ask(), refused("full"));
  say(0, "[1]");
  assert.deepEqual(await first, answered("[1]"));
  waiting.push(ask());
  assert.deepEqual(await ask(), refused("full"));
  void queue.close();
  for (const each of waiting) {
    assert.deepEqual(await each, refused("closing"));
  }
});
