import { gaussian } from "../../domain/random.ts";

/** How long an answer takes: half of them up to `median`, one in a hundred longer than `p99`. */
export interface Latency {
  /** Milliseconds, > 0. */
  readonly median: number;
  readonly p99: number;
}

/** Of the trading host and of the data host, milliseconds of the fake's time. */
export const LATENCIES = {
  trading: { median: 40, p99: 800 },
  data: { median: 60, p99: 1_200 },
} as const;

/** Messages of a stream lag evenly between these, milliseconds. */
export const STREAM_LAG = { least: 5, most: 200 } as const;

/** The 99 % quantile of a normal variable. */
const Z_99 = 2.326;

/** Returns a delay, milliseconds, lognormal, at most five times the `p99`. */
export function latencyOf(
  { median, p99 }: Latency,
  next: () => number,
): number {
  const sigma = Math.log(p99 / median) / Z_99;
  return Math.min(median * Math.exp(sigma * gaussian(next)), 5 * p99);
}

/** Returns how long a message of a stream lags, milliseconds. */
export function streamLag(next: () => number): number {
  return STREAM_LAG.least + (STREAM_LAG.most - STREAM_LAG.least) * next();
}
