import { MINUTE_MS } from "./bar.ts";
import type { RunOutcome } from "./run.ts";

/** Timeouts and deaths in a row that put a team out. */
export const STRIKES = 3;
/** Longest time out, minutes. */
export const OUT_MAX = 64;

/** A team whose strategy hung or died. */
export interface Quarantine {
  /** Timeouts and deaths in a row, ≥ 1. */
  readonly strikes: number;
  /** First minute in which it is called again, Unix milliseconds. */
  readonly until: number;
}

/**
 * Returns how a team stands after a run. The third timeout or death in a row
 * puts it out for 2 minutes, each one after for twice as long, up to 64; a run
 * that ends by itself, well or not, clears it; one that never began changes
 * nothing. It follows from the ledger, so that a restart does not forgive.
 *
 * @param minute Start of the run's minute, Unix milliseconds
 */
export function afterRun(
  before: Quarantine | undefined,
  minute: number,
  outcome: RunOutcome,
): Quarantine | undefined {
  switch (outcome) {
    case "ok":
    case "error":
      return undefined;
    case "timeout":
    case "memory":
    case "crashed": {
      const strikes = (before?.strikes ?? 0) + 1;
      const out = strikes < STRIKES
        ? 0
        : Math.min(2 ** (strikes - STRIKES + 1), OUT_MAX);
      return { strikes, until: minute + (out + 1) * MINUTE_MS };
    }
    default:
      return before;
  }
}

/** Returns how many minutes, this one included, a team is still out; 0 when it may run. */
export function minutesOut(
  quarantine: Quarantine | undefined,
  minute: number,
): number {
  const left = (quarantine?.until ?? minute) - minute;
  return Math.max(0, Math.ceil(left / MINUTE_MS));
}
