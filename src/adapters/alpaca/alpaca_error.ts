import { type ErrorCode, QtcError } from "../../domain/error.ts";

/** Why Alpaca could not be used, as the status and the log name it. */
export type AlpacaReason =
  | "bad_keys" // 401, or 403 of the data host: the keys are wrong, missing or of the other account
  | "sip_not_permitted" // the subscription has no recent SIP data: use feed iex
  | "not_found" // 404
  | "refused" // another 4xx: what was asked for is wrong
  | "rate_limited" // 429, or our own budget is used up
  | "server_error" // 5xx, 408, 425
  | "no_route" // no connection, or it broke off
  | "timeout" // no whole answer in time
  | "redirect" // it wants us to go to another place, with the keys
  | "not_json" // a page, half an answer, or nothing
  | "too_large" // more than any answer should be
  | "unexpected"; // JSON of another form than the documented one

/** What is known of an answer that could not be used. */
export interface AlpacaErrorFacts {
  /** What was asked for, such as `stock bars`. */
  readonly what: string;
  readonly reason: AlpacaReason;
  /** HTTP status, 100..599; absent when there was no answer. */
  readonly status?: number;
  /** Alpaca's own code of the error, such as 40310000. */
  readonly code?: number;
  /** Alpaca's own words, cut short; they may name what was sent, so they stay out of messages. */
  readonly said?: string;
  readonly cause?: unknown;
}

/**
 * A request to Alpaca that failed. Its message is made of our own words alone:
 * no address, key or answer is in it.
 */
export class AlpacaError extends QtcError {
  readonly reason: AlpacaReason;
  readonly status: number | undefined;
  readonly alpacaCode: number | undefined;
  readonly said: string | undefined;

  constructor({ what, reason, status, code, said, cause }: AlpacaErrorFacts) {
    const answer = status === undefined ? "" : ` (${status})`;
    super(
      codeOf(reason),
      `Cannot get ${what} from Alpaca: ${reason}${answer}`,
      cause === undefined ? undefined : { cause },
    );
    this.reason = reason;
    this.status = status;
    this.alpacaCode = code;
    this.said = said;
  }
}

function codeOf(reason: AlpacaReason): ErrorCode {
  return reason === "not_found" ? "not_found" : "unavailable";
}

/** Returns the reason of any thrown value; what is not Alpaca's is `unexpected`. */
export function reasonOf(error: unknown): AlpacaReason {
  return error instanceof AlpacaError ? error.reason : "unexpected";
}

/** Says whether asking again in a moment is pointless. */
export function isPermanent(error: unknown): boolean {
  const reason = reasonOf(error);
  return reason === "bad_keys" || reason === "sip_not_permitted" ||
    reason === "not_found" || reason === "refused" || reason === "redirect";
}
