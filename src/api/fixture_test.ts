/**
 * What the tests of this folder share: two teams, a clock that they turn, and
 * an application over both. It has no test of its own.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import type { ActivityEntry } from "./activity.ts";
import { apiApp, type Readers } from "./app.ts";
import type { ApiApp, Failure, WallClock } from "./env.ts";

/** 14:30 UTC, the minute of everything here. */
export const AT = Date.UTC(2025, 0, 15, 14, 30);
/** The keys of alpha and beta. */
export const KEYS = {
  alpha: `qtc_${"a".repeat(43)}`,
  beta: `qtc_${"b".repeat(42)}-`,
};
/** Right in shape, and nobody's. */
export const WRONG_KEY = `qtc_${"w".repeat(43)}`;

/** A clock that stands still until a test moves it. */
export class HandClock implements WallClock {
  #now = AT;
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

  /** Moves on, wakes who is due, and lets them do what they wanted to. */
  async advance(ms: number): Promise<void> {
    this.#now += ms;
    const due = this.#sleepers.filter(({ until }) => until <= this.#now);
    this.#sleepers = this.#sleepers.filter((one) => !due.includes(one));
    for (const { wake } of due) wake();
    await settle();
  }
}

/** Lets everything that is under way come to rest. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Activity that a test adds to. */
export class Activity {
  readonly entries: ActivityEntry[] = [];
  readonly listeners = new Set<(entry: ActivityEntry) => void>();

  recent(limit: number): readonly ActivityEntry[] {
    return this.entries.slice(-limit);
  }

  subscribe(listener: (entry: ActivityEntry) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  add(message: string): void {
    const id = (this.entries.at(-1)?.id ?? 0) + 1;
    const entry = { id, at: AT, message };
    this.entries.push(entry);
    for (const listener of this.listeners) listener(entry);
  }
}

/** An application, and what it was made from. */
export interface Fixture {
  readonly app: ApiApp;
  readonly clock: HandClock;
  readonly activity: Activity;
  readonly failures: Failure[];
  readonly stop: AbortController;
  /** What the team routes were asked for last. */
  readonly asked: unknown[];
  /** Sends a request from an address and returns the answer. */
  get(
    path: string,
    init?: RequestInit & { readonly address?: string },
  ): Promise<Response>;
}

/** Returns an application over two teams; alpha has done much, beta nothing yet. */
export function fixture(changed: Partial<Readers> = {}): Fixture {
  const clock = new HandClock();
  const activity = new Activity();
  const failures: Failure[] = [];
  const asked: unknown[] = [];
  const stop = new AbortController();
  let requests = 0;
  const readers: Readers = {
    board: { leaderboard: () => BOARD, competition: () => undefined },
    teams: teamReader(asked),
    status: { status: () => STATUS },
    activity,
    keys: {
      teamOf: (key) => Object.entries(KEYS).find(([, own]) => own === key)?.[0],
    },
    marketData: {
      instruments: () => new Map(),
      published: () => AT,
      known: () => AT,
      read: () => Promise.resolve({ kind: "busy" }),
    },
    ...changed,
  };
  const app = apiApp(readers, {
    mode: "SIMULATED",
    clock,
    requestId: () => `request-${++requests}`,
    report: (failure) => failures.push(failure),
    stop: stop.signal,
  });
  const get = async (
    path: string,
    { address, ...init }: RequestInit & { address?: string } = {},
  ) => await app.request(path, init, { address: address ?? "1.2.3.4" });
  return { app, clock, activity, failures, stop, asked, get };
}

const BOARD = [
  { teamId: "alpha", portfolioValue: 10_500.25 },
  { teamId: "beta" },
];

const STATUS = {
  status: "operational",
  at: AT + 90_000,
  market: { isOpen: true, minute: AT },
  orchestrator: {
    running: true,
    lastHeartbeat: AT + 62_000,
    teamsLoaded: 2,
    teamsActive: 1,
    uptimeStatus: "healthy",
  },
  dataFeed: {
    lastUpdate: AT + 60_000,
    state: "healthy",
    symbolsTracked: 28,
    barsReceived: 27,
  },
  ledger: { length: 12, head: "ab12" },
} as const;

function teamReader(asked: unknown[]): Readers["teams"] {
  return {
    team: (teamId) => teamId === "alpha" ? ALPHA : {},
    history: (teamId, days, limit) => {
      asked.push([teamId, days, limit]);
      return teamId === "alpha" ? [{ at: AT, value: 10_500.25 }] : [];
    },
    trades: (teamId, limit) => {
      asked.push([teamId, limit]);
      return teamId === "alpha" ? TRADES : [];
    },
    errors: (teamId, limit) => {
      asked.push([teamId, limit]);
      return teamId === "alpha" ? ERRORS : [];
    },
  };
}

const ALPHA = {
  snapshot: {
    at: AT,
    cash: 5_000,
    marketValue: 10_500.25,
    positions: [{
      symbol: "NVDA",
      quantity: 10,
      side: "buy",
      value: 5_500.25,
      avgCost: 500,
      pnlUnrealized: 500.25,
    }],
  },
  metrics: {
    portfolioValue: 10_500.25,
    startingValue: 10_000,
    figures: {
      totalReturn: 0.050025,
      maxDrawdown: -0.25,
      currentDrawdown: 0,
    },
    totalTrades: 2,
  },
} as const;

const TRADES = [
  {
    at: AT + 60_000,
    symbol: "NVDA",
    side: "buy",
    quantity: "10",
    requestedPrice: "500.25",
    executionPrice: "500",
    orderType: "limit",
    brokerOrderId: "sim-1",
  },
  {
    at: AT,
    symbol: "AAPL",
    side: "sell",
    quantity: "0.5",
    executionPrice: "175.5",
    orderType: "market",
  },
] as const;

const ERRORS = [{
  at: AT,
  errorType: "TimeoutError",
  message: "Strategy execution exceeded 5 seconds",
  strategy: "Strategy",
  timeout: true,
  phase: "signal_generation",
}] as const;
