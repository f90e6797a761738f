import { toNumber } from "../domain/decimal.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { leaderboard } from "../domain/leaderboard.ts";
import type { Engine } from "./engine.ts";

/** How fast this process has gone. */
export interface Pace {
  /** Real time when it began, Unix milliseconds. */
  readonly since: number;
  /** Minutes that have closed since. */
  readonly ran: number;
  /** Counts what has just become durable. */
  take(events: readonly LedgerEvent[]): void;
}

/** Returns the pace of a process that begins now. */
export function paceOf(since: number): Pace {
  let ran = 0;
  return {
    since,
    get ran() {
      return ran;
    },
    take(events) {
      for (const { kind } of events) if (kind === "closed") ran++;
    },
  };
}

/**
 * Returns one line about an accelerated run: market time, minutes, pace, leader.
 *
 * @param now Real time, Unix milliseconds
 */
export function progressLine(
  { books }: Pick<Engine, "books">,
  { since, ran }: Pace,
  now: number,
): string {
  const { lastMinute = 0 } = books;
  const time = new Date(lastMinute).toISOString().slice(0, 16).replace(
    "T",
    " ",
  );
  const perSecond = ran / Math.max(now - since, 1) * 1000;
  const [leader] = leaderboard(books);
  const leads = leader?.equity === undefined
    ? ""
    : `, ${leader.teamId} leads with ${toNumber(leader.equity).toFixed(2)}`;
  return `${time} UTC, ${ran} minutes, ${
    perSecond.toFixed(0)
  } a second${leads}`;
}
