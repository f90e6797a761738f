import type { RunError, RunOutcome } from "../domain/run.ts";
import type { StrategyCall, StrategyRun } from "../ports/strategies.ts";
import type { Answer, Child, Death } from "./child.ts";
import { type DataUse, noUse } from "./data_requests.ts";
import type { DataRequest, Output } from "./protocol.ts";
import { requestFrame } from "./protocol.ts";
import type { WireCall } from "./realm_calls.ts";
import type { Bench } from "./runner.ts";
import type { Seat } from "./seat.ts";
import { bundleOf, readyBy, seatChild } from "./seat.ts";
import { describeFailure } from "./source_map.ts";
import type { Turn } from "./turns.ts";
import {
  CUT_OFF,
  deathError,
  ENDED,
  NOT_REACHED,
  NOT_STARTED,
  RESTLESS,
  skipped,
  STUCK,
} from "./verdict.ts";

const encoder = new TextEncoder();
const END = encoder.encode("}");

/** How a call went, before it is said in the port's words. */
interface Ending {
  readonly outcome: RunOutcome;
  readonly output?: Output;
  readonly error?: RunError;
  /** Why the process ended, if it did. */
  readonly why?: Death;
}

/** When a call takes place. */
export interface CallTime {
  /** Start of the minute, Unix milliseconds. */
  readonly minute: number;
  /** When the phase's time is used up, on the scale of `performance.now()`. */
  readonly end: number;
  readonly turn: Turn;
}

/** Calls one team for one minute, in its process or a new one. */
export async function callStrategy(
  bench: Bench,
  seat: Seat,
  call: StrategyCall,
  time: CallTime,
): Promise<StrategyRun> {
  const { id } = call.spec;
  if (seat.isGone) return skipped(id, "skipped_spawn", ENDED);
  if (!bundleOf(bench, seat)) {
    return skipped(id, "load_error", "there is no code that can run");
  }
  if (seat.isRestless) {
    seat.isRestless = false;
    const told = skipped(id, "skipped_spawn", "");
    return { ...told, outcome: "crashed", error: RESTLESS };
  }
  const child = seat.child?.isAlive ? seat.child : seatChild(bench, seat);
  if (!child) return skipped(id, "skipped_spawn", NOT_STARTED);
  const isReady = !seat.isFresh || await readyBy(bench, child, time.end);
  if (isReady === undefined) return skipped(id, "skipped_budget", NOT_REACHED);
  if (!isReady) {
    return skipped(id, "skipped_spawn", seat.isGone ? ENDED : NOT_STARTED);
  }
  const fresh = seat.isFresh;
  child.takeCpuMs(); // what was before is not this minute's
  time.turn.begin(child);
  const ending = await converse(bench, { ...time, seat, child, call });
  const { output, outcome } = ending;
  const ranMs = time.turn.ranMs();
  if (outcome !== "ok" && outcome !== "error") child.kill("crashed");
  const cpuMs = child.takeCpuMs();
  // While nobody looked no time went by for it, and it may have worked.
  const wallMs = Math.max(ranMs, cpuMs, 0.001);
  const isLost = !child.isAlive && outcome !== "load_error";
  // Of those that the end of the phase met there may be many: see `rest()`.
  if (isLost && ending.why !== "budget") seatChild(bench, seat);
  return {
    teamId: id,
    outcome,
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

/** Everything that belongs to one call. */
interface Talk extends CallTime {
  readonly seat: Seat;
  readonly child: Child;
  readonly call: StrategyCall;
}

async function converse(bench: Bench, talk: Talk): Promise<Ending> {
  const { seat, child, minute, turn, end } = talk;
  const use = noUse(minute);
  const id = minute / 60_000;
  const memory = bench.memoryMb * 1e6;
  // The deadline is kept from here, because being stopped does not count; in
  // the process, only the end of the phase is.
  const limitMs = () => end - performance.now();
  let leftMs = bench.timeoutMs;
  let next = requestFrame("C", id, limitMs(), ...callParts(bench, talk));
  seat.isFresh = false;
  for (;;) {
    const until = turn.ranMs() + leftMs;
    bench.dog.watch(child, { leftMs: () => until - turn.ranMs(), end, memory });
    const answer = await child.ask(next);
    bench.dog.release(child);
    leftMs = until - turn.ranMs();
    // Looked at here as well: who answers quickly may grow between two looks.
    const isLarge = child.memory() > memory;
    if (isLarge) child.kill("memory");
    const output = isLarge ? "memory" : outputOf(answer, id);
    if (typeof output === "string") return death(bench, output);
    if (!("requests" in output)) return ending(talk, output);
    if (leftMs <= 0) return death(bench, "timeout");
    next = await sendAnswers(bench, talk, use, output.requests);
  }
}

/**
 * Sends what a team has asked for, all but the last byte, which it gets when it
 * may go on: so answers lie in the processes, and no more than a few of them
 * here. That is our time and does not count for the deadline.
 *
 * @returns The last byte
 */
async function sendAnswers(
  bench: Bench,
  { child, minute, turn, end }: Talk,
  use: DataUse,
  requests: readonly DataRequest[],
): Promise<Uint8Array<ArrayBuffer>> {
  turn.leave();
  const memory = bench.memoryMb * 1e6;
  bench.dog.watch(child, { leftMs: () => Infinity, end, memory });
  const leave = await bench.enter();
  const answers = await bench.data.answer(use, requests, end);
  const limitMs = end - performance.now();
  const bytes = requestFrame("A", minute / 60_000, limitMs, answers);
  await child.send(bytes.subarray(0, -1));
  leave();
  await turn.rejoin();
  return bytes.slice(-1);
}

/** Returns what the realm said in answer to this call, or how the process ended. */
function outputOf(answer: Answer, id: number): Output | Death {
  if (answer.kind === "dead") return answer.why;
  if (answer.kind === "ready" || answer.id !== id) return "crashed";
  if (answer.kind === "output") return answer.output;
  return answer.kind === "timeout" ? "budget" : "crashed";
}

function death(bench: Bench, why: Death): Ending {
  switch (why) {
    // Ended by ourselves: the team has left, or everything stops.
    case "closed": {
      const { error, outcome } = skipped(
        "",
        "skipped_spawn",
        ENDED,
      );
      return { outcome, why, ...(error && { error }) };
    }
    case "budget": {
      const { error, outcome } = skipped("", "skipped_budget", CUT_OFF);
      return { outcome, why, ...(error && { error }) };
    }
    default:
      return { outcome: why, why, error: deathError(why, bench) };
  }
}

function ending(
  { seat }: Talk,
  output: Exclude<Output, { readonly requests: unknown }>,
): Ending {
  if ("stuck" in output) return { outcome: "timeout", output, error: STUCK };
  if ("error" in output) {
    const error = describeFailure(output.error, seat.bundle?.map ?? "");
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
    ...(seat.isFresh && { entry: spec.entryPoint.split(":")[1] ?? "" }),
    ...(state !== seat.state && { state: state ?? null }),
  };
  seat.state = state;
  const { parts, upTo } = bench.feed.since(seat.upTo);
  seat.upTo = upTo;
  const text = JSON.stringify(wire).slice(0, -1);
  return [encoder.encode(text), ...parts, END];
}
