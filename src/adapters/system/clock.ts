import { setImmediate } from "node:timers";
import { QtcError } from "../../domain/error.ts";
import type { Clock } from "../../ports/clock.ts";

/** Longest single wait of the wall clock, milliseconds: it may be set or the machine sleep. */
const WAIT_MAX_MS = 1_000;
/** What a longer sleep of the simulated clock costs: a minute's pace. */
const STEP_MAX_MS = 60_000;
/** Most real time that a simulated clock catches up after slow work, milliseconds. */
const DEBT_MAX_MS = 1_000;

/** Most minutes a minute of a clock that waits for nobody. */
export const PACE_MAX = 60;

/** How {@linkcode simulatedClock} runs. */
export interface SimulatedClockOptions {
  /** First simulated time, Unix milliseconds. */
  readonly start: number;
  /** Simulated minutes a minute, > 0, or as fast as the work goes. */
  readonly speed: number | "max";
}

/** Returns the clock of the machine. */
export function wallClock(): Clock {
  return {
    now: () => Date.now(),
    async sleepUntil(time, signal) {
      while (!signal?.aborted) {
        const left = time - Date.now();
        if (left <= 0) return;
        await wait(Math.min(left, WAIT_MAX_MS), signal);
      }
    },
  };
}

/** Lets requests be answered before work that blocks: a probe sees us early. */
export function breathe(wall: Clock): Promise<void> {
  return wall.sleepUntil(wall.now() + 5);
}

/**
 * Returns a clock that stands still while work is done and moves when somebody
 * sleeps. A sleep takes `min(time - now, 60 s) / speed` of real time, the work
 * before it included: a minute at speed 60 is one second, a night no longer.
 * It never goes back.
 *
 * @throws {QtcError} `invalid` when start or speed cannot be used
 */
export function simulatedClock(options: SimulatedClockOptions): Clock {
  const { start, speed } = options;
  if (!Number.isFinite(start) || !(speed === "max" || speed > 0)) {
    throw new QtcError(
      "invalid",
      `Cannot use clock from ${start} at speed "${speed}": the start must be ` +
        "a time, the speed above 0",
    );
  }
  let now = start;
  /** The real time at which the simulated clock came to `now`. */
  let reached: number | undefined;
  return {
    now: () => now,
    async sleepUntil(time, signal) {
      if (signal?.aborted || time <= now) return;
      if (speed === "max") {
        await nextTurn();
        if (!signal?.aborted) now = Math.max(now, time);
        return;
      }
      const real = performance.now();
      reached = Math.max(reached ?? real, real - DEBT_MAX_MS);
      const due = reached + Math.min(time - now, STEP_MAX_MS) / speed;
      await waitUntil(due, signal);
      if (signal?.aborted || time <= now) return;
      now = time;
      reached = due;
    },
  };
}

/** How {@linkcode pacedClock} runs. */
export interface PacedClockOptions {
  /** First time, Unix milliseconds. */
  readonly start: number;
  /** Minutes a minute, 0 < speed <= 60. */
  readonly speed: number;
  /** Until it resolves the clock stands still; absent: it runs at once. */
  readonly begins?: Promise<void>;
}

/**
 * Returns a clock that runs, faster than the machine's: from `start` on, `speed`
 * minutes a minute, whatever work is done. Two of one start and speed, made at
 * the same instant, stay in step.
 *
 * @throws {QtcError} `invalid` when start or speed cannot be used
 */
export function pacedClock(
  { start, speed, begins }: PacedClockOptions,
): Clock {
  if (!Number.isFinite(start) || !(speed > 0 && speed <= PACE_MAX)) {
    throw new QtcError(
      "invalid",
      `Cannot use clock from ${start} at speed "${speed}": the start must be ` +
        `a time, the speed above 0 and at most ${PACE_MAX}`,
    );
  }
  let began = begins ? undefined : performance.now();
  const begun = begins?.then(() => void (began = performance.now()));
  const now = () =>
    began === undefined ? start : start + (performance.now() - began) * speed;
  return {
    now,
    async sleepUntil(time, signal) {
      if (began === undefined && time > start) {
        await Promise.race([begun, aborted(signal)]);
      }
      while (!signal?.aborted) {
        const left = (time - now()) / speed;
        if (left <= 0) return;
        await wait(Math.min(left, WAIT_MAX_MS), signal);
      }
    },
  };
}

/** Waits at least one turn, so that servers and signals get theirs. */
async function waitUntil(real: number, signal?: AbortSignal): Promise<void> {
  const left = real - performance.now();
  if (left < 1) return await nextTurn();
  for (let rest = left; rest > 0 && !signal?.aborted;) {
    await wait(Math.min(rest, WAIT_MAX_MS), signal);
    rest = real - performance.now();
  }
}

/** Resolves after pending input and output were looked at; costs microseconds. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    else signal?.addEventListener("abort", () => resolve(), { once: true });
  });
}

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, Math.ceil(ms));
    signal?.addEventListener("abort", done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
  });
}
