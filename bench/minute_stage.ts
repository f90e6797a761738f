import { codeStore } from "../src/adapters/system/code_store.ts";
import { simulatedMarketData } from "../src/adapters/simulated/market_data.ts";
import { wallClock } from "../src/adapters/system/clock.ts";
import { sessionOn } from "../src/domain/calendar.ts";
import type { Engine } from "../src/engine/engine.ts";
import { runMinute } from "../src/engine/minute.ts";
import type { Ledger } from "../src/ports/ledger.ts";
import type { StrategyMinute, StrategyRun } from "../src/ports/strategies.ts";
import {
  type SandboxStrategies,
  sandboxStrategies,
} from "../src/sandbox/runner.ts";
import { median } from "./report.ts";
import { spin } from "./spin.ts";
import {
  benchTeam,
  openStage,
  quietLog,
  SEED,
  sessionMinutes,
  WINDOW,
} from "./stage.ts";

/** Strategies at once, on both sides. */
export const SLOTS = 2;
/** Processes that are killed and replaced. */
const KILLED = 7;
/** A session's open; the day before fills the windows. */
const DAY = "2026-11-18";
const CHECKPOINT_MINUTES = 500;
/** sha256 of the sources, as far as the sandbox is concerned. */
const CODE = "b".repeat(64);

/**
 * A strategy of one millisecond. Like the examples it looks at the closing
 * prices of all symbols; it trades every tenth minute and counts in `team.state`.
 */
const SCRIPT = `var strategy = (() => {
${spin}
class MyStrategy {
  constructor(params) {
    this.params = params;
    this.minutes = 0;
  }
  generate_signal(team, bars, prices) {
    const { rounds, number } = this.params;
    spin(rounds);
    let best = "";
    let most = -Infinity;
    for (const symbol of Object.keys(prices)) {
      const { close, timestamp } = bars[symbol];
      const gain = close.at(-1) / close[0] - 1;
      if (timestamp.at(-1) === undefined || gain <= most) continue;
      best = symbol;
      most = gain;
    }
    if ((this.minutes++ + number) % 10 > 0) return [];
    team.state = { trades: (team.state?.trades ?? 0) + 1 };
    const action = team.positions[best] ? "sell" : "buy";
    return [{ symbol: best, action, quantity: 1, price: prices[best] }];
  }
}
return { MyStrategy };
})();`;

/** What came out of the minutes of one run, all in milliseconds. */
export interface Samples {
  readonly floors: number[];
  readonly pings: number[];
  readonly minutes: number[];
  readonly calls: number[];
  readonly sandbox: number[];
  readonly commits: number[];
  /** Processor time of this process in a minute, and in a round of the floor. */
  readonly engineCpu: number[];
  readonly floorCpu: number[];
}

/** The engine with real processes, and how long its parts took. */
export interface MinuteStage {
  readonly engine: Engine;
  readonly strategies: SandboxStrategies;
  readonly samples: Samples;
  readonly minutes: Iterator<number>;
  /** What the sandbox was last asked for. */
  readonly last: { value?: StrategyMinute };
}

/** Returns the engine with so many teams, before its first minute. */
export async function openMinuteStage(
  qtc: string,
  folder: string,
  teams: number,
  rounds: number,
): Promise<MinuteStage> {
  const samples = noSamples();
  const marketData = simulatedMarketData({ seed: SEED });
  const store = codeStore(folder);
  const specs = Array.from(
    { length: teams },
    (_, number) => benchTeam(number, CODE, { rounds, number }),
  );
  const map = JSON.stringify({ version: 3, sources: [], mappings: "" });
  for (const { id } of specs) store.save(id, CODE, { script: SCRIPT, map }, {});
  const first = sessionOn(DAY)!.open;
  const last: MinuteStage["last"] = {};
  let strategies: SandboxStrategies | undefined;
  const engine = await openStage({
    folder,
    first,
    marketData,
    checkpointMinutes: CHECKPOINT_MINUTES,
    teams: specs,
    before: (ledger) => timedLedger(ledger, samples.commits),
    strategies(bars) {
      const sandbox = sandboxStrategies({
        launch: { command: qtc, args: ["strategy-host"], env: {} },
        codeOf: store.load,
        bars,
        instruments: new Map(
          marketData.instruments.map((each) => [each.symbol, each]),
        ),
        wall: wallClock(),
        log: quietLog,
        slots: SLOTS,
        window: WINDOW,
      });
      strategies = sandbox;
      return {
        ...sandbox,
        run(minute) {
          last.value = minute;
          return timedRun(sandbox, minute, samples);
        },
      };
    },
  });
  return {
    engine,
    strategies: strategies!,
    samples,
    minutes: sessionMinutes(first),
    last,
  };
}

function noSamples(): Samples {
  return {
    floors: [],
    pings: [],
    minutes: [],
    calls: [],
    sandbox: [],
    commits: [],
    engineCpu: [],
    floorCpu: [],
  };
}

function timedLedger(ledger: Ledger, commits: number[]): Ledger {
  return {
    ...ledger,
    commit(batch) {
      const started = performance.now();
      const head = ledger.commit(batch);
      commits.push(performance.now() - started);
      return head;
    },
  };
}

async function timedRun(
  sandbox: SandboxStrategies,
  minute: StrategyMinute,
  samples: Samples,
): Promise<StrategyRun[]> {
  const started = performance.now();
  const runs = await sandbox.run(minute);
  samples.sandbox.push(performance.now() - started);
  for (const { teamId, outcome, wallMs, error } of runs) {
    if (outcome !== "ok") {
      throw new Error(
        `Cannot measure: ${teamId} is ${outcome}: ${error?.message}`,
      );
    }
    samples.calls.push(wallMs);
  }
  return runs;
}

/** Runs the next minute and returns its milliseconds. */
export async function oneMinute(
  { engine, minutes }: MinuteStage,
): Promise<number> {
  const minute: number = minutes.next().value;
  const started = performance.now();
  await runMinute(engine, minute);
  const took = performance.now() - started;
  if (engine.halted !== undefined) {
    throw new Error(`Cannot measure: ${engine.halted}`);
  }
  return took;
}

/** Empties samples: what was measured so far does not count. */
export function forget(samples: Samples): void {
  for (const list of Object.values(samples) as number[][]) list.length = 0;
}

/**
 * Returns the milliseconds from the death of a process until a new one has its
 * script and window and has answered.
 */
export async function replacement(
  { strategies, samples, last }: MinuteStage,
): Promise<number> {
  const { minute, calls } = last.value!;
  const [call] = calls;
  const took: number[] = [];
  for (let i = 0; i < KILLED; i++) {
    const pid = strategies.processes().get(call!.spec.id)!;
    Deno.kill(pid, "SIGKILL");
    while (strategies.processes().get(call!.spec.id) === pid) {
      await wallClock().sleepUntil(wallClock().now() + 1);
    }
    const started = performance.now();
    await timedRun(
      strategies,
      { minute, calls: [call!], bars: [], budgetMs: 10_000 },
      samples,
    );
    took.push(performance.now() - started);
  }
  return median(took);
}
