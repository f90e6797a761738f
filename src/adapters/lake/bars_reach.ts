import type { Books } from "../../domain/books.ts";
import { dateOf, dayStart } from "./layout.ts";

const DAY_MS = 86_400_000;

/** How far a ledger's bars are, Unix milliseconds. */
export interface BarsReach {
  /**
   * All bars before this start of a day are there: a team may be valued on a day
   * whose first minute brings bars of the day before.
   */
  readonly endedUpTo: number;
  /** There are bars up to this instant, exclusively. */
  readonly upTo: number;
}

/**
 * Returns how far bars are.
 *
 * @param day UTC day of the newest valued minute; absent before the first
 */
export function barsReach(books: Books, day: string | undefined): BarsReach {
  const { barsUpTo } = books;
  if (barsUpTo === undefined) return { endedUpTo: 0, upTo: 0 };
  const upTo = barsUpTo + 1;
  const last = dateOf(barsUpTo);
  const today = hasEnded(books)
    ? dayAfter(last)
    : day !== undefined && day < last
    ? day
    : day && last;
  return { endedUpTo: today === undefined ? 0 : dayStart(today), upTo };
}

/** Says whether the competition is over: nothing is valued any more, no bars come. */
export function hasEnded({ competition }: Books): boolean {
  return competition?.ended !== undefined;
}

/** Returns the next UTC day. */
export function dayAfter(date: string): string {
  return dateOf(dayStart(date) + DAY_MS);
}
