import {
  addressOf,
  type ApiContext,
  type ApiMiddleware,
  type WallClock,
} from "./env.ts";
import { problem } from "./errors.ts";
import { WRONG_KEYS_MAX, type WrongKeys, wrongKeys } from "./wrong_keys.ts";

/** Who a key belongs to. */
export interface KeyReader {
  /** Returns the team of a key, in the same time whether it is right or wrong. */
  teamOf(key: string): string | undefined;
}

/** What a key of ours looks like; the pattern of routes that have it in their path. */
export const KEY_PATTERN = "qtc_[A-Za-z0-9_-]{43}";

/** Lets teams in; sets `teamId`. What it lets through is never stored on the way. */
export interface Gate {
  /** For routes of one team, `:id`: its key comes beside the path. */
  readonly team: ApiMiddleware;
  /** For routes with the key itself in the path, `:key`. */
  readonly path: ApiMiddleware;
}

/**
 * Returns the one gate of all keyed routes: wrong keys are counted over all of
 * them. Only keys that belong to nobody count, and only they are refused: keys
 * are too long to be guessed, and one caller's old key must not lock out a
 * classroom behind the same address.
 */
export function gate(keys: KeyReader, clock: WallClock): Gate {
  const wrong = wrongKeys(() => clock.now());
  const enter = async (
    c: ApiContext,
    next: () => Promise<void>,
    key: string,
    wanted?: string,
  ): Promise<void> => {
    // Asked for every request, also without a key or with a team that is not
    // there, so that time tells nothing.
    const owner = keys.teamOf(key);
    if (owner !== undefined && (wanted ?? owner) === owner) {
      c.set("teamId", owner);
      await next();
    } else {
      const isUnknown = owner === undefined && key !== "";
      c.res = refusal(c, isUnknown ? wrong : undefined, clock.now());
    }
    c.res.headers.set("Cache-Control", "no-store");
  };
  return {
    team: (c, next) => enter(c, next, offeredKey(c), c.req.param("id")),
    path: (c, next) => enter(c, next, c.req.param("key") ?? ""),
  };
}

function refusal(
  c: ApiContext,
  wrong: WrongKeys | undefined,
  now: number,
): Response {
  const until = wrong?.count(addressOf(c));
  if (until === undefined) {
    c.header("WWW-Authenticate", "Bearer");
    return problem(
      c,
      "unauthorized",
      "This route wants the team's own key, as ?key=, " +
        "Authorization: Bearer or X-API-Key",
    );
  }
  c.header("Retry-After", String(Math.max(1, Math.ceil((until - now) / 1000))));
  c.header("X-RateLimit-Limit", String(WRONG_KEYS_MAX));
  c.header("X-RateLimit-Remaining", "0");
  c.header("X-RateLimit-Reset", String(Math.ceil(until / 1000)));
  return problem(
    c,
    "rate_limited",
    `Too many wrong keys: at most ${WRONG_KEYS_MAX} a minute from one address`,
    { error: `Rate limit exceeded: ${WRONG_KEYS_MAX} per 1 minute` },
  );
}

/** Returns the first key that a request brings, or an empty text. */
function offeredKey(c: ApiContext): string {
  const bearer = /^Bearer +(\S+) *$/i.exec(c.req.header("authorization") ?? "");
  return c.req.query("key") || bearer?.[1] || c.req.header("x-api-key") || "";
}
