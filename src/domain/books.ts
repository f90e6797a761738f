import { assert } from "./assert.ts";
import type { Competition } from "./competition.ts";
import { type Money, notional } from "./decimal.ts";
import type { Identity, Mark } from "./event.ts";
import { DEFAULT_TERMS, type ExchangeTerms } from "./exchange.ts";
import { feeReserve } from "./fees.ts";
import type { Instrument } from "./instrument.ts";
import { isTerminal, type Order, remaining } from "./order.ts";
import { emptyPerformance, type Performance } from "./performance.ts";
import type { Portfolio } from "./portfolio.ts";
import type { RunRecord } from "./run.ts";

/** First word of the note of an order that was filled after its end (R4). */
export const LATE = "LATE";

/** How far the current minute has come; each step is durable before the next. */
export type MinutePhase = "opened" | "settled" | "ran" | "decided";

/** The minute that has begun and not ended. */
export interface OpenMinute {
  readonly minute: number;
  /** Its bars are those after this minute. */
  readonly after: number;
  phase: MinutePhase;
  /** What the strategies returned, from `ran` on. */
  runs: readonly RunRecord[];
}

/** All portfolios and open orders at a moment. */
export interface Books {
  identity?: Identity;
  terms: ExchangeTerms;
  competition?: Competition;
  readonly instruments: Map<string, Instrument>;
  readonly teams: Map<string, Portfolio>;
  /** Open orders, and closed ones of the last days. */
  readonly orders: Map<string, Order>;
  readonly marks: Map<string, Mark>;
  /** Of all teams together, those that have left included. */
  readonly performance: Performance;
  /** Last minute that ran, was skipped or missed; absent before the first. */
  lastMinute?: number;
  /** Bars up to this minute are stored; absent before the first. */
  barsUpTo?: number;
  /** Minutes up to this one are settled; absent before the first. */
  settledUpTo?: number;
  /** Last minute whose equity was written; what boards show. */
  valuedAt?: number;
  /** Minutes that were opened, ever. */
  minutesRun: number;
  /** Symbols that had a bar in the last minute. */
  lastBars: number;
  open?: OpenMinute;
}

/** Returns the books of an empty ledger. */
export function emptyBooks(): Books {
  return {
    terms: DEFAULT_TERMS,
    instruments: new Map(),
    teams: new Map(),
    orders: new Map(),
    marks: new Map(),
    performance: emptyPerformance(),
    minutesRun: 0,
    lastBars: 0,
  };
}

/** Returns a team's portfolio; asking for an unknown team is a bug. */
export function teamOf(books: Books, teamId: string): Portfolio {
  const team = books.teams.get(teamId);
  assert(team, `an event's team is known: ${teamId}`);
  return team;
}

/** Returns all orders that can still be filled, team by team. */
export function openOrders(books: Books): Order[] {
  return [...books.teams.values()].flatMap((team) => [...team.open.values()]);
}

/** Returns the dollars that an open buy may still cost, fees included; ≥ 0. */
export function reservedBy(order: Order): Money {
  if (order.side === "sell" || isTerminal(order.status)) return 0n as Money;
  const value = notional(order.worst, remaining(order));
  return value + feeReserve(order.assetClass, value, order.feeBps) as Money;
}

/** Returns settled cash less what open orders reserve (R8). */
export function buyingPower(books: Books, teamId: string): Money {
  let power: bigint = teamOf(books, teamId).cash;
  for (const order of teamOf(books, teamId).open.values()) {
    power -= reservedBy(order);
  }
  return power as Money;
}

/**
 * Returns a team's value at the last marks: `cash + Σ quantity × mark`. A symbol
 * without a price this minute counts at its last known one (R10).
 */
export function equityOf(books: Books, teamId: string): Money {
  const team = teamOf(books, teamId);
  let equity: bigint = team.cash;
  for (const { symbol, quantity } of team.positions.values()) {
    const mark = books.marks.get(symbol);
    assert(mark, `what is held has a mark: ${symbol}`);
    equity += notional(mark.price, quantity);
  }
  return equity as Money;
}
