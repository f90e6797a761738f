import type { Clock } from "../../ports/clock.ts";

/** A clock that stands still until it is moved; only then sleepers wake. */
export class StillClock implements Clock {
  #now: number;
  readonly #sleepers: { readonly time: number; readonly wake: () => void }[] =
    [];

  /** @param start ISO 8601 with an offset, such as `2026-11-20T14:30:00Z` */
  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now(): number {
    return this.#now;
  }

  sleepUntil(time: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted || time <= this.#now) return Promise.resolve();
    return new Promise((wake) => {
      signal?.addEventListener("abort", () => wake());
      this.#sleepers.push({ time, wake });
    });
  }

  /** Moves time by `ms` milliseconds. */
  advance(ms: number): void {
    this.#now += ms;
    for (const { time, wake } of this.#sleepers) {
      if (time <= this.#now) wake();
    }
  }
}
