/**
 * What the sandbox adds to a strategy's own work, and how it shares the cores:
 * the overhead of a call, a first minute, a replacement, arithmetic in the
 * realm, quick strategies beside those that never end.
 *
 * @module
 */

import type { StrategyRun } from "../src/ports/strategies.ts";
import { startChild } from "../src/sandbox/child.ts";
import {
  type Arena,
  BUDGET_MS,
  callsOf,
  openArena,
  scriptOf,
} from "./arena.ts";
import type { Binaries } from "./binaries.ts";
import { meanPssMb } from "./floor.ts";
import { indicators } from "./indicators.ts";
import { type Figure, median, quantile } from "./report.ts";
import { calibrate, spin } from "./spin.ts";
import { WINDOW } from "./stage.ts";

const TEAMS = 200;
/** Minutes before the first one that counts, and those that count. */
const WARM_MINUTES = 10;
const MINUTES = 30;
const REPLACED = 9;
const ARITHMETIC_MINUTES = 40;
const SPINNERS = 20;
const HONEST = 5;
/** Strategies that do nothing, that never end. */
const NOTHING = scriptOf("generate_signal() { return []; }");
const ENDLESS = scriptOf("generate_signal() { for (;;); }");

/** Measures the sandbox alone, with processes of the compiled binary. */
export async function sandboxFigures({ qtc }: Binaries): Promise<Figure[]> {
  return [
    ...await callFigures(qtc),
    ...await arithmeticFigures(qtc),
    ...await fairnessFigures(qtc),
  ];
}

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const started = performance.now();
  const result = await work();
  return [performance.now() - started, result];
}

/** A strategy that does nothing: all that a call takes is ours. */
async function callFigures(qtc: string): Promise<Figure[]> {
  const arena = await openArena(qtc);
  const calls = callsOf(TEAMS, NOTHING);
  await arena.ready(calls);
  const [coldMs, cold] = await timed(() => arena.next(calls));
  requireOk(cold);
  for (let i = 0; i < WARM_MINUTES; i++) await arena.next(calls);
  const times: number[] = [];
  const work: number[] = [];
  const before = threadCpuMs();
  for (let i = 0; i < MINUTES; i++) {
    const runs = await arena.next(calls);
    requireOk(runs);
    times.push(...runs.map(({ wallMs }) => wallMs));
    work.push(...runs.map(({ cpuMs }) => cpuMs));
  }
  const engineMs = (threadCpuMs() - before) / MINUTES / TEAMS;
  const pids = [...arena.strategies.processes().values()];
  const memoryGb = meanPssMb(pids) * pids.length / 1000;
  await arena.strategies.close();
  return [
    bounded(
      `a call that does nothing, ${TEAMS} teams`,
      "ms",
      median(times),
      1.2,
    ),
    bounded("  p99", "ms", quantile(times, 0.99), 10),
    {
      name: "  processor time, its process",
      unit: "ms",
      value: median(work),
    },
    { name: "  processor time, the engine", unit: "ms", value: engineMs },
    bounded(`first minute of ${TEAMS}, made ready`, "ms", coldMs, 3_000),
    bounded(`memory of ${TEAMS} (PSS)`, "GB", memoryGb, 10),
    bounded(
      "a death until the next is ready",
      "ms",
      await replacement(qtc, arena),
      150,
    ),
  ];
}

async function replacement(qtc: string, { market }: Arena): Promise<number> {
  const start = () =>
    startChild({
      launch: { command: qtc, args: ["strategy-host"], env: {} },
      ...{ window: WINDOW, script: NOTHING, market },
    });
  let child = start();
  await child.ready;
  const took: number[] = [];
  for (let i = 0; i < REPLACED; i++) {
    const [ms] = await timed(async () => {
      child.kill("timeout");
      child = start();
      await child.ready;
    });
    took.push(ms);
  }
  child.kill("closed");
  await child.ended;
  return median(took);
}

/** Returns the processor time of this thread so far, milliseconds. */
function threadCpuMs(): number {
  const [ns] = Deno.readTextFileSync("/proc/thread-self/schedstat").split(" ");
  return Number(ns) / 1e6;
}

/** The same arithmetic here and in the realm, in turns; processor time. */
async function arithmeticFigures(qtc: string): Promise<Figure[]> {
  const arena = await openArena(qtc);
  const body = `generate_signal(_, bars) {
    let sum = 0;
    for (let i = 0; i < 10; i++) sum += indicators(bars);
    return [sum];
  }`;
  const calls = callsOf(1, scriptOf(body, indicators));
  const columns = JSON.parse(new TextDecoder().decode(arena.market));
  const bars = Object.fromEntries(
    Object.entries<number[][]>(columns).map((
      [symbol, [, , high, low, close]],
    ) => [
      symbol,
      { high: high!, low: low!, close: close! },
    ]),
  );
  await arena.ready(calls);
  const inside: number[] = [];
  const here: number[] = [];
  for (let i = 0; i < ARITHMETIC_MINUTES; i++) {
    const [run] = await arena.next(calls);
    requireOk([run!]);
    inside.push(run!.cpuMs);
    const started = threadCpuMs();
    for (let k = 0; k < 10; k++) indicators(bars);
    here.push(threadCpuMs() - started);
  }
  await arena.strategies.close();
  const half = ARITHMETIC_MINUTES / 2;
  return [{
    name: "100 indicators over 28 symbols, 10 times, beside deno run",
    unit: "ms",
    value: median(inside.slice(half)),
    floor: median(here.slice(half)),
    bound: { atMost: 1.1 },
  }];
}

/** Quick ones beside those that never end, in a first minute and in one after it. */
async function fairnessFigures(qtc: string): Promise<Figure[]> {
  const arena = await openArena(qtc);
  const rounds = calibrate() * 200;
  const honest = scriptOf(
    `generate_signal() { spin(${rounds}); return []; }`,
    spin,
  );
  const calls = [
    ...callsOf(SPINNERS, ENDLESS),
    ...callsOf(HONEST, honest, SPINNERS),
  ];
  const figures: Figure[] = [];
  for (const name of ["first minute", "second minute"]) {
    const [ms, runs] = await timed(() => arena.next(calls));
    const quick = runs.slice(SPINNERS);
    requireOk(quick);
    const slowest = Math.max(...quick.map(({ wallMs }) => wallMs));
    figures.push(
      bounded(
        `${name}, 200 ms beside ${SPINNERS} that never end`,
        "ms",
        slowest,
        5_000,
      ),
      bounded("  the whole minute", "s", ms / 1000, BUDGET_MS / 1000 + 0.5),
    );
  }
  await arena.strategies.close();
  return figures;
}

function bounded(
  name: string,
  unit: string,
  value: number,
  atMost: number,
): Figure {
  return { name, unit, value, bound: { atMost } };
}

function requireOk(runs: readonly StrategyRun[]): void {
  const bad = runs.find(({ outcome }) => outcome !== "ok");
  if (!bad) return;
  throw new Error(
    `Cannot measure: ${bad.teamId} is ${bad.outcome}: ${bad.error?.message}`,
  );
}
