import type { Instrument } from "../domain/instrument.ts";
import type { BarStore } from "../ports/bar_store.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type {
  Strategies,
  StrategyCall,
  StrategyMinute,
  StrategyRun,
} from "../ports/strategies.ts";
import type { Bundle } from "./bundle.ts";
import { callStrategy } from "./call.ts";
import type { Child } from "./child.ts";
import { startChild } from "./child.ts";
import type { Launch } from "./launch.ts";
import { skipped } from "./verdict.ts";
import type { Watchdog } from "./watchdog.ts";
import { watchdog } from "./watchdog.ts";
import type { MarketFeed } from "./window.ts";
import { marketFeed } from "./window.ts";

/** How {@linkcode sandboxStrategies} runs. */
export interface SandboxOptions {
  /** How a strategy's process is started. */
  readonly launch: Launch;
  /** Returns the bundle of a team's code (sha256 of its sources, hex). */
  readonly codeOf: (teamId: string, code: string) => Bundle | undefined;
  readonly bars: BarStore;
  /** The universe, by symbol. */
  readonly instruments: ReadonlyMap<string, Instrument>;
  /** Real time, also while the market's is simulated. */
  readonly wall: Clock;
  readonly log: Log;
  /** Strategies that run at once: as many as there are processors. */
  readonly slots: number;
  /** A strategy's time in a minute, milliseconds; default 5000. */
  readonly timeoutMs?: number;
  /** Most memory of a strategy's process, MB; default 400. */
  readonly memoryMb?: number;
  /** Most rows of a symbol that a strategy is given; default 390. */
  readonly window?: number;
}

/** Strategies in processes of their own. */
export interface SandboxStrategies extends Strategies {
  /**
   * Ends the processes of teams that are not among these: who is only not
   * called at night keeps its process, who left the registry does not.
   */
  retain(teamIds: readonly string[]): void;
  /** Process ids that are alive, by team. */
  processes(): ReadonlyMap<string, number>;
}

/** What the runner knows of a team from minute to minute. */
export interface Seat {
  /** Code, class and parameters that the process was started for. */
  readonly key: string;
  bundle: Bundle | undefined;
  child: Child | undefined;
  /** Whether the process has been given its script. */
  isLoaded: boolean;
  /** What the process has of the market, see `MarketFeed.since()`. */
  upTo: number | undefined;
  /** JSON text of `team.state` as the process has it. */
  state: string | undefined;
  /** How long the last run took, milliseconds. */
  lastMs: number;
}

/** What a call needs beside the team's seat. */
export interface Bench extends Required<SandboxOptions> {
  readonly feed: MarketFeed;
  readonly dog: Watchdog;
  /** Processes that have not ended yet, also those that were just killed. */
  readonly children: Set<Child>;
  /** Starts a process for a seat that has none. */
  readonly seatChild: (seat: Seat) => Child | undefined;
}

/** What a new process has. */
const NOTHING = { isLoaded: false, upTo: undefined, state: undefined };

/** Runs each team's strategy in a process that can be killed. */
export function sandboxStrategies(options: SandboxOptions): SandboxStrategies {
  const seats = new Map<string, Seat>();
  const { bars, instruments, wall } = options;
  const window = options.window ?? 390;
  const bench: Bench = {
    timeoutMs: 5000,
    memoryMb: 400,
    ...options,
    window,
    feed: marketFeed({ bars, symbols: () => [...instruments.keys()], window }),
    dog: watchdog(wall),
    children: new Set(),
    seatChild: (seat) => seatChild(bench, seat),
  };
  const leave = (teamId: string): void => {
    seats.get(teamId)?.child?.kill("closed");
    seats.delete(teamId);
  };
  const seatOf = ({ spec }: StrategyCall): Seat => {
    const key = JSON.stringify([spec.code, spec.entryPoint, spec.params]);
    const found = seats.get(spec.id);
    if (found?.key === key) return found;
    if (found) leave(spec.id);
    const seat: Seat = {
      ...{ key, child: undefined, bundle: undefined, lastMs: 0 },
      ...NOTHING,
    };
    seats.set(spec.id, seat);
    return seat;
  };
  return {
    run: (minute) => runMinute(bench, seatOf, minute),
    retain(teamIds) {
      const kept = new Set(teamIds);
      for (const id of [...seats.keys()]) if (!kept.has(id)) leave(id);
    },
    processes: () =>
      new Map(
        [...seats].flatMap(([id, { child }]) =>
          child?.isAlive ? [[id, child.pid] as const] : []
        ),
      ),
    async close() {
      for (const id of [...seats.keys()]) leave(id);
      await Promise.all([...bench.children].map(({ ended }) => ended));
    },
  };
}

function seatChild(
  { launch, window, log, children }: Bench,
  seat: Seat,
): Child | undefined {
  try {
    const child = startChild({ launch, window });
    children.add(child);
    void child.ended.then(() => children.delete(child));
    seat.child = child;
  } catch (error) {
    log.write("error", "Cannot start a strategy's process", {
      error: String(error),
    });
    return undefined;
  }
  Object.assign(seat, NOTHING);
  return seat.child;
}

async function runMinute(
  bench: Bench,
  seatOf: (call: StrategyCall) => Seat,
  { minute, calls, bars, budgetMs }: StrategyMinute,
): Promise<StrategyRun[]> {
  const end = performance.now() + budgetMs;
  bench.feed.add(minute, bars);
  const runs: StrategyRun[] = [];
  // Who was quick before comes first: a few slow ones delay nobody else.
  const queue = calls.map((call, index) => ({
    call,
    index,
    seat: seatOf(call),
  }))
    .sort((a, b) => a.seat.lastMs - b.seat.lastMs || a.index - b.index)
    .values();
  const watch = new AbortController();
  const patrol = bench.dog.patrol(watch.signal);
  const slot = async () => {
    for (const { call, index, seat } of queue) {
      runs[index] = performance.now() >= end
        ? skipped(
          call.spec.id,
          "skipped_budget",
          "the minute's time was used up before its turn",
        )
        : await callStrategy(bench, seat, call, { minute, end });
      if (runs[index].wallMs > 0) seat.lastMs = runs[index].wallMs;
    }
  };
  try {
    await Promise.all(Array.from({ length: bench.slots }, slot));
  } finally {
    watch.abort();
    await patrol;
  }
  return runs;
}
