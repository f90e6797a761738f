import { assert } from "./assert.ts";
import { type Books, teamOf } from "./books.ts";
import {
  abs,
  type Money,
  mulDiv,
  notional,
  ONE,
  type Price,
  type Quantity,
} from "./decimal.ts";

/** What a team holds in one symbol, valued at its mark. */
export interface PositionValue {
  readonly symbol: string;
  /** Signed shares or coins. */
  readonly quantity: Quantity;
  readonly mark: Price;
  /** Start of the mark's minute, Unix milliseconds: its age tells how old it is. */
  readonly markAt: number;
  /** Signed dollars at the mark. */
  readonly value: Money;
  /** Dollars per share paid on average. */
  readonly averageCost: Price;
  /** Dollars won (or lost, negative) if it were closed at the mark. */
  readonly unrealized: Money;
}

/** A portfolio's value at the end of a minute: `equity = cash + Σ value`. */
export interface Snapshot {
  readonly teamId: string;
  /** Start of the minute, Unix milliseconds. */
  readonly minute: number;
  readonly cash: Money;
  readonly equity: Money;
  readonly positions: readonly PositionValue[];
}

/** Returns a team's snapshot at the last marks, positions by symbol. */
export function snapshotOf(
  books: Books,
  teamId: string,
  minute: number,
): Snapshot {
  const { cash, positions } = teamOf(books, teamId);
  let equity: bigint = cash;
  const values: PositionValue[] = [];
  for (const { symbol, quantity, cost } of positions.values()) {
    const known = books.marks.get(symbol);
    assert(known, `what is held has a mark: ${symbol}`);
    const { price: mark, at: markAt } = known;
    const value = notional(mark, quantity);
    equity += value;
    values.push({
      symbol,
      quantity,
      mark,
      markAt,
      value,
      averageCost: mulDiv(abs(cost), ONE, abs(quantity)) as Price,
      unrealized: value - cost as Money,
    });
  }
  values.sort((a, b) => a.symbol < b.symbol ? -1 : 1);
  return { teamId, minute, cash, equity: equity as Money, positions: values };
}
