import type { Clock } from "../ports/clock.ts";
import type { Child } from "./child.ts";

/** How often running processes are looked at, milliseconds. */
export const PATROL_MS = 25;

/** What a process may do at most. */
export interface Limit {
  /** When it has to have answered, on the scale of `performance.now()`. */
  readonly end: number;
  /** Most memory, bytes. */
  readonly memory: number;
}

/** Looks after the processes that run team code: one loop for all of them. */
export interface Watchdog {
  /** Watches a process until `release()`. */
  watch(child: Child, limit: Limit): void;
  release(child: Child): void;
  /** Looks around until `signal` aborts. */
  patrol(signal: AbortSignal): Promise<void>;
}

/** Returns the watchdog; `wall` is real time. */
export function watchdog(wall: Clock): Watchdog {
  const watched = new Map<Child, Limit>();
  return {
    watch: (child, limit) => void watched.set(child, limit),
    release: (child) => void watched.delete(child),
    async patrol(signal) {
      while (!signal.aborted) {
        await wall.sleepUntil(wall.now() + PATROL_MS, signal);
        const now = performance.now();
        for (const [child, limit] of watched) {
          if (now > limit.end) child.kill("timeout");
          else if (child.memory() > limit.memory) child.kill("memory");
        }
      }
    },
  };
}
