import { assert } from "./assert.ts";
import { TEAM_ID_PATTERN } from "./team.ts";

/**
 * Returns the client order id of an intent: a function of the intent, not of
 * the attempt, so that a retry or a restart names the same order.
 *
 * @param teamId Slug of at most 30 characters
 * @param minute Start of the bar's minute, Unix milliseconds
 * @param index Position in the strategy's list, 0..499; manual orders 500..999
 * @returns `<team>-YYYYmmddHHMMSSfff`, UTC
 */
export function orderId(teamId: string, minute: number, index: number): string {
  assert(TEAM_ID_PATTERN.test(teamId), `a team id is a slug, not "${teamId}"`);
  assert(
    Number.isInteger(index) && index >= 0 && index <= 999,
    `an order's index is 0..999, not ${index}`,
  );
  const stamp = new Date(minute).toISOString().slice(0, 19).replace(/\D/g, "");
  return `${teamId}-${stamp}${String(index).padStart(3, "0")}`;
}
