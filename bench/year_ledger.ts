/**
 * A ledger as a year of competition leaves it. The engine itself writes it,
 * minute by minute; only the strategies are made up, and thousands of commits
 * share a transaction, so that it takes minutes instead of an hour.
 *
 * @module
 */

import { simulatedMarketData } from "../src/adapters/simulated/market_data.ts";
import { defaultUniverse } from "../src/adapters/simulated/universe.ts";
import { sessionOn } from "../src/domain/calendar.ts";
import { random } from "../src/domain/random.ts";
import { runMinute } from "../src/engine/minute.ts";
import type { Batch, Ledger } from "../src/ports/ledger.ts";
import type {
  Strategies,
  StrategyCall,
  StrategyRun,
} from "../src/ports/strategies.ts";
import { benchTeam, openStage, SEED, sessionMinutes } from "./stage.ts";

/** Minutes of a year: 252 sessions of 390. */
export const YEAR_MINUTES = 98_280;
/** Teams of the year. */
export const YEAR_TEAMS = 50;
const FIRST_DAY = "2025-01-02";
/** Commits that share a transaction. */
const COMMITS = 3_000;
const SHARES_MAX = 5;

/** Returns the symbols of the year: 28 equities, so that minutes are sessions'. */
export function yearUniverse(): { equities: string[]; crypto: string[] } {
  const { equities } = defaultUniverse();
  return {
    equities: [...equities, "QTCA", "QTCB", "QTCC", "QTCD"],
    crypto: [],
  };
}

/** How a year is written. */
export interface YearOptions {
  /** An empty folder. */
  readonly folder: string;
  readonly minutes: number;
  readonly checkpointMinutes: number;
  /** Called now and then with the number of minutes that are written. */
  readonly onProgress: (minutes: number) => void;
}

/** Writes `ledger.sqlite`, as if the process had died after the last minute. */
export async function writeYear(options: YearOptions): Promise<void> {
  const { folder, minutes, checkpointMinutes, onProgress } = options;
  const marketData = simulatedMarketData({
    seed: SEED,
    universe: yearUniverse(),
  });
  const symbols = marketData.instruments.map(({ symbol }) => symbol);
  const first = sessionOn(FIRST_DAY)!.open;
  const engine = await openStage({
    folder,
    first,
    marketData,
    checkpointMinutes,
    teams: Array.from(
      { length: YEAR_TEAMS },
      (_, number) => benchTeam(number, "0".repeat(64)),
    ),
    strategies: () => madeUpStrategies(symbols),
    before: inLargeTransactions,
  });
  let ran = 0;
  for (const minute of sessionMinutes(first)) {
    if (ran >= minutes) break;
    await runMinute(engine, minute);
    if (++ran % 1_000 === 0) onProgress(ran);
  }
  if (engine.halted !== undefined) {
    throw new Error(`Cannot use the year: ${engine.halted}`);
  }
  engine.ledger.close();
}

/** Gathers commits; everything else sees them as if they were written. */
function inLargeTransactions(real: Ledger): Ledger {
  const states = new Map<string, string>();
  let { length } = real.load().head;
  let gathered: Batch[] = [];
  const flush = (): void => {
    real.commit({
      events: gathered.flatMap(({ events }) => events),
      bars: gathered.flatMap(({ bars }) => bars ?? []),
      states: gathered.flatMap((each) => each.states ?? []),
      snapshots: gathered.flatMap(({ snapshots }) => snapshots ?? []),
      telemetry: gathered.flatMap(({ telemetry }) => telemetry ?? []),
    });
    gathered = [];
  };
  return {
    ...real,
    commit(batch) {
      gathered.push(batch);
      length += batch.events.length;
      for (const { teamId, text } of batch.states ?? []) {
        states.set(teamId, text);
      }
      if (gathered.length >= COMMITS) flush();
      return { length, hash: "" };
    },
    checkpoint(books) {
      flush();
      real.checkpoint(books);
    },
    state: (teamId) => states.get(teamId),
    close() {
      flush();
      real.close();
    },
  };
}

/**
 * Strategies that do what fifty teams do: one order a minute among them all, now
 * and then one that is denied, a failure or a cancel; five change their state.
 */
export function madeUpStrategies(symbols: readonly string[]): Strategies {
  const next = random("bench", "year");
  let count = 0;
  const pick = <T>(list: readonly T[]): T =>
    list[Math.floor(next() * list.length)] as T;
  const signalOf = ({ view }: StrategyCall): unknown => {
    const { positions, openOrders } = view;
    const [open] = openOrders;
    if (open && next() < 0.1) {
      return { cancel: open.order_id };
    }
    const held = positions.length > 8 || positions.length > 0 && next() < 0.4
      ? pick(positions)
      : undefined;
    const quantity = held
      ? held[1]
      : next() < 0.03
      ? 0
      : 1 + Math.floor(next() * SHARES_MAX);
    return {
      symbol: held?.[0] ?? pick(symbols),
      action: held ? "sell" : "buy",
      quantity,
      price: 100,
      reason: "the average of 20 minutes has crossed that of 60",
    };
  };
  const runOf = (call: StrategyCall): StrategyRun => {
    const fails = next() < 0.0005;
    return {
      teamId: call.spec.id,
      outcome: fails ? "error" : "ok",
      signals: !fails && next() < 0.02 ? [signalOf(call)] : [],
      ...(!fails && next() < 0.1 &&
        { state: JSON.stringify({ calls: ++count, targets: symbols }) }),
      ...(fails && {
        error: {
          type: "TypeError",
          message: "Cannot read properties of undefined (strategy.ts:12:7)",
          phase: "signal_generation",
        },
      }),
      log: "",
      fresh: false,
      wallMs: 1 + next(),
      cpuMs: 0,
    };
  };
  return {
    run: ({ calls }) => Promise.resolve(calls.map(runOf)),
    retain() {},
    prepare: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
