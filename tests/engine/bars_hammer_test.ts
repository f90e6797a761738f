import { strict as assert } from "node:assert";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { barsPath } from "../../src/adapters/lake/bars_table.ts";
import { wallClock } from "../../src/adapters/system/clock.ts";
import { apiApp } from "../../src/api/app.ts";
import type { ApiApp } from "../../src/api/env.ts";
import { utcDate } from "../../src/domain/calendar.ts";
import { errorText } from "../../src/domain/error.ts";
import { instrument } from "../../src/domain/instrument.ts";
import { activityLog } from "../../src/engine/activity.ts";
import { addBars } from "../../src/engine/additions.ts";
import { runMinute } from "../../src/engine/minute.ts";
import { recover } from "../../src/engine/recover.ts";
import { stateOf } from "../../src/engine/state.ts";
import { type BarsDesk, barsThread } from "../../src/program/bars_thread.ts";
import { startLake } from "../../src/program/lake.ts";
import { marketDataOf } from "../../src/program/market_data_reader.ts";
import {
  type FakeEngine,
  registered,
  startOptions,
} from "../../src/testing/engine.ts";
import { fakeLedger } from "../../src/testing/fake_ledger.ts";
import { fakeMarketData } from "../../src/testing/fake_market_data.ts";
import { sampleBar } from "../../src/testing/orders.ts";
import { engineOn } from "./harness.ts";

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const MIDNIGHT = Date.parse("2026-11-20T00:00:00Z");
/** Twenty minutes before midnight, and as many after it. */
const FIRST = MIDNIGHT - 20 * MINUTE;
const LAST = MIDNIGHT + 20 * MINUTE;
const CLIENTS = 3;
/** Rows that the market has from before the first minute. */
const HISTORY = 5;
const EARLIER = "2026-11-18";
const ENDING = "2026-11-19";
const PATHS = [
  `BTC/day/${EARLIER}`,
  `BTC/day/${ENDING}`,
  `BTC/day/${ENDING}?format=csv`,
  `BTC/day/${ENDING}?values=latest`,
  "BTC/recent/30",
  "BTC/range?start=2026-11-19T23:50&end=2026-11-20T00:10",
];

/** What clients have been given so far. */
interface Seen {
  readonly rows: Map<string, number[]>;
  readonly bodies: Map<string, string>;
  answers: number;
}

Deno.test("data routes never fail or show a part of a day while one is folded and bars are added", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "qtc-hammer-"));
  const wall = wallClock();
  const errors: string[] = [];
  const log = {
    write: (level: string, line: string) =>
      void (level === "error" && errors.push(line)),
  };
  const instruments = [instrument("BTC", "crypto")];
  const { engine, close } = engineOn(
    join(dataDir, "ledger.sqlite"),
    fakeMarketData({ instruments }),
    { now: FIRST, editions: [[0, registered(["alpha"])]] },
  );
  const bars = barsThread({ dataDir, log, wall });
  const lake = startLake({ dataDir, keepLogsDays: 0, log, wall, restMs: 0 });
  const app = appOver(engine, bars, errors);
  const published = () => engine.books.lastMinute ?? FIRST - MINUTE;
  const seen: Seen = { rows: new Map(), bodies: new Map(), answers: 0 };
  const over = new AbortController();
  /** Waits for as many answers as there are clients. */
  const asked = async () => {
    const enough = seen.answers + CLIENTS;
    while (seen.answers < enough && errors.length === 0) {
      await wall.sleepUntil(wall.now() + 1);
    }
  };
  holdOpen(engine, asked);
  try {
    await recover(engine, startOptions(engine));
    const clients = Array.from(
      { length: CLIENTS },
      (_, n) =>
        hammer(app, { seen, published, from: n, signal: over.signal })
          .catch((error) => void errors.push(errorText(error))),
    );
    for (let minute = FIRST; minute < LAST; minute += MINUTE) {
      // The day before comes whole, from elsewhere, in the midst of it.
      if (minute === MIDNIGHT - 10 * MINUTE) {
        const whole = daysBars(MIDNIGHT - 2 * DAY);
        const { added } = await addBars(engine, whole, "backfill");
        assert.equal(added, 1_440);
      }
      await runMinute(engine, minute);
      lake.wake(engine.head.length);
      await asked();
    }
    over.abort();
    await Promise.all(clients);
    await lake.close(20_000);
    const folded = barsPath(dataDir, ENDING);
    assert.ok(readdirSync(dirname(folded)).length > 0, "nothing was folded");
  } finally {
    over.abort();
    await bars.close();
    await lake.close(20_000);
    close();
    rmSync(dataDir, { recursive: true });
  }
  assert.deepEqual(errors, []);
  assert.deepEqual([...new Set(seen.rows.get(PATHS[0]!))], [0, 1_440]);
  // Twenty minutes that ran, and what the market had from before them.
  assert.equal(seen.rows.get(PATHS[1]!)?.at(-1), 20 + HISTORY);
});

/** Waits in each minute whose bars are stored and that is not published yet. */
function holdOpen(engine: FakeEngine, wait: () => Promise<void>): void {
  const { strategies } = engine;
  const run: typeof strategies.run = async (minute) => {
    await wait();
    return await strategies.run(minute);
  };
  Object.defineProperty(engine, "strategies", {
    value: { ...strategies, run },
  });
}

/** Returns the API over an engine; what fails is noted. */
function appOver(
  engine: FakeEngine,
  bars: BarsDesk,
  errors: string[],
): ApiApp {
  return apiApp({
    ...stateOf(engine, fakeLedger().reader),
    activity: activityLog([]),
    keys: { teamOf: () => undefined },
    marketData: marketDataOf(engine, bars.read),
  }, {
    mode: "SIMULATED",
    clock: wallClock(),
    requestId: () => "test",
    report: ({ error }) => void errors.push(String(error)),
  });
}

/** Asks for one path after the other, and checks each answer. */
async function hammer(
  app: ApiApp,
  { seen, published, from, signal }: {
    readonly seen: Seen;
    readonly published: () => number;
    readonly from: number;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  for (let n = from; !signal.aborted; n++) {
    const path = PATHS[n % PATHS.length]!;
    const floor = seen.rows.get(path)?.at(-1) ?? 0;
    const answer = await app.request(`/api/v1/market-data/${path}`);
    const text = await answer.text();
    assert.equal(answer.status, 200, `${path}: ${text}`);
    const times = timesOf(text);
    const rows = times.length;
    assert.ok(path.includes("recent") || rows >= floor, `${path}: ${rows}`);
    times.forEach((time, i) => {
      const before = times[i - 1] ?? -Infinity;
      const isNext = time === before + MINUTE ||
        i === 0 || time > before && utcDate(time) !== utcDate(before);
      assert.ok(isNext, `a hole in ${path} at ${utcDate(time)}`);
      assert.ok(time <= published(), `${path} shows ${time} too early`);
    });
    const etag = `${path} ${answer.headers.get("etag")}`;
    assert.equal(seen.bodies.get(etag) ?? text, text, "one tag, two answers");
    seen.bodies.set(etag, text);
    // Only what a client knew before it asked is a floor for others.
    seen.rows.set(path, [...seen.rows.get(path) ?? [], rows]);
    seen.answers++;
  }
}

function timesOf(text: string): number[] {
  const times: string[] = text.startsWith("{")
    ? JSON.parse(text).data.map(({ timestamp }: { timestamp: string }) =>
      timestamp
    )
    : text.trimEnd().split("\n").slice(1).map((row) => row.split(",")[1]);
  return times.map((time) => Date.parse(time));
}

function daysBars(from: number) {
  return Array.from(
    { length: 1_440 },
    (_, n) => sampleBar({ symbol: "BTC", at: from + n * MINUTE }),
  );
}
