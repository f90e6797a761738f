import { MINUTE_MS } from "../domain/bar.ts";
import { type Books, openOrders } from "../domain/books.ts";
import type { CompetitionSpec } from "../domain/competition.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { mayBecome } from "../domain/order.ts";
import { isSameCompetition } from "./competition.ts";
import type { Engine } from "./engine.ts";
import { minuteText } from "./minute_text.ts";

/**
 * Returns what it comes to that the registry names another competition before
 * `minute` (Unix milliseconds), or none any more. An end that is over by then is
 * not taken: one wrong digit would make the board final for ever. What still
 * rests is cancelled when trading starts later only.
 */
export function competitionEvents(
  engine: Engine,
  competition: CompetitionSpec | undefined,
  minute: number,
): LedgerEvent[] {
  const { books, log } = engine;
  if (isSameCompetition(books.competition?.spec, competition)) return [];
  if (competition?.ends !== undefined && competition.ends <= minute) {
    log.write(
      "error",
      `Ignored the registry's competition: its end, ` +
        `${minuteText(competition.ends)}, is over; write a later one`,
    );
    return [];
  }
  if (!competition) {
    const { name } = books.competition?.spec ?? {};
    log.write("warning", `The registry has no competition "${name}" any more`);
  }
  return [
    { kind: "competition", minute, ...(competition && { competition }) },
    ...(competition?.starts !== undefined && competition.starts > minute
      ? cancels(books, minute)
      : []),
  ];
}

/** Nothing trades before a start, what was ordered before it neither. */
function cancels(books: Books, minute: number): LedgerEvent[] {
  // It arrived after the last minute: bars that start later do not fill them.
  const at = (books.lastMinute ?? minute - MINUTE_MS) + MINUTE_MS;
  return openOrders(books)
    .filter(({ status }) => mayBecome(status, "PENDING_CANCEL"))
    .map(({ id, teamId }) => ({
      kind: "status",
      teamId,
      orderId: id,
      minute,
      status: "PENDING_CANCEL",
      at,
      note: "the competition has not started",
    }));
}
