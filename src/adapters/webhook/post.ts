import type { Clock } from "../../ports/clock.ts";

/** How {@linkcode post} sends. */
export interface PostOptions {
  /** Holds a secret: it is in no text that is returned. */
  readonly url: string;
  readonly wall: Clock;
  /** Ends a try and the wait for the next. */
  readonly stop: AbortSignal;
  /** Longest that a try takes, milliseconds; for tests. */
  readonly timeoutMs?: number;
}

/** Times that a body is sent at most. */
export const TRIES = 5;
const FIRST_WAIT_MS = 1_000;
/** Longest that a server may make us wait, milliseconds. */
const WAIT_MAX_MS = 120_000;
const TIMEOUT_MS = 10_000;

/** How a try went; without a fault it went well. */
interface Try {
  readonly fault?: string;
  readonly isFinal?: boolean;
  /** What the server wants us to wait, milliseconds. */
  readonly waitMs?: number;
}

/**
 * Sends a JSON text, again when that may help: after 1, 2, 4 and 8 seconds, or
 * when the server says so.
 *
 * @returns `undefined` when it has arrived, else why it has not
 */
export async function post(
  body: string,
  options: PostOptions,
): Promise<string | undefined> {
  const { wall, stop } = options;
  for (let tries = 1;; tries++) {
    const { fault, isFinal, waitMs = 0 } = await tryOnce(body, options);
    if (fault === undefined) return undefined;
    if (isFinal) return fault;
    if (tries === TRIES) return `${fault}, ${TRIES} times`;
    const backOff = FIRST_WAIT_MS * 2 ** (tries - 1);
    await wall.sleepUntil(wall.now() + Math.max(backOff, waitMs), stop);
    if (stop.aborted) return fault;
  }
}

async function tryOnce(body: string, options: PostOptions): Promise<Try> {
  const { url, wall, stop, timeoutMs = TIMEOUT_MS } = options;
  const ended = AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]);
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body,
      redirect: "manual",
      signal: ended,
    });
    await answer.body?.cancel();
  } catch {
    // What was thrown names the address, and that is a secret.
    const fault = ended.aborted && !stop.aborted
      ? `no answer within ${timeoutMs / 1000} s`
      : "it cannot be reached";
    return { fault };
  }
  if (answer.ok) return {};
  const { status } = answer;
  const isFinal = status < 500 && status !== 408 && status !== 429;
  const waitMs = retryAfter(answer.headers.get("Retry-After"), wall.now());
  return { fault: `it answered ${status}`, isFinal, waitMs };
}

/** Reads seconds or a date; what cannot be read is 0. */
function retryAfter(text: string | null, now: number): number {
  if (text === null) return 0;
  const ms = /^\d+(\.\d+)?$/.test(text)
    ? Number(text) * 1000
    : Date.parse(text) - now;
  return Math.min(Math.max(ms || 0, 0), WAIT_MAX_MS);
}
