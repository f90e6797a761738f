import { MINUTE_MS } from "../../domain/bar.ts";
import type { Clock } from "../../ports/clock.ts";
import { clockOffset, offsetReason } from "./clock.ts";
import type { AlpacaRest } from "./rest.ts";

/** How often the clocks are compared, milliseconds. */
const EVERY_MS = 10 * MINUTE_MS;
const TIMEOUT_MS = 10_000;

/**
 * Returns what is called every minute or so: it compares our clock with Alpaca's
 * every ten minutes, while they differ each time.
 *
 * @param tell Hears what is wrong, or `undefined` when nothing is
 */
export function clockWatch(
  { rest, clock, tell }: {
    readonly rest: AlpacaRest;
    readonly clock: Clock;
    readonly tell: (reason: string | undefined) => void;
  },
): (signal: AbortSignal) => Promise<void> {
  let next = -Infinity;
  return async (signal) => {
    const now = clock.now();
    // A clock that was set back is one more reason to compare.
    if (now < next && now > next - EVERY_MS) return;
    next = now + EVERY_MS;
    const limits = { signal, timeoutMs: TIMEOUT_MS };
    const reason = offsetReason(await clockOffset(rest, clock, limits));
    if (reason !== undefined) next = now;
    tell(reason);
  };
}
