import { toNumber } from "../domain/decimal.ts";
import { leaderboard } from "../domain/leaderboard.ts";
import type { Engine } from "./engine.ts";

/**
 * Returns one line about an accelerated run: market time, minutes, pace, leader.
 *
 * @param ran Minutes that ran in this process
 * @param elapsedMs Real time since the first of them, milliseconds
 */
export function progressLine(
  { books }: Pick<Engine, "books">,
  ran: number,
  elapsedMs: number,
): string {
  const { lastMinute } = books;
  const time = lastMinute === undefined
    ? ""
    : new Date(lastMinute).toISOString().slice(0, 16).replace("T", " ");
  const pace = elapsedMs > 0 ? ran / elapsedMs * 1000 : 0;
  const [leader] = leaderboard(books);
  const leads = leader?.equity === undefined
    ? ""
    : `, ${leader.teamId} leads with ${toNumber(leader.equity).toFixed(2)}`;
  return `${time} UTC, ${ran} minutes, ${pace.toFixed(0)} a second${leads}`;
}
