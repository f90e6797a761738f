/**
 * The store of bars: what reading costs beside DuckDB on files of the same bars,
 * and what a minute of five hundred symbols and the end of its day cost.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { simulatedMarketData } from "../src/adapters/simulated/market_data.ts";
import { openLedger } from "../src/adapters/sqlite/data_folder.ts";
import { wallClock } from "../src/adapters/system/clock.ts";
import type { Bar } from "../src/domain/bar.ts";
import { sessionOn } from "../src/domain/calendar.ts";
import { runMinute } from "../src/engine/minute.ts";
import { startLake } from "../src/program/lake.ts";
import {
  type BarStoreFiles,
  DAYS,
  MINUTES,
  nameOf,
  SYMBOLS,
  writeStore,
} from "./bar_store.ts";
import type { Turns, TurnTimes } from "./bars_beside_duck.ts";
import { type Figure, median, quantile } from "./report.ts";
import {
  benchTeam,
  openStage,
  quietLog,
  SEED,
  sessionMinutes,
} from "./stage.ts";
import { madeUpStrategies } from "./year_ledger.ts";

const READS = {
  last: "last 200 rows of a symbol",
  day: "a day of a symbol",
  all: `a day of ${SYMBOLS} symbols`,
  range: "30 days of a symbol",
} as const;
/** Turns of each read; more of the short ones. */
const TURNS = { last: 101, day: 101, all: 31, range: 31 } as const;
/** Days that there are files of. */
const FILE_DAYS = 30;
/** Symbols of the minute that is appended, and of the day that is folded. */
const MANY = 500;
const FIRST_DAY = "2025-01-02";
/** The young generation that the binary has. */
const V8_FLAGS = "--v8-flags=--max-semi-space-size=1";
/** Longest that a fold in the thread is waited for, milliseconds. */
const FOLD_MAX_MS = 60_000;

/** Measures the store and the end of a day; `folder` is empty. */
export async function barsFigures(folder: string): Promise<Figure[]> {
  const dataDir = join(folder, "data");
  await Deno.mkdir(dataDir);
  const store = writeStore(dataDir, FILE_DAYS);
  const reads: Figure[] = [];
  for (const read of ["last", "day", "all", "range"] as const) {
    reads.push(...await readFigures(store, read));
  }
  return [
    ...reads,
    ...await memoryFigures(store),
    ...appendFigures(store),
    ...await foldFigures(folder),
  ];
}

async function readFigures(
  store: BarStoreFiles,
  read: keyof typeof READS,
): Promise<Figure[]> {
  const turns: Turns = { ...store, read, turns: TURNS[read] };
  const times = await runScript<TurnTimes>("bars_beside_duck.ts", turns);
  return [{
    name: `${READS[read]}, beside DuckDB`,
    unit: "ms",
    value: median(times.store),
    floor: median(times.duck),
    ratio: median(times.store.map((time, n) => time / times.duck[n]!)),
    bound: { atMost: 1.5 },
  }, {
    name: "  DuckDB, its values given to JavaScript",
    unit: "ms",
    value: median(times.columns),
  }];
}

async function memoryFigures(store: BarStoreFiles): Promise<Figure[]> {
  const { before, after } = await runScript<{ before: number; after: number }>(
    "bars_memory.ts",
    store,
  );
  return [{
    name: `memory of a process that reads ${DAYS} days`,
    unit: "MB",
    value: after / 1000,
    bound: { atMost: 150 },
  }, {
    name: "  before it reads",
    unit: "MB",
    value: before / 1000,
  }];
}

/** Commits the minutes of a day more, as the engine's ledger does. */
function appendFigures({ dataDir, opens }: BarStoreFiles): Figure[] {
  const ledger = openLedger(dataDir);
  const open = opens.at(-1)! + 86_400_000;
  const taken = Array.from({ length: MINUTES }, (_, n) => {
    const bars = minuteBars(open + n * 60_000);
    const started = performance.now();
    ledger.commit({ events: [], bars });
    return performance.now() - started;
  });
  ledger.close();
  return [{
    name: `a minute of ${MANY} symbols, appended`,
    unit: "ms",
    value: median(taken),
    bound: { atMost: 5 },
  }, { name: "  p99", unit: "ms", value: quantile(taken, 0.99) }];
}

function minuteBars(at: number): Bar[] {
  return Array.from({ length: MANY }, (_, n) => {
    const open = 50 + n + at % 7_000_000 / 1e6;
    return {
      ...{ symbol: nameOf(n), at, open, volume: 100 + n },
      ...{ high: open + 0.05, low: open - 0.04, close: open + 0.01 },
      ...{ tradeCount: 1 + n, vwap: open + 0.0051 },
    };
  });
}

/** Runs a session and the minutes after it, while a thread folds the session. */
async function foldFigures(folder: string): Promise<Figure[]> {
  const dataDir = join(folder, "fold");
  await Deno.mkdir(dataDir);
  const equities = Array.from({ length: MANY }, (_, n) => nameOf(n));
  const marketData = simulatedMarketData({
    seed: SEED,
    universe: { equities, crypto: [] },
  });
  const first = sessionOn(FIRST_DAY)!.open;
  const engine = await openStage({
    folder: dataDir,
    first,
    marketData,
    checkpointMinutes: 10_000,
    teams: [benchTeam(0, "0".repeat(64))],
    strategies: () => madeUpStrategies(equities.slice(0, 20)),
  });
  const wall = wallClock();
  const options = { dataDir, keepLogsDays: 30, log: quietLog, wall };
  const lake = startLake({ ...options, restMs: 0 });
  const reached = async (seq: number) => {
    const until = wall.now() + FOLD_MAX_MS;
    while (lake.seq() < seq && wall.now() < until) await pause();
  };
  const pause = () => wall.sleepUntil(wall.now() + 1);
  const [alone, beside]: [number[], number[]] = [[], []];
  let folding = Infinity;
  let folded = NaN;
  let started = NaN;
  let ran = 0;
  for (const minute of sessionMinutes(first)) {
    if (ran >= 2 * MINUTES) break;
    const isBeside = lake.seq() < folding && folding < Infinity;
    const begun = performance.now();
    await runMinute(engine, minute);
    (isBeside ? beside : alone).push(performance.now() - begun);
    lake.wake(engine.head.length);
    if (ran++ === MINUTES) {
      // The first minute of the next day: the one before it can be folded.
      folding = engine.head.length;
      started = begun;
      void reached(folding).then(() => folded = performance.now());
    }
    await pause();
    if (ran <= MINUTES) await reached(engine.head.length);
  }
  await reached(folding);
  await lake.close(FOLD_MAX_MS);
  await engine.strategies.close();
  engine.ledger.close();
  return delays({ folded: folded - started, alone, beside });
}

function delays({ folded, alone, beside }: {
  readonly folded: number;
  readonly alone: readonly number[];
  readonly beside: readonly number[];
}): Figure[] {
  const p95 = (times: readonly number[]) => quantile(times, 0.95);
  return [
    {
      name: `a day of ${MANY} symbols, folded`,
      unit: "s",
      value: folded / 1000,
      bound: { atMost: 2 },
    },
    {
      name: `  a minute of ${MANY} symbols, p95, ${beside.length} beside it`,
      unit: "ms",
      value: p95(beside),
    },
    { name: "  p95 of those alone", unit: "ms", value: p95(alone) },
    {
      name: "a minute later for that fold, p95",
      unit: "ms",
      value: p95(beside) - p95(alone),
      bound: { atMost: 50 },
    },
  ];
}

/** Runs a script of this folder with a task and returns what it prints. */
async function runScript<T>(name: string, task: unknown): Promise<T> {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "-A", "--no-check", V8_FLAGS],
      fileURLToPath(new URL(name, import.meta.url)),
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = process.output();
  const input = process.stdin.getWriter();
  await input.write(new TextEncoder().encode(JSON.stringify(task)));
  await input.close();
  const { success, stdout, stderr } = await output;
  const [text, error] = [stdout, stderr].map((each) =>
    new TextDecoder().decode(each)
  );
  if (!success) throw new Error(`Cannot run ${name}: ${error}`);
  return JSON.parse(text ?? "");
}
