/**
 * A short competition of one team on the simulated exchange and a real ledger.
 *
 * @module
 */

import { strict as assert } from "node:assert";
import { openDatabaseReadOnly } from "../../src/adapters/sqlite/schema.ts";
import { sqliteLedgerReader } from "../../src/adapters/sqlite/reader.ts";
import { verifyLedger } from "../../src/adapters/sqlite/verify.ts";
import { type Bar, MINUTE_MS } from "../../src/domain/bar.ts";
import { buyingPower } from "../../src/domain/books.ts";
import { decimalText } from "../../src/domain/decimal.ts";
import type { LedgerEvent } from "../../src/domain/event.ts";
import { instrument } from "../../src/domain/instrument.ts";
import type { Broker } from "../../src/ports/broker.ts";
import type { MarketData } from "../../src/ports/market_data.ts";
import type { RegisteredTeam } from "../../src/ports/registry.ts";
import type { FakeEngine } from "../../src/testing/engine.ts";
import { minuteAt, teamSpec } from "../../src/testing/events.ts";
import { fakeMarketData } from "../../src/testing/fake_market_data.ts";
import type { FakeStrategy } from "../../src/testing/fake_strategies.ts";
import { engineOn, run } from "./harness.ts";

export interface Case {
  /** Signals of alpha, by number of the minute. */
  readonly signals?: Readonly<Record<number, readonly unknown[]>>;
  readonly strategy?: FakeStrategy;
  readonly bar?: (symbol: string, at: number) => Partial<Bar> | undefined;
  readonly minutes?: number;
  readonly team?: RegisteredTeam;
  readonly broker?: (broker: Broker) => Broker;
  readonly now?: number;
  readonly marketData?: MarketData;
  readonly editions?: readonly (readonly [number, readonly RegisteredTeam[]])[];
}

export const AAPL = { symbol: "AAPL", action: "buy", price: 100 };
export const FLAT = { open: 100, high: 100.4, low: 99.6 };

/** Plays a case, checks its ledger, returns the engine and all events. */
export async function play(
  { now = minuteAt(0), minutes = 3, ...rest }: Case,
  path?: string,
): Promise<{ engine: FakeEngine; events: LedgerEvent[] }> {
  const folder = await Deno.makeTempDir();
  const file = path ?? `${folder}/ledger.sqlite`;
  const marketData = rest.marketData ?? fakeMarketData({
    instruments: [instrument("AAPL", "equity"), instrument("BTC", "crypto")],
    bar: rest.bar ?? (() => FLAT),
  });
  const bySignals: FakeStrategy = ({ minute }) =>
    rest.signals?.[(minute - now) / MINUTE_MS] ?? [];
  const { engine, close } = engineOn(file, marketData, {
    now,
    strategies: { alpha: rest.strategy ?? bySignals },
    editions: rest.editions ??
      [[0, [rest.team ?? { spec: teamSpec("alpha", { run247: true }) }]]],
  });
  const broker = rest.broker?.(engine.broker) ?? engine.broker;
  await run({ ...engine, broker } as FakeEngine, {
    until: now + minutes * MINUTE_MS,
  });
  close();
  const database = openDatabaseReadOnly(file);
  const events = sqliteLedgerReader(database).last(1e6)
    .map(({ event }) => event);
  const verdict = verifyLedger(database);
  database.close();
  assert.deepEqual(verdict.faults, []);
  // The engine's books may be older than a copy of it: read them again.
  const after = engineOn(file, marketData);
  after.close();
  await Deno.remove(folder, { recursive: true });
  return { engine: { ...engine, books: after.engine.books }, events };
}

export function alphaOf({ books }: FakeEngine) {
  const team = books.teams.get("alpha");
  assert.ok(team);
  return {
    cash: decimalText(team.cash),
    equity: decimalText(team.equity ?? 0n),
    free: decimalText(buyingPower(books, "alpha")),
    open: [...team.open.values()].map(({ status }) => status),
    held: [...team.positions.values()].map(({ quantity }) =>
      decimalText(quantity)
    ),
  };
}

export const UNTOUCHED = {
  cash: "10000",
  equity: "10000",
  free: "10000",
  open: [],
  held: [],
};

export function denialsOf(events: readonly LedgerEvent[]): string[] {
  return events.flatMap((event) =>
    event.kind === "denial" ? [`${event.index} ${event.rule}`] : []
  );
}

export function ofKind<K extends LedgerEvent["kind"]>(
  events: readonly LedgerEvent[],
  kind: K,
): Extract<LedgerEvent, { kind: K }>[] {
  return events.filter((event) => event.kind === kind) as Extract<
    LedgerEvent,
    { kind: K }
  >[];
}
