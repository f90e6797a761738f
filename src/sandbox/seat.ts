import type { TeamSpec } from "../domain/team.ts";
import type { StrategyRun } from "../ports/strategies.ts";
import type { Bundle } from "./bundle.ts";
import type { Child } from "./child.ts";
import { startChild } from "./child.ts";
import type { Bench } from "./runner.ts";
import { SHORT_MS } from "./turns.ts";
import type { Limit } from "./watchdog.ts";

/** Longest start of a process, milliseconds. */
const START_MAX_MS = 10_000;

/** What the runner knows of a team from minute to minute. */
export interface Seat {
  readonly spec: TeamSpec;
  /** Code, class and parameters that the process was started for. */
  readonly key: string;
  bundle?: Bundle | undefined;
  child?: Child;
  /** Whether the process has not been called yet. */
  isFresh: boolean;
  /** Whether it was ended because it did not rest between two minutes. */
  isRestless: boolean;
  /** What the process has of the market, see `MarketFeed.since()`. */
  upTo: number;
  /** JSON text of `team.state` as the process has it. */
  state: string | undefined;
  /** How long the last run took, milliseconds; see {@linkcode noteRun}. */
  lastMs: number;
  /** Whether the team has left, or everything stops: nothing is started any more. */
  isGone: boolean;
}

/** Returns what decides whether a team needs another process. */
export function seatKey({ code, entryPoint, params }: TeamSpec): string {
  return JSON.stringify([code, entryPoint, params]);
}

/** Returns the seat of a team whose process has not been started. */
export function emptySeat(spec: TeamSpec): Seat {
  return {
    spec,
    key: seatKey(spec),
    isFresh: true,
    isRestless: false,
    upTo: 0,
    state: undefined,
    // Nobody knows it: behind those that are known to be quick.
    lastMs: SHORT_MS,
    isGone: false,
  };
}

/**
 * Notes how long a run took, for the order of the next minute. Who was cut off
 * may never answer: it counts with the whole deadline, and so comes before those
 * that have just met theirs. Who had less time than it took before has shown
 * nothing.
 */
export function noteRun(
  seat: Seat,
  { outcome, wallMs }: Pick<StrategyRun, "outcome" | "wallMs">,
  timeoutMs: number,
): void {
  if (wallMs === 0) return; // it was not called
  if (outcome !== "skipped_budget") seat.lastMs = wallMs;
  else if (wallMs >= seat.lastMs) seat.lastMs = timeoutMs;
}

/** Returns the team's code, read once for each version. */
export function bundleOf(
  { codeOf }: Bench,
  seat: Seat,
): Bundle | undefined {
  const { id, code } = seat.spec;
  if (code !== undefined) seat.bundle ??= codeOf(id, code);
  return seat.bundle;
}

/**
 * Starts a process for a seat, with script and market: it can take a minute as
 * soon as it is ready. Returns nothing when there is no code or no process, or
 * the team has left.
 */
export function seatChild(bench: Bench, seat: Seat): Child | undefined {
  const { launch, window, feed, log, children } = bench;
  const bundle = bundleOf(bench, seat);
  if (!bundle || seat.isGone) return undefined;
  try {
    const { bytes, upTo } = feed.whole();
    const { script } = bundle;
    const child = startChild({ launch, window, script, market: bytes });
    children.add(child);
    void child.ended.then(() => children.delete(child));
    return Object.assign(seat, { child, upTo, isFresh: true, state: undefined })
      .child;
  } catch (error) {
    log.write("error", "Cannot start a strategy's process", {
      error: String(error),
    });
    return undefined;
  }
}

/** Returns what a process may do until it is ready, whenever that is. */
export function startLimit({ memoryMb }: Bench): Limit {
  const until = performance.now() + START_MAX_MS;
  return {
    leftMs: () => until - performance.now(),
    end: Infinity,
    memory: memoryMb * 1e6,
  };
}

/**
 * Resolves when a process can take a minute: `false` when it never will,
 * `undefined` when the time was used up; then it goes on starting.
 *
 * @param end When it has to be ready, on the scale of `performance.now()`
 */
export async function readyBy(
  bench: Bench,
  child: Child,
  end: number,
): Promise<boolean | undefined> {
  const { dog, wall } = bench;
  const over = new AbortController();
  const late = wall.sleepUntil(
    wall.now() + end - performance.now(),
    over.signal,
  );
  dog.watch(child, startLimit(bench));
  try {
    return await Promise.race([child.ready, late.then(() => undefined)]);
  } finally {
    dog.release(child);
    over.abort();
  }
}
