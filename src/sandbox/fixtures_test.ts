import { scheduler } from "node:timers/promises";
import vm from "node:vm";
import type { Bar } from "../domain/bar.ts";
import type { Instrument } from "../domain/instrument.ts";
import { instrument } from "../domain/instrument.ts";
import type { TeamSpec } from "../domain/team.ts";
import type { BarStore } from "../ports/bar_store.ts";
import type { Clock } from "../ports/clock.ts";
import type { StrategyCall, StrategyRun } from "../ports/strategies.ts";
import { type Launch, launchers } from "./launch.ts";
import type { SandboxOptions, SandboxStrategies } from "./runner.ts";
import { sandboxStrategies } from "./runner.ts";

/** 2026-11-20, a Friday, 09:30 in New York. */
export const OPEN = Date.parse("2026-11-20T14:30:00Z");

/** Real time. */
export const wall: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  async sleepUntil(time, signal) {
    const ms = Math.max(0, time - wall.now());
    await scheduler.wait(ms, { ...(signal && { signal }) }).catch(() => {});
  },
};

/** A bar whose prices are all `price`. */
export function bar(symbol: string, at: number, price: number): Bar {
  return {
    symbol,
    at,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 100,
  };
}

/** Bars in memory. */
export function memoryBars(): BarStore & { add(bars: readonly Bar[]): void } {
  const all: Bar[] = [];
  const of = (symbol: string) =>
    all.filter((each) => each.symbol === symbol).sort((a, b) => a.at - b.at);
  return {
    add: (bars) => void all.push(...bars),
    lastRows: (symbols, rows, upTo) =>
      new Map(symbols.map((symbol) => [
        symbol,
        of(symbol).filter(({ at }) => at <= upTo).slice(-rows),
      ])),
    range: (symbol, from, to, rows) =>
      of(symbol).filter(({ at }) => at >= from && at < to).slice(0, rows),
    between: (after, upTo) => all.filter(({ at }) => at > after && at <= upTo),
  };
}

/** The universe of the tests. */
export function universe(...symbols: string[]): Map<string, Instrument> {
  return new Map(symbols.map((symbol) => [
    symbol,
    instrument(symbol, symbol === "BTC" ? "crypto" : "equity"),
  ]));
}

/** A call of a team with 10,000 dollars. */
export function callOf(
  id: string,
  code: string,
  more: Partial<StrategyCall> & { params?: Record<string, unknown> } = {},
): StrategyCall {
  const { params = {}, ...rest } = more;
  const spec = {
    id,
    name: id.toUpperCase(),
    entryPoint: "strategy:MyStrategy",
    code,
    params,
  } as unknown as TeamSpec;
  return {
    spec,
    view: { cash: 10_000, buyingPower: 9_000, positions: [], openOrders: [] },
    seed: [1, 2, 3, 4],
    ...rest,
  };
}

/** Returns a function that runs scripts in a bare realm, as the worker's. */
export function bareRealm(): (source: string) => unknown {
  const context = vm.createContext(Object.create(null), {
    codeGeneration: { strings: false, wasm: false },
    microtaskMode: "afterEvaluate",
  });
  return (source) =>
    new vm.Script(source).runInContext(context, { timeout: 2000 });
}

/** A script as the packer makes it, from the body of `MyStrategy`. */
export function script(body: string): string {
  return `var strategy = (() => { class MyStrategy { ${body} }\nreturn { MyStrategy }; })();`;
}

/** Returns how a strategy's process is started; `QTC_PROBED_BINARY` names one that has it inside. */
function hostLaunch(): Launch {
  const command = Deno.env.get("QTC_PROBED_BINARY");
  return command === undefined
    ? launchers(false).host
    : { ...launchers(true).host, command };
}

/** Strategies in real processes, minute by minute; each team's code is its `code`. */
export class Stage {
  readonly bars = memoryBars();
  readonly strategies: SandboxStrategies;
  minute = OPEN - 60_000;
  #states = new Map<string, string>();

  constructor(
    symbols: readonly string[] = ["AAPL", "BTC"],
    options: Partial<SandboxOptions> = {},
  ) {
    this.strategies = sandboxStrategies({
      launch: hostLaunch(),
      codeOf: (_, code) => ({ script: script(code), map: "{}" }),
      bars: this.bars,
      instruments: universe(...symbols),
      wall,
      log: { write() {} },
      slots: 2,
      timeoutMs: 2000,
      ...options,
    });
  }

  /** Runs the next minute with a bar per price, and keeps the states. */
  async next(
    calls: readonly StrategyCall[],
    prices: Readonly<Record<string, number>> = {},
    budgetMs = 20_000,
  ): Promise<StrategyRun[]> {
    this.minute += 60_000;
    const bars = Object.entries(prices).map(([symbol, price]) =>
      bar(symbol, this.minute, price)
    );
    this.bars.add(bars);
    const runs = await this.strategies.run({
      minute: this.minute,
      calls: calls.map((call) => {
        const state = this.#states.get(call.spec.id);
        return { ...call, ...(state !== undefined && { state }) };
      }),
      bars,
      budgetMs,
    });
    for (const { teamId, state } of runs) {
      if (state !== undefined) this.#states.set(teamId, state);
    }
    return runs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.strategies.close();
  }
}
