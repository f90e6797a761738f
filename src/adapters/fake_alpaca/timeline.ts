import type { Clock } from "../../ports/clock.ts";

interface Item {
  readonly at: number;
  readonly run: () => void;
}

/** Longest sleep with nothing to do, virtual milliseconds. */
const IDLE_MS = 60_000;

/**
 * What will happen, in order of time, then of scheduling. Time moves only by
 * `advance()`, and stands at each item's own instant while it runs, so that what
 * happens does not depend on how often somebody looks.
 */
export class Timeline {
  readonly #items: Item[] = [];
  #now: number;
  #onEarlier: ((at: number) => void) | undefined;

  /** @param now Unix milliseconds */
  constructor(now: number) {
    this.#now = Math.floor(now);
  }

  /** The latest instant that has been reached, Unix milliseconds. */
  get now(): number {
    return this.#now;
  }

  /** Has `run` called at an instant; at once, but after this one, when it is past. */
  schedule(at: number, run: () => void): void {
    const due = Math.max(at, this.#now);
    this.#items.splice(this.#indexAfter(due), 0, { at: due, run });
    this.#onEarlier?.(due);
  }

  /** Runs what is due up to an instant, closed, and stays there. */
  advance(time: number): void {
    // A clock that runs faster has parts of milliseconds.
    const to = Math.floor(time);
    for (;;) {
      const [item] = this.#items;
      if (item === undefined || item.at > to) break;
      this.#items.shift();
      this.#now = Math.max(this.#now, item.at);
      item.run();
    }
    this.#now = Math.max(this.#now, to);
  }

  /** Advances with a clock until it is stopped. */
  async follow(clock: Clock, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      this.advance(clock.now());
      const wake = new AbortController();
      const until = Math.min(
        this.#items[0]?.at ?? Infinity,
        clock.now() + IDLE_MS,
      );
      this.#onEarlier = (at) => at < until && wake.abort();
      await clock.sleepUntil(until, AbortSignal.any([stop, wake.signal]));
      this.#onEarlier = undefined;
    }
  }

  /** Returns how many items are due up to an instant, closed: by halves, for thousands wait for a close. */
  #indexAfter(at: number): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#items[middle]?.at ?? Infinity) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
