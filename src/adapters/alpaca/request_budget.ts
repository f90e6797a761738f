import type { Clock } from "../../ports/clock.ts";

/** How many requests a host gets from us. */
export interface RequestBudget {
  /**
   * Waits until one more request may be sent, and counts it.
   *
   * @returns Whether it may; not when that would be at or after `until`
   */
  take(options: TakeOptions): Promise<boolean>;
  /** Lets nobody ask before a time (Unix milliseconds), at most a minute away. */
  pauseUntil(time: number): void;
}

/** Who asks, and for how long. */
export interface TakeOptions {
  readonly signal: AbortSignal;
  /** Unix milliseconds; absent when the caller can wait as long as it takes. */
  readonly until?: number;
  /** Leaves a third of the budget to others. */
  readonly isBulk?: boolean;
}

/** What is counted in, milliseconds. */
const WINDOW_MS = 60_000;

/**
 * Returns a budget of `perMinute` (> 0) requests in any 60 seconds.
 *
 * @param clock Tells the time, which may be set back: then nothing is forgotten early
 */
export function requestBudget(
  { perMinute, clock }: { readonly perMinute: number; readonly clock: Clock },
): RequestBudget {
  const bulk = Math.max(1, Math.floor(perMinute * 2 / 3));
  /** When the requests of the last window were sent, oldest first; at most `perMinute`. */
  let sent: number[] = [];
  let paused = -Infinity;

  /** Returns when the next request may be sent, as things are; in the past for at once. */
  const nextFree = (now: number, limit: number): number => {
    // A clock that was set back would hold everybody up until it is there again.
    if ((sent.at(-1) ?? now) > now) sent = sent.map((at) => Math.min(at, now));
    while (sent[0] !== undefined && sent[0] <= now - WINDOW_MS) sent.shift();
    paused = Math.min(paused, now + WINDOW_MS);
    const oldest = sent[sent.length - limit];
    return Math.max(paused, oldest === undefined ? now : oldest + WINDOW_MS);
  };

  return {
    async take({ signal, until = Infinity, isBulk = false }) {
      while (!signal.aborted) {
        const now = clock.now();
        const free = nextFree(now, isBulk ? bulk : perMinute);
        if (free <= now) {
          if (now >= until) return false;
          sent.push(now);
          return true;
        }
        if (free >= until) return false;
        await clock.sleepUntil(free, signal);
      }
      throw signal.reason;
    },
    pauseUntil(time) {
      paused = Math.max(paused, time);
    },
  };
}
