import { assert } from "./assert.ts";
import { newYorkDate } from "./calendar.ts";
import { type Money, notional, type Quantity } from "./decimal.ts";
import type { Fill } from "./fill.ts";
import type { Order } from "./order.ts";
import { emptyPerformance, type Performance } from "./performance.ts";
import { applyFill, type Position } from "./position.ts";
import type { Quarantine } from "./quarantine.ts";
import type { TeamSpec } from "./team.ts";

/** A team's trading of one New York day, for its daily limits. */
export interface DayCount {
  /** New York date, YYYY-MM-DD. */
  date: string;
  /** Equity when the day's first minute was valued, dollars. */
  startEquity: Money;
  /** Orders decided on this day. */
  orders: number;
}

/** What a team traded of a symbol on one day. */
export interface DayTraded {
  /** New York date, YYYY-MM-DD. */
  readonly date: string;
  /** Net, fees in the coin included; buys positive. */
  readonly quantity: Quantity;
}

/**
 * One team's cash and positions, with the sums that prove them:
 * `cash = deposits + dividends - paid - fees` and `Σ cost - realized = paid`.
 */
export interface Portfolio {
  spec: TeamSpec;
  /** Minute of its first event, Unix milliseconds. */
  readonly joinedAt: number;
  /** False after the team was removed: the book is frozen. */
  active: boolean;
  /** Settled dollars, 1e-9 USD. */
  cash: Money;
  readonly positions: Map<string, Position>;
  /** Orders that can still be filled, by id, in the order they were made. */
  readonly open: Map<string, Order>;
  /** Of each symbol ever traded, its last day with fills. */
  readonly traded: Map<string, DayTraded>;
  /** Net dollars that came from outside. */
  deposits: Money;
  /** Signed sum of the fills' notionals: buys positive. */
  paid: Money;
  /** Dollars of fees. */
  fees: Money;
  /** Dollars of dividends; a return, and none of the profit locked in. */
  dividends: Money;
  /** Dollars of profit locked in, dividends not included. */
  realized: Money;
  /** Number of fills, ever. */
  fillCount: number;
  /** Number of orders that had at least one fill, ever. */
  tradeCount: number;
  day: DayCount;
  readonly performance: Performance;
  /** Value at the end of the last valued minute, dollars; absent before the first. */
  equity?: Money;
  /** Why the team's newest code cannot be used; absent when it can. */
  fault?: string;
  /** Timeouts and deaths in a row; absent when the last run ended by itself. */
  quarantine?: Quarantine;
  /** sha256 of the saved state's text. */
  state?: string;
}

/**
 * Returns the empty book of a new team.
 *
 * @param joinedAt Start of a minute, Unix milliseconds
 */
export function emptyPortfolio(spec: TeamSpec, joinedAt: number): Portfolio {
  return {
    spec,
    joinedAt,
    active: true,
    cash: 0n as Money,
    positions: new Map(),
    open: new Map(),
    traded: new Map(),
    deposits: 0n as Money,
    paid: 0n as Money,
    fees: 0n as Money,
    dividends: 0n as Money,
    realized: 0n as Money,
    fillCount: 0,
    tradeCount: 0,
    day: { date: "", startEquity: 0n as Money, orders: 0 },
    performance: emptyPerformance(),
  };
}

/** Moves cash and position by one execution; of an order's, the only thing that does (R4). */
export function bookFill(portfolio: Portfolio, fill: Fill): void {
  assert(fill.quantity !== 0n, `a fill has a quantity: ${fill.id}`);
  const value = notional(fill.price, fill.quantity);
  const { position, realized } = applyFill(
    portfolio.positions.get(fill.symbol),
    fill,
  );
  if (position) portfolio.positions.set(fill.symbol, position);
  else portfolio.positions.delete(fill.symbol);
  portfolio.cash = portfolio.cash - value - fill.fee as Money;
  portfolio.paid = portfolio.paid + value as Money;
  portfolio.fees = portfolio.fees + fill.fee as Money;
  portfolio.realized = portfolio.realized + realized as Money;
  portfolio.fillCount++;
  takeTraded(portfolio, fill);
}

/** An execution that arrives days late does not count for a later day. */
function takeTraded(
  { traded }: Portfolio,
  { symbol, at, quantity, feeQuantity }: Fill,
): void {
  const date = newYorkDate(at);
  const last = traded.get(symbol);
  if (last && last.date > date) return;
  const before = last?.date === date ? last.quantity : 0n;
  traded.set(symbol, {
    date,
    quantity: before + quantity - feeQuantity as Quantity,
  });
}

/** Returns what a team holds of a symbol; 0 when nothing. */
export function heldOf(portfolio: Portfolio, symbol: string): Quantity {
  return portfolio.positions.get(symbol)?.quantity ?? 0n as Quantity;
}
