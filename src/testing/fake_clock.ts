import type { Clock } from "../ports/clock.ts";

/** A clock that moves only when a sleeper asks: sleeping is instant. */
export class FakeClock implements Clock {
  #now: number;

  /** @param start ISO 8601 with an offset, such as `2026-11-20T14:30:00Z` */
  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now(): number {
    return this.#now;
  }

  sleepUntil(time: number, signal?: AbortSignal): Promise<void> {
    if (!signal?.aborted) this.#now = Math.max(this.#now, time);
    return Promise.resolve();
  }

  /** Moves time by `ms` milliseconds, forward as a slow minute would, or back. */
  advance(ms: number): void {
    this.#now += ms;
  }
}
