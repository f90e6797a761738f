import { type Engine, record } from "./engine.ts";
import { prune } from "./retention.ts";

/**
 * Ends a minute; after that, now and then keeps the books for a fast start, and
 * removes what is too old.
 */
export function closeMinute(engine: Engine, minute: number): void {
  record(engine, { events: [{ kind: "closed", minute }] });
  if (engine.books.minutesRun % engine.settings.checkpointMinutes === 0) {
    engine.ledger.checkpoint(engine.books);
  }
  prune(engine, minute);
}

/** Ends a minute that could not run, and says why. */
export function skipMinute(
  engine: Engine,
  minute: number,
  reason: string,
): void {
  engine.log.write("warning", `Skipped a minute: ${reason}`, { minute });
  record(engine, { events: [{ kind: "skipped", minute, reason }] });
}
