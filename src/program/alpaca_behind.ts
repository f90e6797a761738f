import { MINUTE_MS } from "../domain/bar.ts";
import type { FeedHealth } from "../domain/feed.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { MarketData } from "../ports/market_data.ts";
import type { Begun } from "./alpaca_universe.ts";

/** Less is how far two clocks differ, milliseconds. */
const BEHIND_MS = 2 * MINUTE_MS;

/**
 * Returns a market that says so while its clock is behind what has run: an
 * Alpaca on loopback began anew, or this machine's clock was set back.
 */
export function neverBehind<T extends MarketData>(
  market: T,
  begun: Begun | undefined,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): T {
  const reason = (): string | undefined => {
    const aheadMs = (begun?.lastMinute ?? -Infinity) - clock.now();
    if (aheadMs <= BEHIND_MS) return undefined;
    const minutes = Math.round(aheadMs / MINUTE_MS);
    return `clock_behind: the ledger is ${minutes} minutes ahead of Alpaca's clock`;
  };
  const first = reason();
  if (first === undefined) return market;
  log.write("warning", `No minute runs for now: ${first}`);
  return {
    ...market,
    health(): FeedHealth {
      const now = reason();
      if (now !== undefined) return { state: "stale", reason: now };
      return market.health?.() ?? { state: "healthy" };
    },
  };
}
