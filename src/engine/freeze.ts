import type { CompetitionSpec } from "../domain/competition.ts";
import { uploadsAreFrozen } from "../domain/competition.ts";
import type { Portfolio } from "../domain/portfolio.ts";
import type { RegisteredTeam, RegistryEdition } from "../ports/registry.ts";
import type { Engine } from "./engine.ts";
import { minuteText } from "./minute_text.ts";

/**
 * Returns the teams of a registry without what came after the freeze: a team
 * goes on with the code, entry point and params that it had, one that joins
 * later with those that it brings. What was seen in time counts, though it may
 * be ready after the freeze. Says what is ignored, once for each version.
 *
 * @param minute Start of the minute that the registry is for, Unix milliseconds
 */
export function withoutLateChanges(
  engine: Engine,
  { teams, competition }: RegistryEdition,
  minute: number,
): readonly RegisteredTeam[] {
  if (!competition || !uploadsAreFrozen(competition, minute)) return teams;
  const since = frozenSince(competition);
  return teams.map((team) => {
    const known = engine.books.teams.get(team.spec.id);
    const { seenAt = Infinity } = team;
    const isInTime = !uploadsAreFrozen(competition, seenAt);
    if (isInTime || !known || mayBringCode(known, since)) return team;
    sayIgnored(engine, team, known, since);
    return frozen(team, known);
  });
}

function frozenSince({ uploadsUntil = Infinity }: CompetitionSpec): number {
  return uploadsUntil;
}

/** Its code may still be under way: the first that can be used is what it came with. */
function mayBringCode({ joinedAt, spec }: Portfolio, since: number): boolean {
  return joinedAt >= since && spec.code === undefined;
}

/** What is wrong with code that is ignored is nobody's matter. */
function frozen({ spec }: RegisteredTeam, known: Portfolio): RegisteredTeam {
  const { code: _ignored, ...others } = spec;
  const { code, entryPoint, params } = known.spec;
  return {
    spec: {
      ...others,
      entryPoint,
      params,
      ...(code !== undefined && { code }),
    },
    isPending: true,
  };
}

function sayIgnored(
  engine: Engine,
  { spec, fault }: RegisteredTeam,
  known: Portfolio,
  since: number,
): void {
  const { code, entryPoint, params } = known.spec;
  const text = JSON.stringify;
  const hasOtherCode = fault
    ? fault.message !== known.fault
    : spec.code !== undefined && spec.code !== code;
  const what = [
    ...(hasOtherCode ? ["code"] : []),
    ...(spec.entryPoint !== entryPoint ? ["entry_point"] : []),
    ...(text(spec.params) !== text(params) ? ["params"] : []),
  ].join(", ");
  if (what === "") return;
  const ignored = engine.ignored ??= new Set();
  const version = [spec.code, fault?.message, spec.entryPoint, spec.params];
  const key = `${spec.id} ${text(version)}`;
  if (ignored.has(key)) return;
  ignored.add(key);
  engine.log.write(
    "warning",
    `Ignored new ${what} of ${spec.id}: uploads are frozen since ` +
      minuteText(since),
  );
}
