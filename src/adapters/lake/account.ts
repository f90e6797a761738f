import { assert } from "../../domain/assert.ts";
import { type Books, teamOf } from "../../domain/books.ts";
import {
  abs,
  type Money,
  mulDiv,
  notional,
  ONE,
  type Price,
  type Quantity,
  toNumber,
} from "../../domain/decimal.ts";
import { figuresOf } from "../../domain/performance.ts";
import type { Position } from "../../domain/position.ts";
import type { MetricsRecord } from "./lines.ts";
import type { PortfolioRow, PositionRow } from "./portfolio_table.ts";

/** Average costs change with fills alone, and a fill makes a new position. */
const averageCosts = new WeakMap<Position, Price>();

/**
 * Returns a team's portfolio at the last marks, positions by symbol: what
 * `snapshotOf()` says, for who asks for every team in every minute of a year.
 *
 * @param seq Number of the event that valued it
 * @param minute Start of the minute, Unix milliseconds
 */
export function teamRow(
  books: Books,
  teamId: string,
  { seq, minute }: { readonly seq: number; readonly minute: number },
): PortfolioRow {
  const { cash, positions } = teamOf(books, teamId);
  let equity: bigint = cash;
  const rows: PositionRow[] = [];
  for (const position of positions.values()) {
    const { symbol, quantity, cost } = position;
    const mark = books.marks.get(symbol);
    assert(mark, `what is held has a mark: ${symbol}`);
    const value = notional(mark.price, quantity);
    equity += value;
    let avgCost = averageCosts.get(position);
    if (avgCost === undefined) {
      avgCost = mulDiv(abs(cost), ONE, abs(quantity)) as Price;
      averageCosts.set(position, avgCost);
    }
    rows.push({
      symbol,
      quantity,
      side: quantity > 0n ? "buy" : "sell",
      value,
      avgCost,
      pnlUnrealized: value - cost as Money,
    });
  }
  rows.sort(bySymbol);
  return {
    seq,
    at: minute,
    cash,
    marketValue: equity as Money,
    positions: rows,
  };
}

function bySymbol(
  a: { readonly symbol: string },
  b: { readonly symbol: string },
): number {
  return a.symbol < b.symbol ? -1 : 1;
}

interface Sum {
  quantity: bigint;
  value: bigint;
  unrealized: bigint;
}

/**
 * Returns portfolios of one minute together; what one holds and another owes is
 * netted.
 */
export function accountRow(
  rows: Iterable<PortfolioRow>,
  { seq, minute }: { readonly seq: number; readonly minute: number },
): PortfolioRow {
  let cash = 0n;
  let equity = 0n;
  const sums = new Map<string, Sum>();
  for (const row of rows) {
    cash += row.cash;
    equity += row.marketValue;
    for (const { symbol, quantity, value, pnlUnrealized } of row.positions) {
      const sum = sums.get(symbol);
      if (sum) {
        sum.quantity += quantity;
        sum.value += value;
        sum.unrealized += pnlUnrealized;
      } else sums.set(symbol, { quantity, value, unrealized: pnlUnrealized });
    }
  }
  const positions = [...sums].filter(([, { quantity }]) => quantity !== 0n)
    .map(([symbol, sum]) => positionOf(symbol, sum));
  return {
    seq,
    at: minute,
    cash: cash as Money,
    marketValue: equity as Money,
    positions: positions.sort(bySymbol),
  };
}

function positionOf(
  symbol: string,
  { quantity, value, unrealized }: Sum,
): PositionRow {
  const cost = value - unrealized;
  return {
    symbol,
    quantity: quantity as Quantity,
    side: quantity > 0n ? "buy" : "sell",
    value: value as Money,
    avgCost: mulDiv(abs(cost), ONE, abs(quantity)) as Price,
    pnlUnrealized: unrealized as Money,
  };
}

/** Returns how a team has done up to the minute that was valued last. */
export function teamMetrics(
  books: Books,
  teamId: string,
  at: number,
): MetricsRecord {
  const team = teamOf(books, teamId);
  return {
    at,
    value: toNumber(team.equity ?? 0n),
    startingValue: toNumber(team.deposits),
    figures: figuresOf(team.performance),
    trades: team.tradeCount,
  };
}

/** Returns how all teams together have done; `row` is their {@linkcode accountRow}. */
export function accountMetrics(
  books: Books,
  { at, marketValue }: PortfolioRow,
): MetricsRecord {
  let deposits = 0n;
  let trades = 0;
  for (const team of books.teams.values()) {
    deposits += team.deposits;
    trades += team.tradeCount;
  }
  return {
    at,
    value: toNumber(marketValue),
    startingValue: toNumber(deposits),
    figures: figuresOf(books.performance),
    trades,
  };
}
