/**
 * Minutes as the engine runs them, with the real sandbox and nothing else: who
 * hangs or dies three times in a row is out, states come back.
 *
 * @module
 */

import { scheduler } from "node:timers/promises";
import { type Bar, MINUTE_MS } from "../../src/domain/bar.ts";
import { instrument } from "../../src/domain/instrument.ts";
import {
  afterRun,
  minutesOut,
  type Quarantine,
} from "../../src/domain/quarantine.ts";
import type { TeamSpec } from "../../src/domain/team.ts";
import type { BarStore } from "../../src/ports/bar_store.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { StrategyCall, StrategyRun } from "../../src/ports/strategies.ts";
import type { Bundle } from "../../src/sandbox/bundle.ts";
import type { Launch } from "../../src/sandbox/launch.ts";
import {
  type SandboxStrategies,
  sandboxStrategies,
} from "../../src/sandbox/runner.ts";

/** A team on the stage. */
export interface Actor {
  readonly id: string;
  readonly bundle: Bundle;
  readonly entryPoint: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** How a stage is set up. */
export interface StageOptions {
  readonly host: Launch;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly slots: number;
  /** Time of all strategies of a minute together, milliseconds; default 300,000. */
  readonly budgetMs?: number;
}

/** Real time. */
export const wall: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  async sleepUntil(time, signal) {
    const ms = Math.max(0, time - wall.now());
    await scheduler.wait(ms, { ...(signal && { signal }) }).catch(() => {});
  },
};

/** 2026-11-20, a Friday, 09:30 in New York. */
export const OPEN = Date.parse("2026-11-20T14:30:00Z");
const SYMBOLS = ["AAPL", "BTC", "MSFT"];
/** The universe. */
export const INSTRUMENTS = new Map(SYMBOLS.map((symbol) => [
  symbol,
  instrument(symbol, symbol === "BTC" ? "crypto" : "equity"),
]));
/** Minutes before the first one that have bars. */
const HISTORY = 30;

/** A sandbox, minute by minute. */
export class Stage implements AsyncDisposable {
  readonly #actors = new Map<string, Actor>();
  readonly #states = new Map<string, string>();
  readonly #quarantines = new Map<string, Quarantine>();
  readonly #bars = new Market();
  readonly #strategies: SandboxStrategies;
  readonly #budgetMs: number;
  #minute = OPEN - MINUTE_MS;

  constructor({ host, budgetMs = 300_000, ...limits }: StageOptions) {
    this.#budgetMs = budgetMs;
    for (let i = HISTORY; i > 0; i--) this.#bars.add(OPEN - i * MINUTE_MS);
    this.#strategies = sandboxStrategies({
      ...limits,
      launch: host,
      codeOf: (id) => this.#actors.get(id)?.bundle,
      bars: this.#bars,
      instruments: INSTRUMENTS,
      wall,
      log: { write() {} },
    });
  }

  /** Runs the next minute for these; returns how it went, by team. */
  async next(actors: readonly Actor[]): Promise<Map<string, StrategyRun>> {
    this.#minute += MINUTE_MS;
    for (const actor of actors) this.#actors.set(actor.id, actor);
    this.#strategies.retain(actors.map(({ id }) => id));
    const runs = await this.#strategies.run({
      minute: this.#minute,
      calls: actors.filter(({ id }) => !this.#isOut(id, this.#minute))
        .map((actor) => this.#callOf(actor)),
      bars: this.#bars.add(this.#minute),
      budgetMs: this.#budgetMs,
    });
    for (const { teamId, outcome, state } of runs) {
      if (state !== undefined) this.#states.set(teamId, state);
      const before = this.#quarantines.get(teamId);
      const after = afterRun(before, this.#minute, outcome);
      if (after) this.#quarantines.set(teamId, after);
      else this.#quarantines.delete(teamId);
    }
    return new Map(runs.map((run) => [run.teamId, run]));
  }

  /** Returns a team's state, JSON text. */
  stateOf(id: string): string | undefined {
    return this.#states.get(id);
  }

  /** Whether a team would not be called in the next minute. */
  isOut(id: string): boolean {
    return this.#isOut(id, this.#minute + MINUTE_MS);
  }

  /** Processes that are there for the next minute. */
  processes(): number[] {
    return [...this.#strategies.processes().values()];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#strategies.close();
  }

  #isOut(id: string, minute: number): boolean {
    return minutesOut(this.#quarantines.get(id), minute) > 0;
  }

  #callOf({ id, entryPoint, params }: Actor): StrategyCall {
    const state = this.#states.get(id);
    // What the sandbox reads of a team.
    const spec = { id, name: id, entryPoint, code: id, params };
    return {
      spec: spec as unknown as TeamSpec,
      view: { cash: 10_000, buyingPower: 9_000, positions: [], openOrders: [] },
      seed: [1, 2, 3, this.#minute / MINUTE_MS],
      ...(state !== undefined && { state }),
    };
  }
}

/** Bars in memory: the same for every stage. */
class Market implements BarStore {
  readonly #bars: Bar[] = [];

  /** Adds a minute's bars and returns them. */
  add(at: number): Bar[] {
    const minute = at / MINUTE_MS;
    const bars = SYMBOLS.map((symbol, i): Bar => {
      const open = 100 * (i + 1) + (minute * 7919 * (i + 1)) % 101 / 10;
      const close = 100 * (i + 1) + (minute * 104_729 * (i + 1)) % 101 / 10;
      const [low, high] = open < close ? [open, close] : [close, open];
      return { symbol, at, open, high, low, close, volume: 1000 + minute % 97 };
    });
    this.#bars.push(...bars);
    return bars;
  }

  lastRows(symbols: readonly string[], rows: number, upTo: number) {
    return new Map(symbols.map((symbol) => [
      symbol,
      this.#of(symbol).filter(({ at }) => at <= upTo).slice(-rows),
    ]));
  }

  range(symbol: string, from: number, to: number, rows?: number): Bar[] {
    return this.#of(symbol).filter(({ at }) => at >= from && at < to)
      .slice(0, rows);
  }

  between(after: number, upTo: number): Bar[] {
    return this.#bars.filter(({ at }) => at > after && at <= upTo);
  }

  #of(symbol: string): Bar[] {
    return this.#bars.filter((bar) => bar.symbol === symbol);
  }
}
