import { MINUTE_MS } from "../domain/bar.ts";
import type { Books } from "../domain/books.ts";
import { uploadsAreFrozen } from "../domain/competition.ts";
import type { TeamSpec } from "../domain/team.ts";
import type { RollbackRequest } from "../ports/rollbacks.ts";
import { type Engine, record, type Recorder } from "./engine.ts";
import { minuteText } from "./minute_text.ts";
import { pinEnds, shortHash } from "./pin.ts";

/** What {@linkcode takeRollbacks} works with. */
export type RollbackDesk =
  & Recorder
  & Pick<Engine, "hasNewPins" | "log" | "rollbacks">;

/**
 * Takes up what operators have asked for: an older version becomes a team's
 * current one, and is pinned; or a pin is lifted. What the ledger has already,
 * because a process died before it could answer, is answered and not done again.
 *
 * @param minute First minute that it counts for, Unix milliseconds
 * @throws {QtcError} `unavailable` when the ledger cannot be written; it is
 *   still pending then
 */
export function takeRollbacks(desk: RollbackDesk, minute: number): void {
  const { rollbacks, log } = desk;
  const request = rollbacks?.pending();
  if (!rollbacks || !request) return;
  const { teamId, version } = request;
  const refusal = rollbackRefusal(desk.books, request, minute);
  const known = desk.books.teams.get(teamId)?.spec;
  if (refusal === undefined && known && !isDone(known, request)) {
    const { pinned: _lifted, ...others } = known;
    const spec: TeamSpec = version
      ? { ...known, ...version, pinned: true }
      : others;
    record(desk, { events: [{ kind: "team", teamId, minute, spec }] });
    // Folders have not changed: what they hold has to be looked at again.
    desk.hasNewPins = true;
    log.write(
      "info",
      version
        ? `Rolled ${teamId} back to ${shortHash(version.code)}: ` +
          pinEnds(teamId)
        : `The newest code of ${teamId} counts again: no version is pinned`,
    );
  }
  rollbacks.answer(request, refusal);
}

/**
 * Returns why a team's version may not be changed by hand, `undefined` when it
 * may. A pin can also be lifted from a team that has left.
 *
 * @param minute First minute that it would count for, Unix milliseconds
 */
export function rollbackRefusal(
  { teams, competition }: Books,
  { teamId, version }: {
    readonly teamId: string;
    /** What is asked for; absent: that a pin is lifted. */
    readonly version?: unknown;
  },
  minute: number,
): string | undefined {
  const team = teams.get(teamId);
  if (!team || version && !team.active) return "it takes no part any more";
  if (!competition) return undefined;
  const { spec, ended } = competition;
  if (ended !== undefined) return "the competition has ended";
  if (!uploadsAreFrozen(spec, minute)) return undefined;
  return `uploads are frozen since ${minuteText(spec.uploadsUntil ?? minute)}`;
}

/**
 * Returns the first minute that counts for what is asked for now: the one after
 * the last, or the clock's when nothing has run for some time.
 *
 * @param now Unix milliseconds
 */
export function rollbackMinute(
  { lastMinute, barsUpTo = 0 }: Books,
  now: number,
): number {
  const next = (lastMinute ?? barsUpTo) + MINUTE_MS;
  return Math.max(next, now - now % MINUTE_MS);
}

function isDone(
  { code, pinned }: TeamSpec,
  { version }: RollbackRequest,
): boolean {
  return version ? pinned === true && code === version.code : !pinned;
}
