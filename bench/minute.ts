/**
 * The close of a minute: bars in, strategies run in their processes, intents
 * durable, orders submitted, snapshots written. Measured in turns with the
 * floor: as many bare processes, each answering one ping of the same work.
 *
 * @module
 */

import { cpuUsage } from "node:process";
import type { Binaries } from "./binaries.ts";
import {
  type BareProcess,
  cpuMs,
  inSlots,
  meanPssMb,
  pingAll,
  startBare,
} from "./floor.ts";
import {
  forget,
  type MinuteStage,
  oneMinute,
  openMinuteStage,
  replacement,
  SLOTS,
} from "./minute_stage.ts";
import { type Figure, median, quantile } from "./report.ts";
import { calibrate } from "./spin.ts";

/** Minutes before the first one that counts, and those that count. */
const WARM_MINUTES = 30;
const MINUTES = 31;
/** Most times the floor that a minute may take, and a process may hold. */
const MINUTE_BOUND = { atMost: 1.5 };
const MEMORY_BOUND = { atMost: 1.3 };

/** Measures the close of a minute with so many teams. */
export async function minuteFigures(
  { qtc, bare }: Binaries,
  folder: string,
  teams: number,
): Promise<Figure[]> {
  const rounds = calibrate();
  const started = performance.now();
  const processes = await startAll(bare, teams, rounds);
  const coldFloorMs = performance.now() - started;
  const stage = await openMinuteStage(qtc, folder, teams, rounds);
  const coldMs = await oneMinute(stage);
  for (let i = 1; i < WARM_MINUTES; i++) {
    await pingAll(processes, SLOTS);
    await oneMinute(stage);
  }
  forget(stage.samples);
  const pids = [...stage.strategies.processes().values()];
  const barePids = processes.map(({ pid }) => pid);
  const before = [cpuMs(pids), cpuMs(barePids)] as const;
  for (let i = 0; i < MINUTES; i++) await inTurns(stage, processes);
  const cpu = {
    teams: (cpuMs(pids) - before[0]) / MINUTES,
    bare: (cpuMs(barePids) - before[1]) / MINUTES,
  };
  const memory: Figure = {
    name: `memory of a team (PSS), ${teams} teams`,
    unit: "MB",
    value: meanPssMb(pids),
    floor: meanPssMb(barePids),
    bound: MEMORY_BOUND,
  };
  const figures = [
    ...minuteOf(stage, teams, cpu),
    memory,
    ...callsOf(stage),
    fact(`  first minute of ${teams}, processes started`, coldMs, coldFloorMs),
    fact(
      "  a new process for a killed one, its window and answer",
      await replacement(stage),
    ),
  ];
  await stage.strategies.close();
  stage.engine.ledger.close();
  await Promise.all(processes.map((each) => each.end()));
  return figures;
}

async function startAll(
  bare: string,
  count: number,
  rounds: number,
): Promise<BareProcess[]> {
  const processes: BareProcess[] = [];
  await inSlots(SLOTS, Array(count).keys(), async () => {
    const process = await startBare(bare, rounds);
    processes.push(process);
    await process.ping();
  });
  return processes;
}

/** Figures of whole minutes; `cpu` is milliseconds a minute of all processes together. */
function minuteOf(
  { samples }: MinuteStage,
  teams: number,
  cpu: { readonly teams: number; readonly bare: number },
): Figure[] {
  const { floors, minutes, sandbox, engineCpu, floorCpu } = samples;
  const engine = mean(engineCpu);
  const pinging = mean(floorCpu);
  return [
    {
      name: `minute of ${teams} teams`,
      unit: "ms",
      value: median(minutes),
      floor: median(floors),
      ratio: median(minutes.map((ms, i) => ms / floors[i]!)),
      bound: MINUTE_BOUND,
    },
    fact(
      "  the quickest",
      quantile(minutes, 0),
      quantile(floors, 0),
    ),
    fact(
      "  outside of the sandbox",
      median(minutes.map((ms, i) => ms - sandbox[i]!)),
    ),
    fact(
      "  processor time, all processes",
      cpu.teams + engine,
      cpu.bare + pinging,
    ),
    fact("  processor time, the engine", engine, pinging),
    fact(
      "  processor time, a team's process",
      cpu.teams / teams,
      cpu.bare / teams,
    ),
  ];
}

function callsOf(
  { samples: { calls, pings, commits } }: MinuteStage,
): Figure[] {
  const perMinute = commits.length / MINUTES;
  return [
    fact("  one call", median(calls), median(pings)),
    fact("  one call, p99", quantile(calls, 0.99), quantile(pings, 0.99)),
    fact(`  one commit of ${perMinute.toFixed(0)} a minute`, median(commits)),
    fact("  one commit, p99", quantile(commits, 0.99)),
  ];
}

function fact(name: string, value: number, floor?: number): Figure {
  return { name, value, unit: "ms", ...(floor !== undefined && { floor }) };
}

/** One round of the floor, one minute, or the other way round. */
async function inTurns(
  stage: MinuteStage,
  processes: readonly BareProcess[],
): Promise<void> {
  const { floors, pings, minutes, engineCpu, floorCpu } = stage.samples;
  const floor = async () => {
    const cpu = cpuUsage();
    const started = performance.now();
    pings.push(...await pingAll(processes, SLOTS));
    floors.push(performance.now() - started);
    floorCpu.push(usedSince(cpu));
  };
  const isFirst = floors.length % 2 === 0;
  if (isFirst) await floor();
  const cpu = cpuUsage();
  minutes.push(await oneMinute(stage));
  engineCpu.push(usedSince(cpu));
  if (!isFirst) await floor();
}

function usedSince(before: ReturnType<typeof cpuUsage>): number {
  const { user, system } = cpuUsage(before);
  return (user + system) / 1000;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}
