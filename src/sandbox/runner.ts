import type { Instrument } from "../domain/instrument.ts";
import type { TeamSpec } from "../domain/team.ts";
import type { BarStore } from "../ports/bar_store.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type {
  Strategies,
  StrategyMinute,
  StrategyRun,
} from "../ports/strategies.ts";
import type { Bundle } from "./bundle.ts";
import { callStrategy } from "./call.ts";
import type { Child } from "./child.ts";
import { type DataDesk, directDesk } from "./data_requests.ts";
import { gate } from "./gate.ts";
import type { Launch } from "./launch.ts";
import { plainHistory } from "./plain_history.ts";
import { restBetween } from "./rest.ts";
import { emptySeat, noteRun, type Seat, seatKey } from "./seat.ts";
import { takeTurns } from "./turns.ts";
import { NOT_REACHED, skipped } from "./verdict.ts";
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
  /** Answers data requests; default: from `bars`, on the same thread. */
  readonly data?: DataDesk;
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

/** What calls, starts and rests have in common. */
export interface Bench extends Required<SandboxOptions> {
  readonly feed: MarketFeed;
  readonly dog: Watchdog;
  /** Processes that have not ended yet, also those that were just killed. */
  readonly children: Set<Child>;
  /** Where few may be at once: answers to data requests that are on their way. */
  readonly enter: ReturnType<typeof gate>;
}

/** Runs each team's strategy in a process that can be killed. */
export function sandboxStrategies(options: SandboxOptions): SandboxStrategies {
  const seats = new Map<string, Seat>();
  const { bars, instruments, wall } = options;
  const window = options.window ?? 390;
  const bench: Bench = {
    timeoutMs: 5000,
    memoryMb: 400,
    data: directDesk({ history: plainHistory(bars), instruments }),
    ...options,
    window,
    feed: marketFeed({ bars, symbols: () => [...instruments.keys()], window }),
    dog: watchdog(wall),
    children: new Set(),
    enter: gate(options.slots),
  };
  let isClosed = false;
  const leave = (teamId: string): void => {
    const seat = seats.get(teamId);
    seats.delete(teamId);
    if (!seat) return;
    seat.isGone = true;
    seat.child?.kill("closed");
  };
  const seatOf = (spec: TeamSpec): Seat => {
    const found = seats.get(spec.id);
    if (found?.key === seatKey(spec)) return found;
    if (found) leave(spec.id);
    const seat = { ...emptySeat(spec), isGone: isClosed };
    if (!isClosed) seats.set(spec.id, seat);
    return seat;
  };
  const resting = restBetween(bench, seats);
  return {
    async run(minute) {
      await resting.end();
      try {
        return await runMinute(bench, seatOf, minute);
      } finally {
        if (!isClosed) resting.begin();
      }
    },
    retain(teamIds) {
      const kept = new Set(teamIds);
      for (const id of [...seats.keys()]) if (!kept.has(id)) leave(id);
    },
    async prepare(teams, upTo) {
      await resting.end();
      if (isClosed) return;
      bench.feed.begin(upTo);
      for (const spec of teams) seatOf(spec);
      resting.begin();
    },
    processes: () =>
      new Map(
        [...seats].flatMap(([id, { child }]) =>
          child?.isAlive ? [[id, child.pid] as const] : []
        ),
      ),
    async close() {
      isClosed = true;
      for (const id of [...seats.keys()]) leave(id);
      await bench.data.close();
      await resting.end();
      await Promise.all([...bench.children].map(({ ended }) => ended));
    },
  };
}

async function runMinute(
  bench: Bench,
  seatOf: (spec: TeamSpec) => Seat,
  { minute, calls, bars, budgetMs }: StrategyMinute,
): Promise<StrategyRun[]> {
  const end = performance.now() + budgetMs;
  bench.feed.add(minute, bars);
  const turns = takeTurns(bench.slots, {
    now: () => performance.now(),
    // However many they are, some of those that never answer meet their deadline.
    shortUntil: end - budgetMs / 2,
  });
  const runs: StrategyRun[] = [];
  // Who was quick before comes first; who turns out slow lets others pass.
  const queue = calls.map((call, index) => ({
    ...{ call, index },
    seat: seatOf(call.spec),
  })).sort((a, b) => a.seat.lastMs - b.seat.lastMs || a.index - b.index);
  const watch = new AbortController();
  let [load] = Deno.loadavg();
  const patrol = bench.dog.patrol(watch.signal, () => {
    turns.look();
    [load] = Deno.loadavg();
  });
  try {
    await Promise.all(queue.map(async ({ call, index, seat }) => {
      const turn = await turns.take();
      const isOver = performance.now() >= end;
      const run = isOver
        ? skipped(call.spec.id, "skipped_budget", NOT_REACHED)
        : await callStrategy(bench, seat, call, { minute, end, turn });
      turn.end();
      noteRun(seat, run, bench.timeoutMs);
      runs[index] = { ...run, load: load! };
    }));
  } finally {
    watch.abort();
    await patrol;
  }
  return runs;
}
