import type { ContentfulStatusCode } from "hono/utils/http-status";
import { routePath } from "hono/route";
import { type ErrorCode, errorCode, errorText } from "../domain/error.ts";
import type { ApiContext, ApiOptions } from "./env.ts";

/** The one table from what went wrong to the HTTP status. */
export const STATUS = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unprocessable: 422,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<ErrorCode, ContentfulStatusCode>;

/** Codes whose messages are about this house, its paths included: only the log gets them. */
const HIDDEN: Partial<Record<ErrorCode, string>> = {
  internal: "Internal error; X-Request-Id names it in the server's log",
  unavailable:
    "Not available at the moment; try again in a minute, X-Request-Id names it in the server's log",
};

/** Answers `{"detail"}`, and what else is named, with the status of a code. */
export function problem(
  c: ApiContext,
  code: ErrorCode,
  detail: string,
  more: Readonly<Record<string, string>> = {},
): Response {
  return c.json({ detail, ...more }, STATUS[code]);
}

/** Answers anything that was thrown, and reports what the caller cannot act on. */
export function errorAnswer(
  report: ApiOptions["report"],
): (thrown: unknown, c: ApiContext) => Response {
  return (thrown, c) => {
    const code = errorCode(thrown);
    const hidden = HIDDEN[code];
    if (hidden === undefined) return problem(c, code, errorText(thrown));
    report({
      requestId: c.get("requestId"),
      method: c.req.method,
      route: routePath(c, -1),
      error: thrown,
    });
    return problem(c, code, hidden);
  };
}
