import { simulatedBroker } from "../src/adapters/simulated/broker.ts";
import { openLedger } from "../src/adapters/sqlite/data_folder.ts";
import { sha256 } from "../src/adapters/system/digest.ts";
import { isRegular, nextSession } from "../src/domain/calendar.ts";
import { fromNumber, type Money } from "../src/domain/decimal.ts";
import { DEFAULT_TERMS } from "../src/domain/exchange.ts";
import type { TeamSpec } from "../src/domain/team.ts";
import { activityLog } from "../src/engine/activity.ts";
import type { Engine } from "../src/engine/engine.ts";
import { recover } from "../src/engine/recover.ts";
import { stateOf } from "../src/engine/state.ts";
import { applyRegistry } from "../src/engine/teams.ts";
import type { BarStore } from "../src/ports/bar_store.ts";
import type { Clock } from "../src/ports/clock.ts";
import type { Ledger } from "../src/ports/ledger.ts";
import type { RegistryEdition } from "../src/ports/registry.ts";
import type { Log } from "../src/ports/log.ts";
import type { MarketData } from "../src/ports/market_data.ts";
import type { Strategies } from "../src/ports/strategies.ts";

/** Rows of a strategy's window. */
export const WINDOW = 390;
/** Seed of everything simulated. */
export const SEED = 1;
/** What strategies may take together: none is skipped, however busy the machine is. */
const PHASE_BUDGET_MS = 600_000;

/** What a stage is set up with. */
export interface StageOptions {
  /** An empty folder for the ledger. */
  readonly folder: string;
  readonly teams: readonly TeamSpec[];
  readonly marketData: MarketData;
  /** First minute, Unix milliseconds. */
  readonly first: number;
  readonly checkpointMinutes: number;
  /** Makes what runs the strategies; it reads the window from `bars`. */
  readonly strategies: (bars: BarStore) => Strategies;
  /** Puts something in front of the ledger. */
  readonly before?: (ledger: Ledger) => Ledger;
}

/** A log that stays silent but for errors, which are bugs here. */
export const quietLog: Log = {
  write(level, message) {
    if (level === "error") throw new Error(`Cannot measure: ${message}`);
  },
};

/**
 * Returns the product's engine on a ledger of its own, without clock and API:
 * the ledger has begun, the teams have their cash.
 */
export async function openStage(options: StageOptions): Promise<Engine> {
  const { folder, teams, marketData, first } = options;
  const real = openLedger(folder);
  const ledger = options.before?.(real) ?? real;
  const { books, head } = real.load();
  const { instruments } = marketData;
  const crypto = new Set(
    instruments.filter(({ assetClass }) => assetClass === "crypto")
      .map(({ symbol }) => symbol),
  );
  const barStore = real.bars((symbol) => crypto.has(symbol));
  const activity = activityLog();
  const clock: Clock = {
    now: () => first,
    sleepUntil: () => Promise.resolve(),
  };
  let pending: RegistryEdition | undefined = {
    teams: teams.map((spec) => ({ spec })),
  };
  const engine: Engine = {
    clock,
    ledger,
    barStore,
    history: real.history((symbol) => crypto.has(symbol)),
    breathe: () => Promise.resolve(),
    marketData,
    broker: simulatedBroker({ terms: DEFAULT_TERMS, seed: SEED }),
    strategies: options.strategies(barStore),
    registry: {
      changes: () => {
        const found = pending;
        pending = undefined;
        return Promise.resolve(found);
      },
    },
    digest: sha256,
    log: quietLog,
    settings: {
      isLive: false,
      seed: SEED,
      window: WINDOW,
      phaseBudgetMs: PHASE_BUDGET_MS,
      barDelayMs: 0,
      jumpLimit: 50,
      checkpointMinutes: options.checkpointMinutes,
      keepLogsDays: 30,
      keepTelemetryDays: 90,
    },
    books,
    head,
    onRecorded(batch, at) {
      activity.take(batch.events, at);
      state.take(batch.events);
    },
  };
  const state = stateOf(engine, real.reader);
  await recover(engine, {
    identity: {
      broker: "simulated",
      account: "simulated",
      feed: "simulated",
      clock: "simulated",
      seed: SEED,
    },
    terms: DEFAULT_TERMS,
    instruments,
  });
  await applyRegistry(engine, first);
  return engine;
}

/** Returns a team of the benchmarks, with a million dollars. */
export function benchTeam(
  number: number,
  code: string,
  params: Readonly<Record<string, unknown>> = {},
): TeamSpec {
  const id = `bench-${String(number).padStart(3, "0")}`;
  return {
    id,
    name: id,
    initialCash: fromNumber<Money>(1_000_000),
    run247: false,
    entryPoint: "strategy:MyStrategy",
    code,
    params,
    limits: {},
  };
}

/** Yields minutes of regular sessions from `first` (Unix milliseconds) on. */
export function* sessionMinutes(first: number): Generator<number> {
  for (let minute = first;; minute += 60_000) {
    if (!isRegular(minute)) minute = nextSession(minute).open;
    yield minute;
  }
}
