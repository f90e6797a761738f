import { simulatedMarketData } from "../src/adapters/simulated/market_data.ts";
import { wallClock } from "../src/adapters/system/clock.ts";
import type { Bar } from "../src/domain/bar.ts";
import { sessionOn } from "../src/domain/calendar.ts";
import type { BarStore } from "../src/ports/bar_store.ts";
import type { StrategyCall, StrategyRun } from "../src/ports/strategies.ts";
import {
  type SandboxStrategies,
  sandboxStrategies,
} from "../src/sandbox/runner.ts";
import { marketFeed } from "../src/sandbox/window.ts";
import { SLOTS } from "./minute_stage.ts";
import { benchTeam, quietLog, SEED, sessionMinutes, WINDOW } from "./stage.ts";

/** Most time of a minute, milliseconds, as the product has it. */
export const BUDGET_MS = 40_000;
const DAY = "2026-11-18";

/** A sandbox, minute by minute, with full windows. */
export interface Arena {
  readonly strategies: SandboxStrategies;
  /** Bars before the first minute, as a new process gets them. */
  readonly market: Uint8Array;
  /** Starts the processes, and returns when there is one for each. */
  ready(calls: readonly StrategyCall[]): Promise<void>;
  next(calls: readonly StrategyCall[]): Promise<StrategyRun[]>;
}

/** Returns a sandbox in which a team's code is its script. */
export async function openArena(qtc: string): Promise<Arena> {
  const data = simulatedMarketData({ seed: SEED });
  const first = sessionOn(DAY)!.open;
  const signal = AbortSignal.timeout(600_000);
  const stored: Bar[] = [...await data.history(first, WINDOW, signal)];
  const symbols = data.instruments.map(({ symbol }) => symbol);
  const bars: BarStore = {
    lastRows: (names, rows, upTo) =>
      new Map(
        names.map((name) => [
          name,
          stored.filter(({ symbol, at }) => symbol === name && at <= upTo)
            .slice(-rows),
        ]),
      ),
    range: () => [],
    between: () => [],
  };
  const wall = wallClock();
  const minutes = sessionMinutes(first);
  const strategies = sandboxStrategies({
    launch: { command: qtc, args: ["strategy-host"], env: {} },
    codeOf: (_, script) => ({ script, map: "{}" }),
    bars,
    instruments: new Map(data.instruments.map((each) => [each.symbol, each])),
    wall,
    log: quietLog,
    slots: SLOTS,
    window: WINDOW,
  });
  const feed = marketFeed({ bars, symbols: () => symbols, window: WINDOW });
  feed.begin(first - 60_000);
  return {
    strategies,
    market: feed.whole().bytes,
    async ready(calls) {
      await strategies.prepare(calls.map(({ spec }) => spec), first - 60_000);
      while (strategies.processes().size < calls.length) await pause(wall, 20);
      await pause(wall, 1_000);
    },
    async next(calls) {
      const minute: number = minutes.next().value;
      const news = await data.bars(minute - 60_000, minute, signal);
      stored.push(...news);
      return await strategies.run({
        ...{ minute, calls, bars: news, budgetMs: BUDGET_MS },
      });
    },
  };
}

function pause(wall: ReturnType<typeof wallClock>, ms: number): Promise<void> {
  return wall.sleepUntil(wall.now() + ms);
}

/** Returns a script with a class of this body, and functions that it uses. */
export function scriptOf(body: string, ...uses: readonly unknown[]): string {
  return `var strategy = (() => { ${
    uses.join("\n")
  }\nclass MyStrategy { ${body} }\nreturn { MyStrategy }; })();`;
}

function callOf(number: number, code: string): StrategyCall {
  return {
    spec: benchTeam(number, code),
    view: { cash: 1e6, buyingPower: 1e6, positions: [], openOrders: [] },
    seed: [1, 2, 3, number],
  };
}

/** Returns calls of so many teams, numbered `from` on. */
export function callsOf(count: number, code: string, from = 0): StrategyCall[] {
  return Array.from({ length: count }, (_, i) => callOf(from + i, code));
}
