/**
 * What the tests of this folder share: alerts, a server on loopback, clocks. It
 * has no test of its own.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import type { Alert } from "../../domain/alert.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";

/** When everything here begins. */
export const START = "2026-11-20T14:30:00Z";

/** Returns an alert about a team. */
export function alertOf(alert: Partial<Alert> = {}): Alert {
  return {
    kind: "quarantine",
    subject: "alpha",
    state: "raised",
    message: "alpha is out",
    at: Date.parse(START),
    ...alert,
  };
}

/** A log that keeps its lines. */
export interface Lines extends Log {
  readonly lines: string[];
}

/** Returns an empty log. */
export function linesLog(): Lines {
  const lines: string[] = [];
  return {
    lines,
    write: (level, message, facts = {}) =>
      void lines.push(`${level} ${message} ${JSON.stringify(facts)}`),
  };
}

/** A request that arrived. */
export interface Got {
  readonly at: number;
  readonly path: string;
  readonly text: string;
}

/** A server that remembers; its address holds a secret. */
export interface Hook extends AsyncDisposable {
  readonly url: string;
  readonly got: Got[];
}

/** Returns a server on loopback that answers as it is told, else with 200. */
export function hook(
  wall: Clock,
  answer: (count: number) => Response | Promise<Response> = () =>
    new Response("ok"),
): Hook {
  const got: Got[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname: path } = new URL(request.url);
      got.push({ at: wall.now(), path, text: await request.text() });
      return await answer(got.length);
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/T0/s3cr3t`,
    got,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** A clock that stands still until a test moves it. */
export class HandClock implements Clock {
  #now = Date.parse(START);
  #sleepers: { readonly until: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  sleepUntil(time: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((wake) => {
      this.#sleepers.push({ until: time, wake });
      signal?.addEventListener("abort", () => wake(), { once: true });
    });
  }

  /** Moves on and wakes who is due. */
  advance(ms: number): void {
    this.#now += ms;
    const due = this.#sleepers.filter(({ until }) => until <= this.#now);
    this.#sleepers = this.#sleepers.filter((one) => !due.includes(one));
    for (const { wake } of due) wake();
  }
}

/** Resolves as soon as something is so; the test fails by itself if it never is. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets everything that is under way come to rest. */
export async function rest(): Promise<void> {
  for (let n = 0; n < 20; n++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
