/**
 * What the tests of this folder share: a clock that jumps to the next sleeper
 * as soon as nothing else moves, and an Alpaca that is a function.
 *
 * @module
 */

import { strict as assert } from "node:assert";
import { setImmediate } from "node:timers";
import { scheduler } from "node:timers/promises";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { type AlpacaRest, alpacaRest } from "./rest.ts";

/** Turns of the event loop after which nothing is expected to happen by itself. */
const IDLE_TURNS = 5;

/** A clock of which many may sleep at once; time passes when all of them do. */
export function steppedClock(start: string): Clock {
  let now = Date.parse(start);
  let turns = 0;
  let isPumping = false;
  const sleepers = new Set<{ readonly time: number; wake(): void }>();
  const pump = () => {
    if (sleepers.size === 0) return void (isPumping = false);
    setImmediate(pump);
    if (++turns <= IDLE_TURNS) return;
    turns = 0;
    const [first] = [...sleepers].sort((a, b) => a.time - b.time);
    if (!first) return;
    now = Math.max(now, first.time);
    first.wake();
  };
  return {
    now: () => now,
    sleepUntil(time, signal) {
      if (signal?.aborted || time <= now) return Promise.resolve();
      turns = 0;
      const { promise, resolve } = Promise.withResolvers<void>();
      const sleeper = {
        time,
        wake() {
          sleepers.delete(sleeper);
          signal?.removeEventListener("abort", sleeper.wake);
          turns = 0;
          resolve();
        },
      };
      sleepers.add(sleeper);
      signal?.addEventListener("abort", sleeper.wake, { once: true });
      if (!isPumping) {
        isPumping = true;
        setImmediate(pump);
      }
      return promise;
    },
  };
}

/** A log that keeps its lines. */
export function keptLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    write(level, message, facts) {
      lines.push(`${level} ${message} ${JSON.stringify(facts ?? {})}`);
    },
  };
}

export const KEY_ID = "PKTESTKEYID";
export const SECRET_KEY = "verysecretkeymaterial";

/** A client of an Alpaca that a function plays. */
export function scriptedRest(
  clock: Clock,
  answer: (url: URL, init: RequestInit) => Response | Promise<Response>,
  options: { readonly perMinute?: number; readonly log?: Log } = {},
): AlpacaRest {
  return alpacaRest({
    tradingUrl: "http://127.0.0.1:1",
    dataUrl: "http://127.0.0.1:2",
    keyId: KEY_ID,
    secretKey: SECRET_KEY,
    clock,
    random: () => 0.5,
    log: keptLog(),
    ...options,
    fetch: async (url, init) => {
      init.signal?.throwIfAborted();
      return await answer(new URL(url), init);
    },
  });
}

/** Never aborted. */
export const { signal: NEVER } = new AbortController();

/** A clock that moves when a test says so, and wakes whoever is due. */
export function manualClock(
  start: string,
): Clock & { advance(ms: number): void } {
  let now = Date.parse(start);
  const sleepers = new Set<{ readonly time: number; wake(): void }>();
  return {
    now: () => now,
    sleepUntil(time, signal) {
      if (signal?.aborted || time <= now) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      const sleeper = {
        time,
        wake() {
          sleepers.delete(sleeper);
          signal?.removeEventListener("abort", sleeper.wake);
          resolve();
        },
      };
      sleepers.add(sleeper);
      signal?.addEventListener("abort", sleeper.wake, { once: true });
      return promise;
    },
    advance(ms) {
      now += ms;
      for (const sleeper of sleepers) if (sleeper.time <= now) sleeper.wake();
    },
  };
}

/** Waits until something is so; gives up after five seconds of real time. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; !isSo(); i++) {
    assert.ok(i < 1_000, "it has not come about");
    await scheduler.wait(5);
  }
}

/** One client of a {@linkcode socketServer}. */
export interface ServedSocket {
  readonly path: string;
  /** What it has sent. */
  readonly received: Record<string, unknown>[];
  send(...messages: object[]): void;
  /** Sends what is no array of messages. */
  sendRaw(data: string | ArrayBuffer): void;
  close(): void;
  isClosed(): boolean;
}

/** A server of market data sockets on a free port; a test plays Alpaca. */
export function socketServer(): {
  readonly url: string;
  readonly clients: ServedSocket[];
  close(): Promise<void>;
} {
  const clients: ServedSocket[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => {
      const { socket, response } = Deno.upgradeWebSocket(request);
      const received: Record<string, unknown>[] = [];
      clients.push({
        path: new URL(request.url).pathname,
        received,
        send: (...messages) => socket.send(JSON.stringify(messages)),
        sendRaw: (data) => socket.send(data),
        close: () => socket.close(),
        isClosed: () => socket.readyState === WebSocket.CLOSED,
      });
      socket.onopen = () =>
        socket.send(JSON.stringify([{ T: "success", msg: "connected" }]));
      socket.onmessage = ({ data }) => received.push(JSON.parse(data));
      return response;
    },
  );
  return {
    url: `ws://127.0.0.1:${server.addr.port}`,
    clients,
    close: () => server.shutdown(),
  };
}

/** Answers what a client says until it is subscribed. */
export async function welcome(client: ServedSocket): Promise<void> {
  await until(() => client.received.length === 1);
  client.send({ T: "success", msg: "authenticated" });
  await until(() => client.received.length === 2);
  client.send({ T: "subscription", bars: [] });
}

const MINUTE = 60_000;

/** Values of a bar; `undefined` for none, yet or ever. */
export type Script = (
  symbol: string,
  at: number,
  now: number,
) => { readonly c?: number } | undefined;

/** What a scripted Alpaca has, and what is wrong with it. */
export interface ScriptedMarket {
  script: Script;
  /** Status instead of an answer. */
  status?: (path: string) => number | undefined;
  /** What its clock says too much, milliseconds. */
  clockOffMs?: number;
}

/** An Alpaca on a clock; what it has is a script's say. */
export function scriptedMarket(clock: Clock, market: ScriptedMarket) {
  return scriptedRest(clock, ({ pathname, searchParams }) => {
    const status = market.status?.(pathname);
    if (status !== undefined) return new Response("<html>", { status });
    if (pathname === "/v2/clock") {
      const now = clock.now() + (market.clockOffMs ?? 0);
      const timestamp = new Date(now).toISOString();
      return Response.json({
        ...{ timestamp, is_open: true, next_open: "", next_close: "" },
      });
    }
    const bars: Record<string, unknown[]> = {};
    const to = Date.parse(searchParams.get("end") ?? "");
    const from = Date.parse(searchParams.get("start") ?? "");
    for (const symbol of (searchParams.get("symbols") ?? "").split(",")) {
      for (let at = from; at <= to; at += MINUTE) {
        const made = market.script(symbol, at, clock.now());
        if (!made || clock.now() < at + MINUTE + 1_000) continue;
        const t = new Date(at).toISOString();
        const bar = { t, o: 100, h: 200, l: 50, c: 100, v: 10, ...made };
        (bars[symbol] ??= []).push(bar);
      }
    }
    return Response.json({ bars, next_page_token: null });
  });
}
