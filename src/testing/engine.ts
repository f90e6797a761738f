import type { Books } from "../domain/books.ts";
import type { Identity } from "../domain/event.ts";
import { DEFAULT_TERMS, type ExchangeTerms } from "../domain/exchange.ts";
import { type Instrument, instrument } from "../domain/instrument.ts";
import type { BarHistory } from "../ports/bar_history.ts";
import type { BarStore } from "../ports/bar_store.ts";
import type { Broker } from "../ports/broker.ts";
import type { CorporateActions } from "../ports/corporate_actions.ts";
import type { Digest } from "../ports/digest.ts";
import type { Batch, Head, Ledger } from "../ports/ledger.ts";
import type { Log, LogLevel } from "../ports/log.ts";
import type { MarketData } from "../ports/market_data.ts";
import type {
  RegisteredTeam,
  Registry,
  RegistryEdition,
} from "../ports/registry.ts";
import type { Rollbacks } from "../ports/rollbacks.ts";
import type { TeamSpec } from "../domain/team.ts";
import { minuteAt, teamSpec } from "./events.ts";
import { type FakeBroker, fakeBroker } from "./fake_broker.ts";
import { FakeClock } from "./fake_clock.ts";
import { fakeDigest, type FakeLedger, fakeLedger } from "./fake_ledger.ts";
import { fakeHistory } from "./fake_history.ts";
import { fakeMarketData, type FakeMarketOptions } from "./fake_market_data.ts";
import { type FakeEdition, fakeRegistry } from "./fake_registry.ts";
import {
  type FakeStrategies,
  fakeStrategies,
  type FakeStrategy,
} from "./fake_strategies.ts";

/** A log that keeps its lines. */
export interface FakeLog extends Log {
  readonly lines: { readonly level: LogLevel; readonly message: string }[];
}

/** What an engine is made of; what is absent is a fake. */
export interface FakeEngineOptions {
  readonly ledger?: Ledger;
  readonly barStore?: BarStore;
  /** The ledger's, where it has one. */
  readonly history?: BarHistory;
  readonly broker?: Broker;
  readonly marketData?: MarketData;
  readonly market?: Partial<FakeMarketOptions>;
  readonly strategies?: Readonly<Record<string, FakeStrategy>>;
  /** Teams from the start on. */
  readonly teams?: readonly RegisteredTeam[];
  /** Teams from times on, instead. */
  readonly editions?: readonly FakeEdition[];
  readonly registry?: Registry;
  readonly rollbacks?: Rollbacks;
  readonly actions?: CorporateActions;
  /** When the clock starts, Unix milliseconds; default: 09:30 in New York. */
  readonly now?: number;
  readonly clock?: FakeClock;
  readonly digest?: Digest;
  readonly settings?: Partial<FakeEngine["settings"]>;
}

/** Fits the engine's own type, and remembers. */
export interface FakeEngine {
  readonly clock: FakeClock;
  readonly ledger: Ledger;
  readonly barStore: BarStore;
  readonly history: BarHistory;
  readonly marketData: MarketData;
  readonly broker: Broker;
  readonly strategies: FakeStrategies;
  readonly registry: Registry;
  readonly rollbacks?: Rollbacks;
  readonly actions?: CorporateActions;
  readonly digest: Digest;
  readonly breathe: () => Promise<void>;
  readonly log: FakeLog;
  readonly settings: {
    readonly isLive: boolean;
    readonly seed: number;
    readonly window: number;
    readonly phaseBudgetMs: number;
    readonly barDelayMs: number;
    readonly jumpLimit: number;
    readonly checkpointMinutes: number;
    readonly keepLogsDays: number;
    readonly keepTelemetryDays: number;
  };
  books: Books;
  head: Head;
  halted?: string;
  edition?: RegistryEdition;
  hasNewPins?: boolean;
  readonly onRecorded: (batch: Batch, head: Head) => void;
  /** What became durable in this process, a batch each. */
  readonly recorded: Batch[];
}

/** Two shares. */
export const EQUITIES: readonly Instrument[] = [
  instrument("AAPL", "equity"),
  instrument("MSFT", "equity"),
];

/** Returns teams with code and 10,000 dollars each. */
export function registered(
  ids: readonly string[],
  spec: Partial<TeamSpec> = {},
): RegisteredTeam[] {
  return ids.map((id) => ({ spec: teamSpec(id, spec) }));
}

/** Returns an engine whose books are what its ledger says. */
export function fakeEngine(options: FakeEngineOptions = {}): FakeEngine {
  const ledger = options.ledger ?? fakeLedger();
  const barStore = options.barStore ?? (ledger as FakeLedger).bars;
  const clock = options.clock ??
    new FakeClock(new Date(options.now ?? minuteAt(0)).toISOString());
  const { books, head } = ledger.load();
  const recorded: Batch[] = [];
  return {
    clock,
    ledger,
    barStore,
    history: options.history ?? (ledger as FakeLedger).history ??
      fakeHistory([]),
    marketData: options.marketData ??
      fakeMarketData({ instruments: EQUITIES, ...options.market }),
    broker: options.broker ?? fakeBroker(),
    strategies: fakeStrategies(options.strategies ?? {}, barStore),
    registry: options.registry ??
      fakeRegistry(clock, options.editions ?? [[0, options.teams ?? []]]),
    ...(options.rollbacks && { rollbacks: options.rollbacks }),
    ...(options.actions && { actions: options.actions }),
    digest: options.digest ?? fakeDigest,
    breathe: () => Promise.resolve(),
    log: fakeLog(),
    settings: {
      isLive: false,
      seed: 7,
      window: 5,
      phaseBudgetMs: 30_000,
      barDelayMs: 0,
      jumpLimit: 50,
      checkpointMinutes: 1_000_000,
      keepLogsDays: 0,
      keepTelemetryDays: 0,
      ...options.settings,
    },
    books,
    head,
    recorded,
    onRecorded: (batch) => void recorded.push(batch),
  };
}

/** Returns what a start of an engine brings along. */
export function startOptions(
  { marketData, settings }: Pick<FakeEngine, "marketData" | "settings">,
  terms: ExchangeTerms = DEFAULT_TERMS,
): {
  readonly identity: Identity;
  readonly terms: ExchangeTerms;
  readonly instruments: readonly Instrument[];
} {
  return {
    identity: {
      broker: "simulated",
      account: "simulated",
      feed: "recorded",
      clock: settings.isLive ? "wall" : "simulated",
      seed: settings.seed,
    },
    terms,
    instruments: marketData.instruments,
  };
}

/** Returns what the fake broker of an engine was asked. */
export function askedOf({ broker }: Pick<FakeEngine, "broker">): string[] {
  return (broker as FakeBroker).asked;
}

function fakeLog(): FakeLog {
  const lines: { level: LogLevel; message: string }[] = [];
  return {
    lines,
    write: (level, message) => void lines.push({ level, message }),
  };
}
