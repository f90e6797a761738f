import { isPermanent, reasonOf } from "../adapters/alpaca/alpaca_error.ts";
import { QtcError } from "../domain/error.ts";
import type { Clock } from "../ports/clock.ts";

/** Times that Alpaca is asked before a refusal is believed, and what lies between, milliseconds. */
const TRIES = 3;
const PAUSE_MS = 2_000;

/**
 * Returns what Alpaca answers; a refusal counts when it comes three times: who
 * stands in between refuses as well, for a moment.
 *
 * @param wall Real time, in which the pauses are
 */
export async function believed<T>(
  wall: Clock,
  ask: () => Promise<T>,
): Promise<T> {
  for (let n = 1;; n++) {
    try {
      return await ask();
    } catch (error) {
      if (n >= TRIES || !isPermanent(error)) throw error;
      await wall.sleepUntil(wall.now() + PAUSE_MS);
    }
  }
}

/** Returns what the operator has to mend when the keys are refused. */
export function refusedKeys(cause: unknown): QtcError | undefined {
  return reasonOf(cause) !== "bad_keys" ? undefined : new QtcError(
    "invalid",
    "Cannot use Alpaca: it refuses the keys; those of a paper account want " +
      "ALPACA_PAPER=true, those of a live one false",
    { cause },
  );
}
