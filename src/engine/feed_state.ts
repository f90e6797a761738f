import { MINUTE_MS } from "../domain/bar.ts";
import type { FeedHealth } from "../domain/feed.ts";

/** A minute that came so long ago is late, or nobody feeds us, milliseconds. */
const DELAYED_MS = 2 * MINUTE_MS;
const STALE_MS = 10 * MINUTE_MS;

/** The worst last. */
const STATES = ["healthy", "delayed", "stale"] as const;

/**
 * Returns how the bars are: what the source says of itself, and how long ago the
 * last minute was.
 *
 * @param lateMs Milliseconds since a minute should have come; 0 while none should
 */
export function feedState(
  said: FeedHealth = { state: "healthy" },
  lateMs = 0,
): FeedHealth {
  const seen = lateMs > STALE_MS
    ? "stale"
    : lateMs > DELAYED_MS
    ? "delayed"
    : "healthy";
  if (STATES.indexOf(said.state) >= STATES.indexOf(seen)) return said;
  return {
    state: seen,
    reason: said.reason ??
      `the last minute came ${Math.floor(lateMs / MINUTE_MS)} minutes ago`,
  };
}
