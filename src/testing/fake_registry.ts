import type { CompetitionSpec } from "../domain/competition.ts";
import type { Clock } from "../ports/clock.ts";
import type { RegisteredTeam, Registry } from "../ports/registry.ts";

/** Teams, and what they take part in, from a time on, Unix milliseconds. */
export type FakeEdition = readonly [
  from: number,
  teams: readonly RegisteredTeam[],
  competition?: CompetitionSpec,
];

/**
 * Returns a registry that changes at given times. Like the real one it names
 * all teams when a process asks first, then whenever something changed.
 */
export function fakeRegistry(
  clock: Clock,
  editions: readonly FakeEdition[],
): Registry {
  let said: FakeEdition | undefined;
  return {
    changes() {
      const now = editions.findLast(([from]) => from <= clock.now());
      const isNews = now !== said;
      said = now;
      if (!isNews || !now) return Promise.resolve(undefined);
      const [, teams, competition] = now;
      return Promise.resolve({ teams, ...(competition && { competition }) });
    },
  };
}
