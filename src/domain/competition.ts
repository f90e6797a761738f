import { MINUTE_MS } from "./bar.ts";

/** The competition that a ledger's minutes belong to; all instants in Unix milliseconds. */
export interface CompetitionSpec {
  readonly name: string;
  /** First instant of trading; absent: at once. */
  readonly starts?: number;
  /** End of trading, exclusive; absent: never. */
  readonly ends?: number;
  /** End of new code and params, exclusive; absent: never. */
  readonly uploadsUntil?: number;
}

/** A competition, and whether it is over. */
export interface Competition {
  readonly spec: CompetitionSpec;
  /** Last minute of it (its start, Unix milliseconds); absent until its end is booked. */
  ended?: number;
}

/** How far a competition is. Its end has to be booked: only then is it `ended`. */
export type CompetitionPhase = "before" | "running" | "ended";

/** Returns how far a competition is at an instant, Unix milliseconds. */
export function phaseOf(
  { spec: { starts = -Infinity }, ended }: Competition,
  time: number,
): CompetitionPhase {
  if (ended !== undefined) return "ended";
  return time < starts ? "before" : "running";
}

/**
 * Says whether strategies are called for a minute (its start, Unix
 * milliseconds): from the start on, and no longer when the orders of the call
 * could be filled after the end only.
 */
export function mayTrade(
  { starts = -Infinity, ends = Infinity }: CompetitionSpec,
  minute: number,
): boolean {
  return minute >= starts && minute + MINUTE_MS < ends;
}

/** Says whether what teams change at an instant (Unix milliseconds) comes too late. */
export function uploadsAreFrozen(
  { uploadsUntil = Infinity }: CompetitionSpec,
  time: number,
): boolean {
  return time >= uploadsUntil;
}
