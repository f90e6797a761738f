import { utcDate } from "../domain/calendar.ts";
import { errorText } from "../domain/error.ts";
import { bookPastActions } from "../engine/actions.ts";
import type { Engine } from "../engine/engine.ts";
import type { Clock } from "../ports/clock.ts";

/** Asks for splits and dividends of days whose bars have come late. */
export interface PastActions {
  /** Says that there are new bars from this minute on, Unix milliseconds. */
  note(from: number): void;
  /** Asks when there is something to ask for and no minute is open. Never throws. */
  look(): Promise<void>;
}

/** Real time before a source that failed is asked again, milliseconds. */
const AGAIN_MS = 600_000;

/**
 * Returns what asks for the actions that adjusted history needs: at first for all
 * days that have bars, because a command may have brought some while no server
 * ran, then for what is noted.
 */
export function pastActions(
  engine: Engine,
  { wall, stop }: {
    /** Real time. */
    readonly wall: Pick<Clock, "now">;
    readonly stop: AbortSignal;
  },
): PastActions {
  let from: number | undefined;
  let isIndexed = false;
  let nextAt = 0;
  const note = (at: number): void => {
    from = Math.min(from ?? at, at);
  };
  return {
    note,
    async look() {
      const { books, history, log } = engine;
      if (!engine.actions || books.open || wall.now() < nextAt) return;
      if (!isIndexed && books.barsUpTo !== undefined) {
        isIndexed = true;
        const [first] = history.days(0, books.barsUpTo);
        if (first) note(Date.parse(first.date));
      }
      if (from === undefined) return;
      const asked = from;
      from = undefined;
      try {
        const found = await bookPastActions(engine, utcDate(asked), stop);
        if (found === undefined) note(asked);
      } catch (error) {
        if (stop.aborted) return;
        note(asked);
        nextAt = wall.now() + AGAIN_MS;
        const reason = errorText(error);
        log.write("warning", `Cannot ask for actions of the past: ${reason}`);
      }
    },
  };
}
