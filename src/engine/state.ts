/**
 * What the API shows, as it was when the last minute was published: one
 * sequence for all answers. Orders and fills are read live from the ledger.
 *
 * @module
 */

import { MINUTE_MS } from "../domain/bar.ts";
import type { Books } from "../domain/books.ts";
import { sessionAt } from "../domain/calendar.ts";
import { mayTrade, phaseOf } from "../domain/competition.ts";
import { toNumber } from "../domain/decimal.ts";
import type { EventKind, LedgerEvent } from "../domain/event.ts";
import type { FeedHealth } from "../domain/feed.ts";
import { leaderboard } from "../domain/leaderboard.ts";
import { errorRecord, strategyName, tradeRecord } from "../domain/records.ts";
import { figuresOf, type PerformanceFigures } from "../domain/performance.ts";
import type { SandboxState } from "../domain/sandbox_layer.ts";
import { type Snapshot, snapshotOf } from "../domain/snapshot.ts";
import type { DiskView } from "../ports/disk.ts";
import type { LedgerReader } from "../ports/ledger.ts";
import type { MarketData } from "../ports/market_data.ts";
import type { Engine } from "./engine.ts";
import { feedState } from "./feed_state.ts";

/** A team's portfolio and figures at the last published minute. */
interface Published {
  readonly snapshot: Snapshot;
  /** Dollars. */
  readonly deposits: number;
  readonly figures: PerformanceFigures | undefined;
  readonly trades: number;
}

/** How the process is doing; measured, not booked. */
export interface Health {
  phase: "starting" | "running" | "stopped";
  /** Absent until somebody has looked. */
  disk?: DiskView;
  /** What stands around strategies; absent where none run. */
  sandbox?: SandboxState;
}

/** Everything that routes read; its methods fit the interfaces beside them. */
export interface State {
  /** Publishes the books when events that have become durable change the board. */
  take(events: readonly LedgerEvent[]): void;
  readonly health: Health;
  readonly board: ReturnType<typeof boardOf>;
  readonly teams: ReturnType<typeof teamReader>;
  readonly status: ReturnType<typeof statusReader>;
}

/** What {@linkcode stateOf} reads. */
export type StateSource =
  & Pick<Engine, "books" | "clock" | "head" | "halted">
  & { readonly marketData?: Pick<MarketData, "health"> };

interface View {
  standings: ReturnType<typeof leaderboard>;
  teams: ReadonlyMap<string, Published>;
  minute: number | undefined;
}

/** Events after which everybody sees something else. */
const PUBLISHED: ReadonlySet<EventKind> = new Set([
  "ended",
  "team",
  "team_removed",
  "closed",
  "skipped",
]);

/** Returns the views over an engine's books, published as they are now. */
export function stateOf(source: StateSource, reader: LedgerReader): State {
  const view: View = { standings: [], teams: new Map(), minute: undefined };
  const health: Health = { phase: "starting" };
  const publish = (): void => {
    const { books } = source;
    view.standings = leaderboard(books);
    view.teams = publishedTeams(books);
    view.minute = books.lastMinute;
  };
  publish();
  return {
    health,
    take(events) {
      if (events.some(({ kind }) => PUBLISHED.has(kind))) publish();
    },
    board: boardOf(source, view),
    teams: teamReader(source, view, reader),
    status: statusReader(source, view, health),
  };
}

function publishedTeams(books: Books): Map<string, Published> {
  const { valuedAt } = books;
  if (valuedAt === undefined) return new Map();
  return new Map(
    [...books.teams.values()].filter(({ equity }) => equity !== undefined)
      .map(({ spec: { id }, deposits, performance: kept, tradeCount }) => [id, {
        snapshot: snapshotOf(books, id, valuedAt),
        deposits: toNumber(deposits),
        figures: figuresOf(kept),
        trades: tradeCount,
      }]),
  );
}

function boardOf(source: StateSource, view: View) {
  return {
    competition: () => competitionOf(source),
    leaderboard: () =>
      view.standings.map(({ teamId, equity }) => ({
        teamId,
        ...(equity !== undefined && { portfolioValue: toNumber(equity) }),
      })),
  };
}

function competitionOf({ books, clock }: StateSource) {
  const { competition } = books;
  return competition && {
    ...competition.spec,
    phase: phaseOf(competition, clock.now()),
  };
}

function teamReader(source: StateSource, view: View, reader: LedgerReader) {
  const known = (teamId: string) => source.books.teams.get(teamId);
  return {
    team(teamId: string) {
      if (!known(teamId)) return undefined;
      const published = view.teams.get(teamId);
      return published ? teamView(published) : {};
    },
    history(teamId: string, days: number, limit: number) {
      if (!known(teamId)) return undefined;
      const from = (view.minute ?? source.clock.now()) -
        days * 1440 * MINUTE_MS;
      return reader.snapshots(teamId, from, limit)
        .map(({ minute, equity }) => ({ at: minute, value: Number(equity) }));
    },
    trades(teamId: string, limit: number) {
      if (!known(teamId)) return undefined;
      return reader.fills(teamId, limit)
        .map(({ fill, order }) => tradeRecord(fill, order));
    },
    errors(teamId: string, limit: number) {
      const team = known(teamId);
      if (!team) return undefined;
      const strategy = strategyName(team.spec);
      return reader.newest(teamId, ["failure", "denial"], limit)
        .flatMap(({ event }) => errorRecord(event, strategy) ?? []);
    },
  };
}

function teamView({ snapshot, deposits, figures, trades }: Published) {
  const value = toNumber(snapshot.equity);
  return {
    snapshot: {
      at: snapshot.minute,
      cash: toNumber(snapshot.cash),
      marketValue: value,
      positions: snapshot.positions.map((position) => ({
        symbol: position.symbol,
        quantity: toNumber(position.quantity),
        side: position.quantity > 0n ? "buy" as const : "sell" as const,
        value: toNumber(position.value),
        avgCost: toNumber(position.averageCost),
        pnlUnrealized: toNumber(position.unrealized),
      })),
    },
    metrics: {
      portfolioValue: value,
      startingValue: deposits,
      ...(figures && { figures }),
      totalTrades: trades,
    },
  };
}

function statusReader(source: StateSource, view: View, health: Health) {
  return {
    status() {
      const { books, clock, head, halted } = source;
      const active = [...books.teams.values()].filter((team) => team.active);
      const now = clock.now();
      const { minute } = view;
      const competition = competitionOf(source);
      const isOver = competition?.phase === "ended";
      const session = sessionAt(now);
      const isOpen = session !== undefined && health.phase !== "stopped";
      const late = minute === undefined || !isOpen
        ? 0
        : now - Math.max(minute + MINUTE_MS, session?.open ?? 0);
      const feed = feedState(source.marketData?.health?.(), late);
      const word = statusWord(health, halted, feed);
      const newest = newestBar(books);
      return {
        status: isOver ? "stopped" as const : word,
        ...(competition && { competition }),
        at: now,
        market: { isOpen, ...(minute !== undefined && { minute }) },
        orchestrator: {
          running: health.phase === "running" && !isOver,
          ...(minute !== undefined && { lastHeartbeat: minute + MINUTE_MS }),
          teamsLoaded: active.length,
          teamsActive:
            active.filter(({ spec }) =>
              spec.code !== undefined && (isOpen || spec.run247) &&
              (!competition || mayTrade(competition, now - now % MINUTE_MS))
            ).length,
          uptimeStatus: halted !== undefined
            ? "halted"
            : health.phase === "stopped"
            ? "stopped"
            : feed.state === "stale"
            ? "degraded"
            : "healthy",
        },
        dataFeed: {
          ...(newest !== undefined && { lastUpdate: newest + MINUTE_MS }),
          ...feed,
          symbolsTracked: books.instruments.size,
          barsReceived: books.lastBars,
        },
        ...(health.disk && { disk: health.disk }),
        ...(health.sandbox && { sandbox: health.sandbox }),
        ledger: { length: head.length, head: head.hash },
      };
    },
  };
}

/** Returns the minute of the newest price, Unix milliseconds. */
function newestBar({ marks }: Books): number | undefined {
  let newest: number | undefined;
  for (const { at } of marks.values()) newest = Math.max(newest ?? at, at);
  return newest;
}

function statusWord(
  { phase, disk }: Health,
  halted: string | undefined,
  feed: FeedHealth,
): "starting" | "stopped" | "operational" | "degraded" {
  if (phase !== "running") return phase;
  const hasRoom = disk === undefined || disk.state === "ok";
  const isWell = halted === undefined && hasRoom && feed.state !== "stale";
  return isWell ? "operational" : "degraded";
}
