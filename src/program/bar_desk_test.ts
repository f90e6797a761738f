import { strict as assert } from "node:assert";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { openHistory } from "../adapters/sqlite/bar_reader.ts";
import { openLedger, verifyFolder } from "../adapters/sqlite/data_folder.ts";
import { sha256 } from "../adapters/system/digest.ts";
import { lockFolder } from "../adapters/system/folder_lock.ts";
import { incomingFolder } from "../adapters/system/incoming.ts";
import { type Bar, MINUTE_MS } from "../domain/bar.ts";
import { addBars } from "../engine/additions.ts";
import { takeIncoming } from "../engine/incoming.ts";
import { FakeClock } from "../testing/fake_clock.ts";
import { sampleBar } from "../testing/orders.ts";
import { type BarDesk, openBarDesk } from "./bar_desk.ts";
import { playedFolder, withFolder } from "./fixture_test.ts";

const NOW = "2026-11-20T14:31:02Z";
/** The session before the competition, a Friday. */
const OPEN = Date.parse("2013-10-04T13:30:00Z");
const FRIDAY = Array.from(
  { length: 390 },
  (_, n) => sampleBar({ symbol: "AAPL", at: OPEN + n * MINUTE_MS }),
);

Deno.test("openBarDesk() takes a folder that no server has, and adds each bar once", () =>
  withFolder(async (dataDir) => {
    playedFolder(dataDir);
    for (const added of [390, 0]) {
      const desk = open(dataDir);
      const sum = await desk.add(FRIDAY, "import");
      assert.deepEqual([sum.added, sum.revised], [added, 0]);
      await assert.rejects(desk.accept("AAPL"), {
        code: "conflict",
        message: /: AAPL is not frozen/,
      });
      await desk.close();
    }
    assert.deepEqual(bars(dataDir), FRIDAY);
    assert.deepEqual(verifyFolder(dataDir, undefined).faults, []);
    lockFolder(dataDir).release();
  }));

Deno.test("openBarDesk() leaves bars for a running server and returns what it answers", () =>
  withFolder(async (dataDir) => {
    playedFolder(dataDir);
    const lock = lockFolder(dataDir);
    let looks = 0;
    const desk = open(dataDir, async () => {
      if (++looks === 3) await serve(dataDir);
    });
    const many = Array.from(
      { length: 6_000 },
      (_, n) => sampleBar({ symbol: "BTC", at: OPEN - n * MINUTE_MS }),
    );
    assert.deepEqual(await desk.add(many, "backfill"), {
      ...{ added: 6_000, revised: 0 },
    });
    await desk.close();
    lock.release();
    assert.deepEqual(readdirSync(join(dataDir, "incoming")), []);
    assert.deepEqual(verifyFolder(dataDir, undefined).faults, []);
  }));

Deno.test("openBarDesk() goes on by itself when the server ends without an answer", () =>
  withFolder(async (dataDir) => {
    playedFolder(dataDir);
    const lock = lockFolder(dataDir);
    let looks = 0;
    const desk = open(dataDir, () => {
      if (++looks === 3) lock.release();
      return Promise.resolve();
    });
    assert.equal((await desk.add(FRIDAY, "import")).added, 390);
    assert.throws(() => lockFolder(dataDir), { code: "conflict" });
    await desk.close();
    assert.deepEqual(bars(dataDir), FRIDAY);
  }));

Deno.test("openBarDesk() takes back what a server does not take up, and what was interrupted", () =>
  withFolder(async (dataDir) => {
    const head = playedFolder(dataDir);
    const lock = lockFolder(dataDir);
    const slow = open(dataDir);
    await assert.rejects(slow.add(FRIDAY, "import"), {
      code: "unavailable",
      message: /the running server has not taken it up in 90 s/,
    });
    await slow.close();
    const controller = new AbortController();
    const stopped = open(dataDir, () => {
      controller.abort();
      return Promise.resolve();
    }, controller.signal);
    await assert.rejects(stopped.add(FRIDAY, "import"), {
      message: /: interrupted; what was added stays/,
    });
    await stopped.close();
    assert.deepEqual(readdirSync(join(dataDir, "incoming")), []);
    lock.release();
    assert.deepEqual(verifyFolder(dataDir, undefined).head, head);
  }));

Deno.test("openBarDesk() takes in first what a command left that was killed", () =>
  withFolder(async (dataDir) => {
    playedFolder(dataDir);
    const wall = new FakeClock(NOW);
    incomingFolder(dataDir, { log: { write: () => {} }, wall }).ask({
      ...{ id: "x", kind: "bars", source: "import", bars: FRIDAY },
    });
    const desk = open(dataDir);
    assert.equal((await desk.add(FRIDAY, "import")).added, 0);
    await desk.close();
    assert.deepEqual(bars(dataDir), FRIDAY);
  }));

Deno.test("openBarDesk() refuses a folder in which nothing has begun, and leaves it as it is", () =>
  withFolder((folder) => {
    for (const dataDir of [folder, join(folder, "nothing")]) {
      assert.throws(() => open(dataDir), {
        code: "conflict",
        message: /no competition has begun in it; start qtc on it first/,
      });
    }
    assert.deepEqual(readdirSync(folder), []);
    assert(!existsSync(join(folder, "nothing")));
  }));

/** Opens a desk; `onLook` is called whenever it waits. */
function open(
  dataDir: string,
  onLook: () => Promise<void> = () => Promise.resolve(),
  stop = new AbortController().signal,
): BarDesk {
  const clock = new FakeClock(NOW);
  const wall = {
    now: () => clock.now(),
    async sleepUntil(time: number) {
      await onLook();
      await clock.sleepUntil(time);
    },
  };
  return openBarDesk({
    ...{ dataDir, keepLogsDays: 0, verb: "import to", wall, stop },
    tell: () => {},
  });
}

/** Does once what a server does between two minutes. */
async function serve(dataDir: string): Promise<void> {
  const wall = new FakeClock(NOW);
  const log = { write: () => {} };
  const ledger = openLedger(dataDir);
  const desk = {
    ...ledger.load(),
    ...{ ledger, log, digest: sha256, onRecorded: () => {} },
    history: ledger.history((symbol) => symbol === "BTC"),
    breathe: () => Promise.resolve(),
  };
  await takeIncoming({
    incoming: incomingFolder(dataDir, { log, wall }),
    add: (bars, source) => addBars(desk, bars, source),
    accept: () => undefined,
    isFree: () => true,
  });
  ledger.close();
}

/** Returns the bars of Friday as the folder has them. */
function bars(dataDir: string): Bar[] {
  const history = openHistory(dataDir, (symbol) => symbol === "BTC");
  const found = history.readAll(OPEN, OPEN + 390 * MINUTE_MS);
  history.close();
  return found.filter(({ symbol }) => symbol === "AAPL");
}
