import type { Books } from "./books.ts";
import type { Money } from "./decimal.ts";

/** One line of the board. */
export interface Standing {
  readonly teamId: string;
  readonly name: string;
  /** Value at the last published minute, dollars; absent before the first. */
  readonly equity?: Money;
}

/**
 * Returns the teams that take part, highest value first; equal values by id, a
 * team without a value last.
 */
export function leaderboard(books: Books): Standing[] {
  return [...books.teams.values()].filter(({ active }) => active)
    .map(({ spec, equity }) => ({
      teamId: spec.id,
      name: spec.name,
      ...(equity !== undefined && { equity }),
    }))
    .sort((a, b) => {
      if (a.equity !== b.equity) {
        if (a.equity === undefined) return 1;
        if (b.equity === undefined) return -1;
        return a.equity > b.equity ? -1 : 1;
      }
      return a.teamId < b.teamId ? -1 : 1;
    });
}
