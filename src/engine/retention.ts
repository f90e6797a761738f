import { MINUTE_MS } from "../domain/bar.ts";
import type { Engine } from "./engine.ts";

/** Runs that are pruned a minute, for each team: it adds one. */
const ROWS = 4;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * Removes a little of what was measured of runs and is older than it has to be
 * kept. Days are those of UTC: what a day's files are made of goes at once.
 *
 * @param minute The one that has ended, Unix milliseconds
 */
export function prune(engine: Engine, minute: number): void {
  const { keepLogsDays, keepTelemetryDays } = engine.settings;
  const today = minute - minute % DAY_MS;
  const before = (days: number) => days === 0 ? 0 : today - days * DAY_MS;
  const logsBefore = before(keepLogsDays);
  engine.ledger.prune({
    logsBefore,
    // A log that is kept keeps its run.
    telemetryBefore: Math.min(logsBefore, before(keepTelemetryDays)),
    rows: ROWS * Math.max(engine.books.teams.size, 1),
  });
}
