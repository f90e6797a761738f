import { errorText } from "../domain/error.ts";
import { checkCalendar } from "../engine/calendar_check.ts";
import type { Engine } from "../engine/engine.ts";
import { takeUniverse } from "../engine/universe.ts";
import type { Clock } from "../ports/clock.ts";
import type { OpenFeed } from "./feed.ts";

/** Real time between two looks whether a day has begun, milliseconds. */
const LOOK_MS = 1_000;
/** Time until a question that failed is asked again, milliseconds. */
const AGAIN_MS = 10 * 60_000;
/** Longest that a question may take, milliseconds. */
const ASK_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * Asks the market once a day, and at first, for its calendar and for what can be
 * traded. Ends with the server; nothing here throws.
 */
export async function watchMarket(
  engine: Engine,
  { calendar, instruments }: Pick<OpenFeed, "calendar" | "instruments">,
  { wall, stop }: {
    /** Real time. */
    readonly wall: Clock;
    readonly stop: AbortSignal;
  },
): Promise<void> {
  const checks = [
    calendar &&
    daily("the calendar", (signal) => checkCalendar(engine, calendar, signal)),
    instruments &&
    daily(
      "the universe",
      async (signal) => takeUniverse(engine, await instruments(signal)),
    ),
  ].filter((each) => each !== undefined);
  if (checks.length === 0) return;
  for (;;) {
    await wall.sleepUntil(wall.now() + LOOK_MS, stop);
    if (stop.aborted || engine.isClosed) return;
    for (const check of checks) await check();
  }

  /** Returns what asks when a UTC day has begun, and again after a failure. */
  function daily(
    what: string,
    ask: (signal: AbortSignal) => Promise<unknown>,
  ): () => Promise<void> {
    let day: number | undefined;
    let after = -Infinity;
    return async () => {
      const now = engine.clock.now();
      const today = Math.floor(now / DAY_MS);
      if (day === today || now < after || engine.books.open) return;
      try {
        const limit = AbortSignal.timeout(ASK_MS);
        const answer = await ask(AbortSignal.any([stop, limit]));
        if (answer !== undefined) day = today;
      } catch (error) {
        after = now + AGAIN_MS;
        if (stop.aborted) return;
        engine.log.write(
          "warning",
          `Cannot check ${what}: ${errorText(error)}`,
        );
      }
    };
  }
}
