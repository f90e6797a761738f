import type { Clock } from "../ports/clock.ts";
import type { RegisteredTeam, Registry } from "../ports/registry.ts";

/** Teams from a time on, Unix milliseconds. */
export type FakeEdition = readonly [
  from: number,
  teams: readonly RegisteredTeam[],
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
      return Promise.resolve(isNews ? now?.[1] : undefined);
    },
  };
}
