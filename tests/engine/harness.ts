/**
 * The scenario through the engine, the simulated exchange and the ledger on a
 * disk, in processes that may die at any durable write.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { simulatedBroker } from "../../src/adapters/simulated/broker.ts";
import { sqliteBarHistory } from "../../src/adapters/sqlite/bar_history.ts";
import { sqliteBarStore } from "../../src/adapters/sqlite/bar_store.ts";
import { sqliteLedger } from "../../src/adapters/sqlite/ledger.ts";
import { openDatabase } from "../../src/adapters/sqlite/schema.ts";
import { DEFAULT_TERMS } from "../../src/domain/exchange.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { type LoopEnd, runLoop } from "../../src/engine/loop.ts";
import { recover, startOf } from "../../src/engine/recover.ts";
import type { Ledger } from "../../src/ports/ledger.ts";
import type { MarketData } from "../../src/ports/market_data.ts";
import {
  type FakeEngine,
  fakeEngine,
  type FakeEngineOptions,
  startOptions,
} from "../../src/testing/engine.ts";
import { FakeClock } from "../../src/testing/fake_clock.ts";
import { fakeRegistry } from "../../src/testing/fake_registry.ts";
import {
  SCENARIO_MINUTES,
  SCENARIO_START,
  SCENARIO_STRATEGIES,
  scenarioEditions,
  scenarioMarket,
  scenarioMinute,
} from "../../src/testing/scenario.ts";

/** A process that ends without a word. */
export class Death extends Error {}

/** When a process dies: at its n-th durable write, before or after it is durable. */
export interface Fate {
  readonly write: number;
  readonly when: "before" | "after";
}

/** One life of a process. */
export interface Life {
  readonly engine: FakeEngine;
  /** Durable writes that it made or died at. */
  readonly writes: number;
  readonly died: boolean;
}

/** Returns the sha256 of a text, hex. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** An engine with the simulated exchange over a ledger file. */
export function engineOn(
  path: string,
  marketData: MarketData,
  options: FakeEngineOptions = {},
  fate?: Fate,
): { engine: FakeEngine; writes: () => number; close: () => void } {
  const database = openDatabase(path);
  const ledger = sqliteLedger(database);
  const coins = new Set(
    marketData.instruments.filter(({ assetClass }) => assetClass === "crypto")
      .map(({ symbol }) => symbol),
  );
  const { seed = 7 } = options.settings ?? {};
  const { books } = ledger.load();
  const start = startOf(
    books,
    marketData.instruments,
    { instant: options.now ?? SCENARIO_START },
    0,
    { write: () => {} },
  );
  const clock = new FakeClock(new Date(start).toISOString());
  // No process starts on the very minute.
  clock.advance(1);
  const mortal = mortalLedger(ledger, fate);
  const engine = fakeEngine({
    digest: sha256,
    clock,
    broker: simulatedBroker({ terms: DEFAULT_TERMS, seed }),
    ...options,
    ...(options.editions &&
      { registry: fakeRegistry(clock, options.editions) }),
    marketData,
    ledger: mortal.ledger,
    barStore: sqliteBarStore(database, (symbol) => coins.has(symbol)),
    history: sqliteBarHistory(database, (symbol) => coins.has(symbol)),
  });
  return { engine, writes: mortal.writes, close: () => ledger.close() };
}

/** Runs an engine until the end that is given. */
export async function run(
  engine: Engine,
  end: Omit<LoopEnd, "signal">,
): Promise<string> {
  const { signal } = new AbortController();
  const next = await recover(engine, startOptions(engine as FakeEngine));
  return await runLoop(engine, next, { ...end, signal });
}

/** Lives one life of the scenario on a ledger file. */
export async function live(
  path: string,
  fate?: Fate,
  settings: FakeEngineOptions["settings"] = {},
): Promise<Life> {
  const { engine, writes, close } = engineOn(path, scenarioMarket(), {
    strategies: SCENARIO_STRATEGIES,
    editions: scenarioEditions(),
    settings: { checkpointMinutes: 5, ...settings },
  }, fate);
  let died = false;
  try {
    await run(engine, { until: scenarioMinute(SCENARIO_MINUTES) });
  } catch (error) {
    if (!(error instanceof Death)) throw error;
    died = true;
  }
  close();
  return { engine, writes: writes(), died };
}

function mortalLedger(
  ledger: Ledger,
  fate: Fate | undefined,
): { ledger: Ledger; writes: () => number } {
  let count = 0;
  const write = <T>(work: () => T): T => {
    const isLast = ++count === fate?.write;
    if (isLast && fate?.when === "before") throw new Death();
    const result = work();
    if (isLast) throw new Death();
    return result;
  };
  return {
    writes: () => count,
    ledger: {
      ...ledger,
      commit: (batch) => write(() => ledger.commit(batch)),
      checkpoint: (books) => write(() => ledger.checkpoint(books)),
    },
  };
}
