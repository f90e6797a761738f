import { printable } from "../../domain/printable.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { AlpacaError, isPermanent } from "./alpaca_error.ts";
import { readAnswer, readRefusal } from "./answer.ts";
import { requestBudget, type TakeOptions } from "./request_budget.ts";

/** Sends a request; `fetch` fits. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** How {@linkcode transport} sends. */
export interface TransportOptions {
  readonly clock: Clock;
  /** Uniform in [0, 1); spreads the waits. */
  readonly random: () => number;
  readonly log: Log;
  /** Requests in any 60 s at most, > 0. */
  readonly perMinute: number;
  readonly fetch: Fetch;
  /** Are cut out of what Alpaca says. */
  readonly secrets: readonly string[];
}

/** How one request may go. */
export interface Call extends TakeOptions {
  /** What is asked for, such as `stock bars`. */
  readonly what: string;
  /** Times that it is sent at most, > 0; default: 5. Others than GET are sent once. */
  readonly tries?: number;
  /** Longest that a try may take, milliseconds; default: 30 s. */
  readonly timeoutMs?: number;
  /** Largest answer, bytes; default: 32 MiB. */
  readonly maxBytes?: number;
}

/** Sends requests to one host, within one budget. */
export interface Transport {
  /**
   * Returns the JSON of an answer.
   *
   * @throws {AlpacaError} What went wrong last
   * @throws The reason of the signal when it aborts
   */
  send(url: string, init: RequestInit, call: Call): Promise<unknown>;
}

const TRIES = 5;
const TIMEOUT_MS = 30_000;
const MAX_BYTES = 32 * 2 ** 20;
const FIRST_WAIT_MS = 250;
const WAIT_MAX_MS = 5_000;
/** Longest that a server may make us wait, milliseconds. */
const SERVER_WAIT_MAX_MS = 60_000;
const TOO_MANY = 429;

/**
 * Returns what sends to one host: GETs again while that may help, after waits
 * that double from 250 ms to 5 s, or as long as the server says.
 */
export function transport(options: TransportOptions): Transport {
  const { clock, random, log } = options;
  const budget = requestBudget(options);
  return {
    async send(url, init, call) {
      const { what, signal, until = Infinity } = call;
      const mayRepeat = (init.method ?? "GET") === "GET";
      const tries = mayRepeat ? call.tries ?? TRIES : 1;
      let last: AlpacaError | undefined;
      for (let n = 1;; n++) {
        signal.throwIfAborted();
        if (!await budget.take(call)) {
          const reason = clock.now() >= until ? "timeout" : "rate_limited";
          throw last ?? new AlpacaError({ what, reason });
        }
        const { value, error, waitMs = 0 } = await tryOnce(
          url,
          init,
          call,
          options,
        );
        if (error === undefined) return value;
        signal.throwIfAborted();
        // Cut short by the caller's own end, a try says less than the one before it.
        if (error.reason === "timeout" && clock.now() >= until) {
          throw last ?? error;
        }
        last = error;
        log.write("debug", error.message, {
          try: n,
          ...(error.said !== undefined && { said: error.said }),
        });
        if (error.status === TOO_MANY) budget.pauseUntil(clock.now() + waitMs);
        const backOff = Math.min(FIRST_WAIT_MS * 2 ** (n - 1), WAIT_MAX_MS);
        const wake = clock.now() +
          Math.max(backOff * (0.8 + 0.4 * random()), waitMs);
        if (n >= tries || isPermanent(error) || wake >= until) throw error;
        await clock.sleepUntil(wake, signal);
      }
    },
  };
}

/** How a try went: with a value, or with an error. */
interface Try {
  readonly value?: unknown;
  readonly error?: AlpacaError;
  /** What the server wants us to wait, milliseconds. */
  readonly waitMs?: number;
}

async function tryOnce(
  url: string,
  init: RequestInit,
  call: Call,
  { clock, fetch, secrets }: TransportOptions,
): Promise<Try> {
  const { what, timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES } = call;
  const end = Math.min(clock.now() + timeoutMs, call.until ?? Infinity);
  const isDone = new AbortController();
  const isLate = new AbortController();
  void clock.sleepUntil(end, isDone.signal).then(() => {
    if (!isDone.signal.aborted) isLate.abort(new Error("it takes too long"));
  });
  const signal = AbortSignal.any([call.signal, isLate.signal]);
  try {
    // Followed, the keys would go along: they are no header that fetch() strips.
    const sent: RequestInit = { ...init, redirect: "manual", signal };
    const answer = await fetch(url, sent);
    if (answer.ok) {
      return { value: await readAnswer(answer, what, maxBytes) };
    }
    const facts = await readRefusal(answer, what);
    const said = facts.said === undefined ? {} : {
      said: printable(withoutSecrets(facts.said, secrets)),
    };
    return {
      error: new AlpacaError({ ...facts, ...said }),
      waitMs: serverWait(answer.headers, clock.now()),
    };
  } catch (error) {
    if (error instanceof AlpacaError) return { error };
    const reason = isLate.signal.aborted ? "timeout" : "no_route";
    return { error: new AlpacaError({ what, reason }) };
  } finally {
    isDone.abort();
  }
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((left, each) => left.replaceAll(each, "…"), text);
}

/** Returns how long the headers of an answer want us to wait, milliseconds, ≥ 0. */
function serverWait(headers: Headers, now: number): number {
  const after = headers.get("Retry-After");
  const reset = Number(headers.get("X-RateLimit-Reset") ?? NaN);
  const ms = after === null
    ? reset * 1000 - now
    : /^\d+(\.\d+)?$/.test(after)
    ? Number(after) * 1000
    : Date.parse(after) - now;
  return Math.min(Math.max(ms || 0, 0), SERVER_WAIT_MAX_MS);
}
