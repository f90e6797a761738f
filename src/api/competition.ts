import { isoTimeOrNull } from "./time.ts";

/** The competition, and how far it is. All times in Unix milliseconds. */
export interface CompetitionView {
  readonly name: string;
  /** First instant of trading; absent: it has none. */
  readonly starts?: number;
  /** End of trading, exclusive; absent: it has none. */
  readonly ends?: number;
  /** End of new code, exclusive; absent: it has none. */
  readonly uploadsUntil?: number;
  readonly phase: "before" | "running" | "ended";
}

/** Returns a competition as answers show it, `null` when there is none. */
export function competitionJson(view: CompetitionView | undefined) {
  if (!view) return null;
  const { name, starts, ends, uploadsUntil, phase } = view;
  return {
    name,
    starts: isoTimeOrNull(starts),
    ends: isoTimeOrNull(ends),
    uploads_until: isoTimeOrNull(uploadsUntil),
    phase,
  };
}
