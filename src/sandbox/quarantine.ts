import { MINUTE_MS } from "../domain/bar.ts";

/** Timeouts and deaths in a row that put a team out. */
export const STRIKES = 3;
/** Longest time out, minutes. */
export const OUT_MAX = 64;

/** Keeps teams out that hang or die again and again. */
export interface Quarantine {
  /** Says how many minutes, this one included, a team is still out; 0 when it may run. */
  minutesLeft(teamId: string, minute: number): number;
  /** Notes how a minute ended: three bad ones in a row, and each one after, double the time out. */
  note(teamId: string, minute: number, isBad: boolean): void;
  /** Forgets a team: it has new code. */
  clear(teamId: string): void;
}

/** Returns an empty quarantine; minutes are Unix milliseconds, market time. */
export function quarantine(): Quarantine {
  const strikes = new Map<string, number>();
  const until = new Map<string, number>();
  return {
    minutesLeft(teamId, minute) {
      const end = until.get(teamId) ?? -Infinity;
      return Math.max(0, Math.ceil((end - minute) / MINUTE_MS));
    },
    note(teamId, minute, isBad) {
      if (!isBad) {
        strikes.delete(teamId);
        until.delete(teamId);
        return;
      }
      const count = (strikes.get(teamId) ?? 0) + 1;
      strikes.set(teamId, count);
      if (count < STRIKES) return;
      const out = Math.min(2 ** (count - STRIKES + 1), OUT_MAX);
      until.set(teamId, minute + (out + 1) * MINUTE_MS);
    },
    clear(teamId) {
      strikes.delete(teamId);
      until.delete(teamId);
    },
  };
}
