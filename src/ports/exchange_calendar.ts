import type { Session } from "../domain/calendar.ts";

/** The exchange's own calendar, which wins over the rules. */
export interface ExchangeCalendar {
  /**
   * Fetches the regular sessions of the days `from` to `to` (New York,
   * `YYYY-MM-DD`, both included), oldest first; a day without one is closed.
   *
   * @throws {QtcError} `unavailable` when it cannot be had
   */
  sessions(
    from: string,
    to: string,
    signal: AbortSignal,
  ): Promise<readonly Session[]>;
}
