/**
 * Runs hostile programs beside honest ones in the real sandbox, and says what
 * was not as it must be.
 *
 * @module
 */

import type { StrategyRun } from "../../src/ports/strategies.ts";
import type { CodeFault } from "../../src/ports/registry.ts";
import { type Bundle, strategyPacker } from "../../src/sandbox/bundle.ts";
import { strategyDryRun } from "../../src/sandbox/dry_run.ts";
import { strategyIntake } from "../../src/sandbox/intake.ts";
import { type Launchers, launchers } from "../../src/sandbox/launch.ts";
import { BINARY } from "../binary/qtc.ts";
import { faultSurprises, intakeSurprises, runSurprises } from "./compare.ts";
import { children, descriptors, holds, measure } from "./measures.ts";
import type { Program } from "./programs.ts";
import { readCanaries } from "./programs.ts";
import { type Actor, INSTRUMENTS, OPEN, Stage, wall } from "./stage.ts";

/** Sources under `deno run`, or the compiled binary. */
export type Mode = "run" | "binary";

/**
 * Which programs are also given to intake, with its dry run: `quick` takes those
 * of which it says something else than their first minute and their signals do.
 */
export type Tried = "all" | "quick" | "none";

/** What a run of the corpus came to. */
export interface Report {
  readonly programs: number;
  /** Runs of hostile programs. */
  readonly runs: number;
  /** What was not as it must be; empty when all is well. */
  readonly surprises: readonly string[];
  /** Most memory that the engine took above what it had before a batch, MB. */
  readonly growthMb: number;
  /** 99th percentile of how late the engine's event loop was, milliseconds, in the worst batch. */
  readonly lateMs: number;
}

/** Programs of a batch share a sandbox, its limits and the canaries. */
interface Batch {
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly budgetMs: number;
  readonly parts: readonly Part[];
}

/** A program on the stage. */
interface Part {
  readonly program: Program;
  readonly actor: Actor;
}

/** What the batches have in common. */
interface Scene {
  readonly hosts: Launchers;
  readonly canaries: readonly Actor[];
  /** What the canaries do when they are alone, minute by minute. */
  readonly alone: readonly string[];
  readonly tried: Tried;
}

const BATCH = 24;
const SLOTS = 2;
const GROWTH_MAX_MB = 50;
const LATE_MAX_MS = 250;
/** Longest that something may be left after a minute or the end, milliseconds. */
const LEFT_MAX_MS = 1000;
const TIMEOUT_MS = { ends: 3000, hangs: 500 };
const ROOM = {
  timeoutMs: TIMEOUT_MS.ends,
  memoryMb: 400,
  slots: SLOTS,
};

/** Runs programs, each as long as it says. */
export async function runCorpus(
  programs: readonly Program[],
  { mode, tried }: { readonly mode: Mode; readonly tried: Tried },
): Promise<Report> {
  const surprises: string[] = [];
  const hosts = launchersOf(mode);
  const packed = await packPrograms(hosts, programs);
  const parts: Part[] = [];
  for (const [program, bundle] of packed) {
    surprises.push(...faultSurprises(program, bundle));
    if (!("script" in bundle) || program.expected.outcomes.length === 0) {
      continue;
    }
    const { params, className } = program.expected.options;
    const entryPoint = `${program.entry}:${className}`;
    const actor = { id: program.id, bundle, entryPoint, params };
    parts.push({ program, actor });
  }
  const minutes = Math.max(
    1,
    ...programs.map(({ expected }) => expected.minutes),
  );
  const scene = { ...await sceneOf(hosts, minutes), tried };
  const [before, open] = [children(), descriptors()];
  let [runs, growthMb, lateMs] = [0, 0, 0];
  for (const batch of batchesOf(parts)) {
    const measuring = measure();
    surprises.push(...await tryBatch(scene, batch));
    const result = await runBatch(scene, batch, before);
    const measured = measuring.stop();
    surprises.push(...result.surprises);
    runs += result.runs;
    growthMb = Math.max(growthMb, measured.growth / 1e6);
    lateMs = Math.max(lateMs, measured.lateMs);
  }
  if (growthMb > GROWTH_MAX_MB) {
    surprises.push(`the engine's memory grew by ${growthMb.toFixed(0)} MB`);
  }
  if (lateMs > LATE_MAX_MS) {
    surprises.push(`the engine's event loop was ${lateMs.toFixed(0)} ms late`);
  }
  const isClosed = await holds(() => descriptors() <= open, LEFT_MAX_MS);
  if (!isClosed) {
    surprises.push(`${open} descriptors became ${descriptors()}`);
  }
  return { programs: programs.length, runs, surprises, growthMb, lateMs };
}

function launchersOf(mode: Mode): Launchers {
  if (mode === "run") return launchers(false);
  const of = (word: string) => ({ command: BINARY, args: [word], env: {} });
  return { host: of("strategy-host"), packer: of("strategy-packer") };
}

async function packPrograms(
  { packer }: Launchers,
  programs: readonly Program[],
): Promise<Map<Program, Bundle | CodeFault>> {
  const packed = await strategyPacker({ launch: packer, wall })
    .packAll(programs.map(({ files, entry }) => ({ files, entry })));
  return new Map(programs.map((program, i) => [program, packed[i]!]));
}

async function sceneOf(
  hosts: Launchers,
  minutes: number,
): Promise<Omit<Scene, "tried">> {
  const sources = [...await readCanaries()];
  const packed = await strategyPacker({ launch: hosts.packer, wall })
    .packAll(sources.map(([entry, files]) => ({ files, entry })));
  const canaries = sources.map(([entry], i): Actor => {
    const bundle = packed[i];
    if (!bundle || !("script" in bundle)) {
      throw new Error(`Cannot pack canary "${entry}": ${bundle?.message}`);
    }
    return { id: entry, bundle, entryPoint: `${entry}:S`, params: {} };
  });
  await using stage = new Stage({ host: hosts.host, ...ROOM });
  const alone: string[] = [];
  for (let i = 0; i < minutes; i++) {
    const ended = await stage.next(canaries);
    const bad = [...ended.values()].find(({ outcome }) => outcome !== "ok");
    if (bad) {
      throw new Error(
        `Cannot begin: canary "${bad.teamId}" alone ends with ${bad.outcome}: ` +
          `${bad.error?.message}; is the binary built from these sources?`,
      );
    }
    alone.push(songOf(ended, stage, canaries));
  }
  return { hosts, canaries, alone };
}

/** Returns all that the canaries have said in a minute. */
function songOf(
  runs: ReadonlyMap<string, StrategyRun>,
  stage: Stage,
  canaries: readonly Actor[],
): string {
  return JSON.stringify(canaries.map(({ id }) => {
    const { outcome, signals, log, error } = runs.get(id)!;
    return [id, outcome, signals, log, stage.stateOf(id), error?.message];
  }));
}

/** Puts programs with the same limits together, those that run longest first. */
function batchesOf(parts: readonly Part[]): Batch[] {
  const byLimits = new Map<string, Batch & { parts: Part[] }>();
  for (const part of parts) {
    const { outcomes, options } = part.program.expected;
    const timeoutMs = options.timeoutMs ??
      (outcomes.includes("timeout") ? TIMEOUT_MS.hangs : TIMEOUT_MS.ends);
    const { memoryMb, budgetMs } = options;
    const key = `${timeoutMs} ${memoryMb} ${budgetMs}`;
    const batch = byLimits.get(key) ??
      { timeoutMs, memoryMb, budgetMs, parts: [] };
    batch.parts.push(part);
    byLimits.set(key, batch);
  }
  return [...byLimits.values()].flatMap(({ parts, ...limits }) => {
    parts.sort((a, b) =>
      b.program.expected.minutes - a.program.expected.minutes
    );
    return Array.from(
      { length: Math.ceil(parts.length / BATCH) },
      (_, i) => ({ ...limits, parts: parts.slice(i * BATCH, (i + 1) * BATCH) }),
    );
  });
}

async function tryBatch(
  { hosts: { host, packer }, tried }: Scene,
  { parts, timeoutMs, memoryMb }: Batch,
): Promise<string[]> {
  const due = tried === "none"
    ? []
    : parts.filter(({ program }) =>
      tried === "all" ||
      ![saidOf(program), "SignalError"].includes(program.expected.intake)
    );
  const intake = strategyIntake({
    packer: strategyPacker({ launch: packer, wall }),
    dryRun: strategyDryRun({
      ...{ launch: host, wall, instruments: INSTRUMENTS, at: () => OPEN },
      ...{ timeoutMs, memoryMb },
    }),
  });
  const verdicts = await intake.packAll(due.map(({ program, actor }) => {
    const { bundle, entryPoint, params } = actor;
    return { files: program.files, bundle, entryPoint, params };
  }));
  return due.flatMap(({ program }, i) =>
    intakeSurprises(program, verdicts[i]!)
  );
}

/** Returns what the first minute says of a program. */
function saidOf({ expected: { outcomes, error } }: Program): string {
  return outcomes[0] === "ok" ? "ok" : error?.type ?? "";
}

async function runBatch(
  { hosts, canaries, alone }: Scene,
  { parts, ...limits }: Batch,
  before: readonly number[],
): Promise<{ surprises: string[]; runs: number }> {
  const surprises: string[] = [];
  let runs = 0;
  const names = parts.map(({ actor }) => actor.id).join(", ");
  // What belongs there is asked each time: it may just have been started.
  const isLeft = (kept: () => readonly number[]) => () =>
    children().every((pid) => before.includes(pid) || kept().includes(pid));
  {
    await using stage = new Stage({
      host: hosts.host,
      ...limits,
      slots: SLOTS,
    });
    for (let minute = 0;; minute++) {
      const due = parts.filter(({ program }) =>
        minute < program.expected.minutes
      );
      if (due.length === 0) break;
      // In the middle: some hostile ones come before them, some after.
      const actors = due.map(({ actor }) => actor);
      actors.splice(Math.floor(actors.length / 2), 0, ...canaries);
      const ended = await stage.next(actors);
      runs += due.length;
      for (const { program } of due) {
        const run = ended.get(program.id);
        surprises.push(...runSurprises({ program, minute, run, stage }));
      }
      const song = songOf(ended, stage, canaries);
      if (song !== alone[minute]) {
        surprises.push(
          `minute ${minute}, beside ${names}: the canaries sang\n${song}\n` +
            `and alone\n${alone[minute]}`,
        );
      }
      if (!await holds(isLeft(() => stage.processes()), LEFT_MAX_MS)) {
        surprises.push(`minute ${minute}: a process is left of ${names}`);
      }
    }
  }
  if (!await holds(isLeft(() => []), LEFT_MAX_MS)) {
    surprises.push(`a process outlives the sandbox of ${names}`);
  }
  return { surprises, runs };
}
