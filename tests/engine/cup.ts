/**
 * Two short competitions on the simulated exchange and a ledger on a disk.
 *
 * @module
 */

import { strict as assert } from "node:assert";
import { sqliteLedgerReader } from "../../src/adapters/sqlite/reader.ts";
import { openDatabaseReadOnly } from "../../src/adapters/sqlite/schema.ts";
import { verifyLedger } from "../../src/adapters/sqlite/verify.ts";
import type { CompetitionSpec } from "../../src/domain/competition.ts";
import type { LedgerEvent } from "../../src/domain/event.ts";
import { type Instrument, instrument } from "../../src/domain/instrument.ts";
import { teamSpec } from "../../src/testing/events.ts";
import { fakeMarketData } from "../../src/testing/fake_market_data.ts";
import type { FakeEdition } from "../../src/testing/fake_registry.ts";
import type { FakeStrategy } from "../../src/testing/fake_strategies.ts";
import { Death, engineOn, type Fate, run } from "./harness.ts";

/** A competition from the first look at the registry to the final board. */
export interface Cup {
  /** ISO 8601: when the ledger begins. */
  readonly now: string;
  readonly spec: CompetitionSpec;
  readonly instruments: readonly Instrument[];
  readonly editions: readonly FakeEdition[];
  readonly strategies: Readonly<Record<string, FakeStrategy>>;
}

const AAPL = instrument("AAPL", "equity");
const BTC = instrument("BTC", "crypto");

/** Returns the Unix milliseconds of a time in ISO 8601. */
export function at(text: string): number {
  return Date.parse(text);
}

/** Returns the hour and minute of a time, UTC. */
export function hhmm(time: number): string {
  return new Date(time).toISOString().slice(11, 16);
}

function buy(symbol: string, quantity: number, more: object = {}) {
  return { symbol, action: "buy", quantity, price: 100, ...more };
}

/** Rests where no price of these flat markets comes. */
const RESTING = { price: 85, "order_type": "limit", "time_in_force": "gtc" };

/** A strategy of what it does at `HH:MM`; its calls are counted in its state. */
function plan(wishes: Readonly<Record<string, readonly unknown[]>>) {
  const strategy: FakeStrategy = ({ minute, state }) => {
    const called = (state as string[] | undefined) ?? [];
    return {
      signals: wishes[hhmm(minute)] ?? [],
      state: [...called, hhmm(minute)],
    };
  };
  return strategy;
}

/** Ten minutes of a Friday in New York that end at its midnight, coins and shares. */
export function midnightCup(): Cup {
  const day = (time: string) => at(`2026-11-21T${time}Z`);
  const spec = {
    name: "Midnight Cup",
    starts: day("04:52"),
    uploadsUntil: day("04:55"),
    ends: day("05:00"),
  };
  const teams = (code: string) => [
    { spec: teamSpec("coins", { run247: true, code }) },
    { spec: teamSpec("shares", { code }) },
  ];
  return {
    now: "2026-11-21T04:50:00Z",
    spec,
    instruments: [AAPL, BTC],
    editions: [
      [0, teams("v1"), spec],
      // Within the minute before it counts: a process that starts then knows it.
      [day("04:54") + 1, teams("v2"), spec],
      [day("04:55") + 1, teams("v3"), spec],
    ],
    strategies: {
      coins: plan({
        // Nobody is asked at 04:50, 04:51 and 04:59.
        "04:50": [buy("BTC", 9)],
        "04:52": [buy("BTC", 1)],
        "04:53": [buy("BTC", 2, RESTING), buy("BTC", 3, RESTING)],
        "04:58": [buy("BTC", 4)],
        "04:59": [buy("BTC", 8)],
      }),
      shares: plan({ "04:52": [buy("AAPL", 5)] }),
    },
  };
}

/** The last minutes of a Friday's session; it ends with the Sunday. */
export function weekendCup(): Cup {
  const spec = {
    name: "Weekend Cup",
    uploadsUntil: at("2026-11-22T05:00Z"),
    ends: at("2026-11-23T05:00Z"),
  };
  const teams = (code: string) => [{ spec: teamSpec("shares", { code }) }];
  return {
    now: "2026-11-20T20:57:00Z",
    spec,
    instruments: [AAPL],
    editions: [[0, teams("v1"), spec]],
    strategies: {
      shares: plan({
        "20:57": [
          buy("AAPL", 10),
          buy("AAPL", 11, RESTING),
          buy("AAPL", 12, { ...RESTING, "time_in_force": "day" }),
        ],
      }),
    },
  };
}

/** Lives one life of a competition; returns how it ended, `died` when it did. */
export async function live(path: string, cup: Cup, fate?: Fate) {
  const marketData = fakeMarketData({
    instruments: cup.instruments,
    bar: () => ({ open: 100, high: 100.5, low: 99.5, volume: 100_000 }),
  });
  const { engine, writes, close } = engineOn(path, marketData, {
    now: at(cup.now),
    editions: cup.editions,
    strategies: cup.strategies,
    settings: { checkpointMinutes: 3 },
  }, fate);
  let result = "died";
  try {
    result = await run(engine, { until: at("2026-12-01T00:00Z") });
  } catch (error) {
    if (!(error instanceof Death)) throw error;
  }
  close();
  return { engine, writes: writes(), result };
}

/** Runs work with the path of a ledger that is gone afterwards. */
export async function withLedger<T>(
  work: (path: string) => Promise<T>,
): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    return await work(`${folder}/ledger.sqlite`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Returns all events of a ledger that is whole. */
export function eventsOf(path: string): LedgerEvent[] {
  const database = openDatabaseReadOnly(path);
  assert.deepEqual(verifyLedger(database).faults, []);
  const events = sqliteLedgerReader(database).last(1e6);
  database.close();
  return events.map(({ event }) => event);
}
