import type { RunError, RunOutcome } from "../domain/run.ts";
import type { StrategyCall, StrategyRun } from "../ports/strategies.ts";
import type { Bundle } from "./bundle.ts";
import type { Answer, Child, Death } from "./child.ts";
import type { DataUse } from "./data_requests.ts";
import { answerRequests } from "./data_requests.ts";
import type { Output } from "./protocol.ts";
import { requestFrame } from "./protocol.ts";
import type { WireCall } from "./realm_calls.ts";
import type { Bench, Seat } from "./runner.ts";
import { describeFailure } from "./source_map.ts";
import { deathError, skipped, STUCK } from "./verdict.ts";

/** Time between the deadline in the process and the one from outside, milliseconds. */
const GRACE_MS = 300;
/** Longest start of a process, milliseconds. */
const START_MAX_MS = 10_000;

const encoder = new TextEncoder();
const END = encoder.encode("}");

/** How a call went, before it is said in the port's words. */
interface Ending {
  readonly outcome: RunOutcome;
  readonly output?: Output;
  readonly error?: RunError;
}

/**
 * Calls one team for one minute, in its process or a new one.
 *
 * @param minute Start of the minute, Unix milliseconds
 * @param end When the phase's time is used up, on the scale of `performance.now()`
 */
export async function callStrategy(
  bench: Bench,
  seat: Seat,
  call: StrategyCall,
  { minute, end }: { readonly minute: number; readonly end: number },
): Promise<StrategyRun> {
  const { spec } = call;
  const bundle = bundleOf(bench, seat, call);
  if (!bundle) {
    return skipped(spec.id, "load_error", "there is no code that can run");
  }
  const child = await seated(bench, seat, end);
  if (!child) {
    return skipped(
      spec.id,
      "skipped_spawn",
      "its process could not be started",
    );
  }
  const fresh = !seat.isLoaded;
  const started = performance.now();
  const ending = await converse(bench, { seat, child, call, minute, bundle });
  const { output } = ending;
  const isBad = ["timeout", "memory", "crashed"].includes(ending.outcome);
  const wallMs = Math.max(performance.now() - started, 0.001);
  if (isBad || ending.outcome === "load_error") child.kill("crashed");
  const cpuMs = child.takeCpuMs();
  if (isBad) bench.seatChild(seat);
  return {
    teamId: spec.id,
    outcome: ending.outcome,
    signals: output && "signals" in output ? output.signals : [],
    ...(output && "signals" in output && output.state !== undefined &&
      { state: output.state }),
    ...(ending.error && { error: ending.error }),
    log: output && "log" in output ? output.log ?? "" : "",
    fresh,
    wallMs,
    cpuMs,
  };
}

/** Returns the team's code, read once for each version. */
function bundleOf(
  { codeOf }: Bench,
  seat: Seat,
  { spec: { id, code } }: StrategyCall,
): Bundle | undefined {
  if (code !== undefined) seat.bundle ??= codeOf(id, code);
  return seat.bundle;
}

/** Returns the team's process as soon as it can take a minute. */
async function seated(
  bench: Bench,
  seat: Seat,
  end: number,
): Promise<Child | undefined> {
  const child = seat.child?.isAlive ? seat.child : bench.seatChild(seat);
  if (!child) return undefined;
  if (seat.isLoaded) return child;
  bench.dog.watch(child, {
    end: Math.min(performance.now() + START_MAX_MS, end),
    memory: bench.memoryMb * 1e6,
  });
  const isReady = await child.ready;
  bench.dog.release(child);
  child.takeCpuMs(); // starting is not the team's
  return isReady ? child : undefined;
}

/** Everything that belongs to one call. */
interface Talk {
  readonly seat: Seat;
  readonly child: Child;
  readonly call: StrategyCall;
  readonly minute: number;
  readonly bundle: Bundle;
}

async function converse(bench: Bench, talk: Talk): Promise<Ending> {
  const { seat, child, minute, bundle } = talk;
  const use: DataUse = { minute, calls: 0, rows: 0 };
  const id = minute / 60_000;
  let leftMs = bench.timeoutMs;
  let next = requestFrame("C", id, leftMs, ...callParts(bench, talk));
  if (!seat.isLoaded) {
    child.send(requestFrame("L", id, leftMs, encoder.encode(bundle.script)));
  }
  seat.isLoaded = true;
  for (;;) {
    const asked = performance.now();
    bench.dog.watch(child, {
      end: asked + leftMs + GRACE_MS,
      memory: bench.memoryMb * 1e6,
    });
    const answer = await child.ask(next);
    bench.dog.release(child);
    leftMs -= performance.now() - asked;
    const output = outputOf(answer, id);
    if (typeof output === "string") return death(bench, output);
    if (!("requests" in output)) return ending(talk, output);
    if (leftMs <= 0) return death(bench, "timeout");
    const answers = answerRequests(bench, use, output.requests);
    next = requestFrame(
      "A",
      id,
      leftMs,
      encoder.encode(JSON.stringify(answers)),
    );
  }
}

/** Returns what the realm said in answer to this call, or how the process ended. */
function outputOf(answer: Answer, id: number): Output | Death {
  if (answer.kind === "dead") return answer.why;
  if (answer.kind === "ready" || answer.id !== id) return "crashed";
  if (answer.kind === "output") return answer.output;
  return answer.kind === "timeout" ? "timeout" : "crashed";
}

function death(bench: Bench, why: Death): Ending {
  // Ended by ourselves: the team has left, or everything stops.
  if (why === "closed") {
    return {
      outcome: "skipped_spawn",
      error: skipped("", "skipped_spawn", "its process was ended").error!,
    };
  }
  return { outcome: why, error: deathError(why, bench) };
}

function ending(
  { seat, bundle }: Talk,
  output: Exclude<Output, { readonly requests: unknown }>,
): Ending {
  if ("stuck" in output) return { outcome: "timeout", output, error: STUCK };
  if ("error" in output) {
    const error = describeFailure(output.error, bundle.map);
    return {
      outcome: output.error.load ? "load_error" : "error",
      output,
      error,
    };
  }
  if (output.state !== undefined) seat.state = output.state;
  return { outcome: "ok", output };
}

/** Returns the minute as JSON text, in parts; what all teams get is encoded once. */
function callParts(
  bench: Bench,
  { seat, call, minute }: Talk,
): Uint8Array[] {
  const { spec, view, seed, state } = call;
  const wire: WireCall = {
    minute: minute / 60_000,
    seed,
    team: {
      id: spec.id,
      name: spec.name,
      ...view,
      params: spec.params,
    },
    ...(!seat.isLoaded && { entry: spec.entryPoint.split(":")[1] ?? "" }),
    ...(state !== seat.state && { state: state ?? null }),
  };
  seat.state = state;
  const { parts, upTo } = bench.feed.since(seat.upTo);
  seat.upTo = upTo;
  const text = JSON.stringify(wire).slice(0, -1);
  return [encoder.encode(text), ...parts, END];
}
