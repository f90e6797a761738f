import { assert } from "./assert.ts";
import type { SessionChange } from "./calendar.ts";
import type { Competition } from "./competition.ts";
import type { CorporateAction } from "./corporate_action.ts";
import { type Money, notional, type Price } from "./decimal.ts";
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

/** A symbol whose price jumped without a reason that is known: nobody trades it. */
export interface Frozen {
  /** First minute that it counts for, Unix milliseconds. */
  readonly since: number;
  /** The price that came, dollars; the mark stays what it was. */
  readonly price: Price;
  /** Why, when it is no jump: no price that comes back thaws it then. */
  readonly reason?: string;
}

/** All portfolios and open orders at a moment. */
export interface Books {
  identity?: Identity;
  terms: ExchangeTerms;
  competition?: Competition;
  /** Days on which the exchange does not keep its rules, by date. */
  readonly sessions: Map<string, SessionChange>;
  readonly instruments: Map<string, Instrument>;
  /** What has left the universe, and may be held; absent while nothing has. */
  departed?: Map<string, Instrument>;
  readonly teams: Map<string, Portfolio>;
  /** Open orders, and closed ones of the last days. */
  readonly orders: Map<string, Order>;
  readonly marks: Map<string, Mark>;
  /** Splits and dividends that are booked, by id. */
  readonly actions: Map<string, CorporateAction>;
  /** Actions, by id, that froze their symbol as they could not be booked; absent: none. */
  refused?: Set<string>;
  /** Symbols that nobody trades, whose marks stand still. */
  readonly frozen: Map<string, Frozen>;
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
  /**
   * Since this minute, marks or holdings are other than they were valued at: an
   * action was booked or a price accepted; absent when that never happened.
   */
  changedAt?: number;
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
    sessions: new Map(),
    instruments: new Map(),
    teams: new Map(),
    orders: new Map(),
    marks: new Map(),
    actions: new Map(),
    frozen: new Map(),
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
