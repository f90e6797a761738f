/** The only source of time. Domain code never asks; it is told. */
export interface Clock {
  /** Returns the current time, Unix milliseconds. */
  now(): number;
  /** Resolves at `time` (Unix milliseconds), or as soon as `signal` aborts. */
  sleepUntil(time: number, signal?: AbortSignal): Promise<void>;
}
