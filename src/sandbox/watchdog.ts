import type { Clock } from "../ports/clock.ts";
import type { Child } from "./child.ts";
import { STALL_MS } from "./turns.ts";

/** How often running processes are looked at, milliseconds. */
export const PATROL_MS = 25;

/** What a process may do at most. */
export interface Limit {
  /** Returns how long it may still run, milliseconds; below 0 it is late. */
  readonly leftMs: () => number;
  /** When everybody has to be done, on the scale of `performance.now()`. */
  readonly end: number;
  /** Most memory, bytes. */
  readonly memory: number;
}

/** Looks after the processes that run team code: one loop for all of them. */
export interface Watchdog {
  /** Watches a process until `release()`. */
  watch(child: Child, limit: Limit): void;
  release(child: Child): void;
  /** Looks around until `signal` aborts; `also` is done each time. */
  patrol(signal: AbortSignal, also?: () => void): Promise<void>;
}

/**
 * Returns the watchdog; `wall` is real time.
 *
 * @param now Returns the time on the scale of the limits, milliseconds
 */
export function watchdog(
  wall: Clock,
  now: () => number = () => performance.now(),
): Watchdog {
  const watched = new Map<Child, Limit>();
  /** Sleeps; says whether it was woken far too late. */
  const sleep = async (signal: AbortSignal): Promise<boolean> => {
    const asked = now();
    await wall.sleepUntil(wall.now() + PATROL_MS, signal);
    return now() - asked > PATROL_MS + STALL_MS;
  };
  return {
    watch: (child, limit) => void watched.set(child, limit),
    release: (child) => void watched.delete(child),
    async patrol(signal, also) {
      while (!signal.aborted) {
        // After a stall there may be answers that nobody has read: they come first.
        if (await sleep(signal)) await sleep(signal);
        const at = now();
        for (const [child, limit] of watched) {
          if (child.isStopped) {
            if (at > limit.end) child.kill("budget");
            continue;
          }
          child.noteCpu();
          if (limit.leftMs() < 0) child.kill("timeout");
          else if (at > limit.end) child.kill("budget");
          else if (child.memory() > limit.memory) child.kill("memory");
        }
        also?.();
      }
    },
  };
}
