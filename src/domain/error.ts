/** What went wrong, in the words that also choose the HTTP status. */
export type ErrorCode =
  | "invalid" // the caller sent something unusable: 400
  | "unauthorized" // no key, or the wrong one: 401
  | "forbidden" // the key is good, the thing is another team's: 403
  | "not_found" // nothing has that name: 404
  | "conflict" // it exists, or has moved on: 409
  | "too_large" // more than the limit: 413
  | "unprocessable" // well-formed, but not valid: 422
  | "rate_limited" // too often: 429
  | "unavailable" // the broker, the disk or the network failed: 503
  | "internal"; // a bug; the message is never shown to callers: 500

/**
 * A failure that somebody outside the throwing function can act on. What is
 * part of trading, such as a signal above its limit, is a `Denial` value and
 * not an error; a broken invariant is neither, see `assert()`.
 */
export class QtcError extends Error {
  override readonly name = "QtcError";

  /**
   * @param code Who can act on it, see {@linkcode ErrorCode}
   * @param message `Cannot <action> "<value>": <state>`, without a final period
   * @param options `cause` holds the error that was caught, if any
   */
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Returns the code of any thrown value; foreign errors are `"internal"`. */
export function errorCode(error: unknown): ErrorCode {
  return error instanceof QtcError ? error.code : "internal";
}

/** Returns a text for any thrown value; meant for our own errors, not a team's. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
