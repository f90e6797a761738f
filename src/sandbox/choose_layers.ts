import type { SandboxLayer } from "../domain/sandbox_layer.ts";
import type { Clock } from "../ports/clock.ts";
import { type Child, startChild } from "./child.ts";
import { type Launch, type Launchers, PACKER_MEMORY_MB } from "./launch.ts";
import {
  findLayers,
  type Layer,
  layered,
  type Machine,
  type Missing,
} from "./layers.ts";

/** The layers that work together, and why the others do not. */
export interface Choice {
  readonly on: readonly Layer[];
  readonly off: readonly Missing[];
}

/** Programs inside of all layers that work here. */
export interface Surrounded {
  readonly launchers: Launchers;
  readonly on: readonly SandboxLayer[];
  readonly off: readonly Missing[];
}

/** Longest that anything of a trial may take, milliseconds. */
const TRIAL_MS = 2_000;
/** Most that is told of what a program says, characters. */
const SAID_MAX = 200;
const NO_BARS = new TextEncoder().encode("{}");

/**
 * Finds out by starting a strategy's process, without a strategy, which layers
 * can be put around it, and returns the programs inside of them.
 *
 * @param wanted Layers to try
 * @param memoryMb Most memory of a strategy's process, MB
 */
export async function surround(
  { host, packer }: Launchers,
  { machine, wanted, memoryMb, wall }: {
    readonly machine: Machine;
    readonly wanted: readonly SandboxLayer[];
    readonly memoryMb: number;
    /** Real time. */
    readonly wall: Clock;
  },
): Promise<Surrounded> {
  const { on, off } = await chooseLayers(
    findLayers(machine, wanted),
    (layers) => trial(layered(host, layers, memoryMb), layers, wall),
  );
  return {
    launchers: {
      host: layered(host, on, memoryMb),
      packer: layered(packer, on, PACKER_MEMORY_MB),
    },
    on: on.map(({ name }) => name),
    off,
  };
}

/**
 * Returns which layers work together: all of them, or, when they do not, each
 * one that works inside of those before it.
 *
 * @param attempt Says why a process cannot run inside of layers
 */
export async function chooseLayers(
  found: readonly (Layer | Missing)[],
  attempt: (layers: readonly Layer[]) => Promise<string | undefined>,
): Promise<Choice> {
  const all = found.filter((each) => "command" in each);
  const missing = found.filter((each) => "reason" in each);
  if (all.length === 0 || await attempt(all) === undefined) {
    return { on: all, off: missing };
  }
  let on: readonly Layer[] = [];
  const off = [...missing];
  for (const layer of all) {
    const reason = await attempt([...on, layer]);
    if (reason === undefined) on = [...on, layer];
    else off.push({ name: layer.name, reason });
  }
  return { on, off };
}

/**
 * Starts a strategy's process and ends it.
 *
 * @returns Why it cannot be used so; `undefined` when it can: it said that it is
 * ready, all layers were seen around it, its memory could be read, and it could
 * be killed
 */
export async function trial(
  launch: Launch,
  layers: readonly Layer[],
  wall: Clock,
): Promise<string | undefined> {
  try {
    const child = startChild({
      launch,
      window: 1,
      script: "",
      market: NO_BARS,
    });
    const isReady = await within(child.ready, wall);
    const fault = isReady === true ? faultOf(child, layers) : undefined;
    child.kill("closed");
    const isGone = await within(child.ended.then(() => true), wall);
    if (isGone === undefined) return "the process could not be ended";
    if (isReady === undefined) {
      return `the process was not ready within ${TRIAL_MS / 1000} s`;
    }
    return isReady ? fault : await lastWords(launch, wall);
  } catch (error) {
    return `the process could not be started: ${String(error)}`;
  }
}

function faultOf(
  child: Child,
  layers: readonly Layer[],
): string | undefined {
  const absent = layers.find((layer) => !layer.holds(child.pid));
  if (absent) return `${absent.name} was not seen around the process`;
  return child.memory() > 0
    ? undefined
    : "the process's memory could not be read";
}

/** Starts it once more and returns what it says when it fails. */
async function lastWords(launch: Launch, wall: Clock): Promise<string> {
  const process = new Deno.Command(launch.command, {
    args: [...launch.args],
    cwd: "/",
    clearEnv: true,
    env: { ...launch.env, NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const output = process.output();
  if (await within(output, wall) === undefined) process.kill("SIGKILL");
  const { code, stderr } = await output;
  const said = new TextDecoder().decode(stderr).split("Stack backtrace")[0]
    ?.replaceAll(/\s+/g, " ").trim().slice(0, SAID_MAX);
  return said ? said : `the process ended with ${code}`;
}

/** Returns what a promise gives; `undefined` when that takes too long. */
async function within<T>(
  promise: Promise<T>,
  wall: Clock,
): Promise<T | undefined> {
  const over = new AbortController();
  const late = wall.sleepUntil(wall.now() + TRIAL_MS, over.signal);
  try {
    return await Promise.race([promise, late.then(() => undefined)]);
  } finally {
    over.abort();
    await late;
  }
}
