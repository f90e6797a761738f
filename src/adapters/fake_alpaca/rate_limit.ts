import type { Clock } from "../../ports/clock.ts";

/** Requests a minute that one host takes. */
export const RATE_LIMIT = 200;

/** What a bucket says to a request. */
export interface RateAnswer {
  readonly allowed: boolean;
  /** `X-RateLimit-Limit`, `-Remaining` and `-Reset`, the latter in Unix seconds. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Tokens that come back evenly. */
export interface TokenBucket {
  /** Takes a token, if there is one. */
  take(): RateAnswer;
}

/** Returns a full bucket of `perMinute` tokens on a clock. */
export function tokenBucket(
  clock: Clock,
  perMinute: number = RATE_LIMIT,
): TokenBucket {
  const perMs = perMinute / 60_000;
  let tokens = perMinute;
  let at = clock.now();
  return {
    take() {
      const now = clock.now();
      tokens = Math.min(perMinute, tokens + Math.max(0, now - at) * perMs);
      at = now;
      const allowed = tokens >= 1;
      if (allowed) tokens -= 1;
      // A client that waits until then has at least one.
      const waitMs = tokens >= 1 ? 0 : (1 - tokens) / perMs;
      const headers = {
        "X-RateLimit-Limit": String(perMinute),
        "X-RateLimit-Remaining": String(Math.floor(tokens)),
        "X-RateLimit-Reset": String(Math.ceil((now + waitMs) / 1_000)),
      };
      return { allowed, headers };
    },
  };
}
