import type { ApiMiddleware } from "./env.ts";

/** Headers that a page of another origin may read. */
const EXPOSED = "X-Request-Id, X-QTC-Mode, ETag, Retry-After, " +
  "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset";

/**
 * Marks a route as public: pages of any origin may read it, its errors too.
 * Routes without it answer no other origin.
 */
export const anyOrigin: ApiMiddleware = async (c, next) => {
  await next();
  c.res.headers.set("Access-Control-Allow-Origin", "*");
  c.res.headers.set("Access-Control-Expose-Headers", EXPOSED);
};
