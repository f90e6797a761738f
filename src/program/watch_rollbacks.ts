import { errorText } from "../domain/error.ts";
import type { Engine } from "../engine/engine.ts";
import { rollbackMinute, takeRollbacks } from "../engine/rollback.ts";
import type { Clock } from "../ports/clock.ts";

/** Real time between two looks, milliseconds. */
const LOOK_MS = 500;

/**
 * Takes up rollbacks while no minute is open: the loop looks before each minute,
 * but nights and weekends are long. Ends with the server; nothing here throws.
 */
export async function watchRollbacks(
  engine: Engine,
  { wall, stop }: {
    /** Real time. */
    readonly wall: Clock;
    readonly stop: AbortSignal;
  },
): Promise<void> {
  let said: string | undefined;
  for (;;) {
    await wall.sleepUntil(wall.now() + LOOK_MS, stop);
    if (stop.aborted || engine.isClosed) return;
    if (engine.books.open) continue;
    try {
      takeRollbacks(engine, rollbackMinute(engine.books, engine.clock.now()));
      said = undefined;
    } catch (error) {
      const text = `Cannot take up a rollback: ${errorText(error)}`;
      if (text !== said) engine.log.write("error", text);
      said = text;
    }
  }
}
