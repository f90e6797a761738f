/**
 * What all routes know: who asks, what is real, what time it is.
 *
 * @module
 */

import type { Context, Handler, Hono, MiddlewareHandler } from "hono";

/** What is real: nothing, the broker's paper account, or money. */
export type Mode = "SIMULATED" | "PAPER" | "LIVE";

/** What a request brings along and what is noted on its way. */
export interface ApiEnv {
  Bindings: {
    /** Where the request comes from; absent when nobody knows. */
    readonly address?: string;
  };
  Variables: {
    /** Names the request in the answer and in the log. */
    requestId: string;
    /** The team whose key came with it; set on keyed routes only. */
    teamId: string;
  };
}

/** An application, a request and the functions between, for our environment. */
export type ApiApp = Hono<ApiEnv>;
/** One request on its way. */
export type ApiContext = Context<ApiEnv>;
/** Answers a request. */
export type ApiHandler = Handler<ApiEnv>;
/** Stands before a handler. */
export type ApiMiddleware = MiddlewareHandler<ApiEnv>;

/** Real time, never the competition's: limits and heartbeats are about callers. */
export interface WallClock {
  /** Returns the current time, Unix milliseconds. */
  now(): number;
  /** Resolves at `time` (Unix milliseconds), or as soon as `signal` aborts. */
  sleepUntil(time: number, signal?: AbortSignal): Promise<void>;
}

/** A request that failed for a reason its caller cannot act on. */
export interface Failure {
  readonly requestId: string;
  readonly method: string;
  /** The route's pattern, such as `/line/:key`; never the path, which may hold a key. */
  readonly route: string;
  readonly error: unknown;
}

/** What the API needs beside its readers. */
export interface ApiOptions {
  readonly mode: Mode;
  /** Existing data is shown: whoever wants to change something gets 503. */
  readonly readOnly?: true;
  readonly clock: WallClock;
  /** Returns a name for a request, another one each time. */
  readonly requestId: () => string;
  /** Tells the operator. Must not throw. */
  readonly report: (failure: Failure) => void;
  /** Aborts when the server stops: streams end then. */
  readonly stop?: AbortSignal;
}

/** Returns the address that limits count by; callers without one share one. */
export function addressOf(c: ApiContext): string {
  return c.env?.address ?? "unknown";
}
