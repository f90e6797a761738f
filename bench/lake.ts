/**
 * What the files of the data folder cost: a minute, a day that is folded, a week
 * that is read, a year that is exported; and what the minutes notice of it.
 *
 * @module
 */

import { join } from "node:path";
import { lakeDisk } from "../src/adapters/lake/disk.ts";
import { readPortfolio } from "../src/adapters/lake/portfolio_table.ts";
import { lakeWriter } from "../src/adapters/lake/writer.ts";
import { simulatedMarketData } from "../src/adapters/simulated/market_data.ts";
import { openSource } from "../src/adapters/sqlite/source.ts";
import { wallClock } from "../src/adapters/system/clock.ts";
import { publishWith } from "../src/adapters/system/publish_file.ts";
import { sessionOn } from "../src/domain/calendar.ts";
import { runMinute } from "../src/engine/minute.ts";
import type { LedgerSource } from "../src/ports/ledger.ts";
import { startLake } from "../src/program/lake.ts";
import type { Binaries } from "./binaries.ts";
import { type Figure, median, quantile } from "./report.ts";
import {
  benchTeam,
  openStage,
  quietLog,
  SEED,
  sessionMinutes,
} from "./stage.ts";
import {
  madeUpStrategies,
  writeYear,
  YEAR_TEAMS,
  yearUniverse,
} from "./year_ledger.ts";
import { keptYear } from "./year.ts";

const SESSION_MINUTES = 390;
const SESSIONS = 8;
const READS = 21;
const FIRST_DAY = "2025-01-02";
/** Longest that a fold in the thread is waited for, milliseconds. */
const FOLD_MAX_MS = 30_000;

/** Measures the writer over sessions of fifty teams, and the minutes beside it. */
export async function lakeFigures(folder: string): Promise<Figure[]> {
  const dataDir = join(folder, "data");
  await Deno.mkdir(dataDir);
  await writeYear({
    folder: dataDir,
    minutes: SESSIONS * SESSION_MINUTES + 10,
    checkpointMinutes: 100_000,
    onProgress() {},
  });
  const { minutes, folds } = writeAsLive(dataDir);
  const reads = await readWeeks(dataDir);
  return [
    {
      name: `files of a minute, ${YEAR_TEAMS} teams`,
      unit: "ms",
      value: median(minutes),
      bound: { atMost: 10 },
    },
    { name: "  p99", unit: "ms", value: quantile(minutes, 0.99) },
    {
      name: `a day folded, ${YEAR_TEAMS} teams`,
      unit: "ms",
      value: median(folds),
      bound: { atMost: 1_000 },
    },
    {
      name: "7 days of a team, read",
      unit: "ms",
      value: median(reads),
      bound: { atMost: 30 },
    },
    { name: "  the first time", unit: "ms", value: reads[0] ?? NaN },
    ...await delayFigures(folder),
  ];
}

/** Measures `qtc export` of a year of fifty teams. */
export async function exportFigures(
  { qtc }: Binaries,
  folder: string,
): Promise<Figure[]> {
  const dataDir = join(folder, "data");
  await Deno.mkdir(dataDir);
  const ledger = "ledger.sqlite";
  await Deno.copyFile(join(await keptYear(), ledger), join(dataDir, ledger));
  const { code, stdout, stderr } = await new Deno.Command(qtc, {
    args: ["export", "--data-dir", dataDir],
  }).output();
  const text = new TextDecoder().decode(stdout);
  const rate = /^Exported .* rows, ([\d,]+) a second$/m.exec(text)?.[1];
  if (code !== 0 || rate === undefined) {
    throw new Error(
      `Cannot export: ${text}${new TextDecoder().decode(stderr)}`,
    );
  }
  return [{
    name: `qtc export, a year of ${YEAR_TEAMS} teams, rows`,
    unit: "/s",
    value: Number(rate.replaceAll(",", "")),
    bound: { atLeast: 50_000 },
  }];
}

/** Writes minute by minute what is there already, as if it were just happening. */
function writeAsLive(
  dataDir: string,
): { minutes: number[]; folds: number[] } {
  const all = openSource(dataDir, "alone");
  const ends = all.after(0, all.length()).flatMap(({ seq, event }) =>
    event.kind === "closed" ? [seq] : []
  );
  let end = 0;
  const source: LedgerSource = {
    ...all,
    length: () => end,
    after: (seq, limit) => all.after(seq, Math.min(limit, end - seq)),
  };
  const writer = lakeWriter({
    source,
    disk: lakeDisk(dataDir, publishWith),
    log: quietLog,
    keepLogsDays: 30,
  });
  const taken = ends.map((seq) => {
    end = seq;
    const started = performance.now();
    while (writer.step());
    return performance.now() - started;
  });
  all.close();
  const isFold = (index: number) => index % SESSION_MINUTES === 0;
  return {
    minutes: taken.filter((_, index) => !isFold(index)),
    folds: taken.filter((_, index) => index > 0 && isFold(index)),
  };
}

/** Reads the last seven folded days of a team, again and again. */
async function readWeeks(dataDir: string): Promise<number[]> {
  const taken: number[] = [];
  const [first, ...rest] = (await readPortfolio(pathOf(dataDir, 1)))
    .map(({ at }) => at);
  const days = new Set([first!, ...rest].map((at) => dayOf(at)));
  const from = Date.parse([...days].at(-7)!);
  for (let n = 0; n < READS; n++) {
    const started = performance.now();
    const rows = await readPortfolio(pathOf(dataDir, 2), { from });
    taken.push(performance.now() - started);
    if (rows.length !== 7 * SESSION_MINUTES) {
      throw new Error(`Cannot measure: a week has ${rows.length} minutes`);
    }
  }
  return taken;
}

function pathOf(dataDir: string, team: number): string {
  const { id } = benchTeam(team, "");
  return join(dataDir, "team", id, "portfolio", "portfolio.parquet");
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Runs minutes while a thread writes, and says what those notice that run beside a fold. */
async function delayFigures(folder: string): Promise<Figure[]> {
  const dataDir = join(folder, "beside");
  await Deno.mkdir(dataDir);
  const marketData = simulatedMarketData({
    seed: SEED,
    universe: yearUniverse(),
  });
  const first = sessionOn(FIRST_DAY)!.open;
  const engine = await openStage({
    folder: dataDir,
    first,
    marketData,
    checkpointMinutes: 500,
    teams: Array.from(
      { length: YEAR_TEAMS },
      (_, number) => benchTeam(number, "0".repeat(64)),
    ),
    strategies: () =>
      madeUpStrategies(marketData.instruments.map(({ symbol }) => symbol)),
  });
  const wall = wallClock();
  const lake = startLake({
    ...{ dataDir, keepLogsDays: 30, log: quietLog, wall },
    restMs: 0,
  });
  const [beside, alone]: [number[], number[]] = [[], []];
  let index = 0;
  /** Where the ledger ended when the last day could be folded. */
  let folding = 0;
  for (const minute of sessionMinutes(first)) {
    if (index >= 4 * SESSION_MINUTES) break;
    // Beside a fold minutes follow each other; else the thread is waited for.
    const until = wall.now() + FOLD_MAX_MS;
    while (
      lake.seq() >= folding && lake.seq() < engine.head.length &&
      wall.now() < until
    ) await wall.sleepUntil(wall.now() + 1);
    const isBeside = lake.seq() < folding;
    const started = performance.now();
    await runMinute(engine, minute);
    (isBeside ? beside : alone).push(performance.now() - started);
    lake.wake(engine.head.length);
    if (index++ % SESSION_MINUTES === 0 && index > 1) {
      folding = engine.head.length;
    }
    // What the thread has to say comes between two minutes.
    await wall.sleepUntil(wall.now() + 1);
  }
  await lake.close(FOLD_MAX_MS);
  await engine.strategies.close();
  engine.ledger.close();
  const p95 = (times: readonly number[]) => quantile(times, 0.95);
  return [
    {
      name:
        `  a minute without strategies, p95, ${beside.length} beside a fold`,
      unit: "ms",
      value: p95(beside),
    },
    { name: "  p95 of those alone", unit: "ms", value: p95(alone) },
    {
      name: "a minute later for a fold, p95",
      unit: "ms",
      value: p95(beside) - p95(alone),
      bound: { atMost: 20 },
    },
  ];
}
