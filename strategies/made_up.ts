/**
 * Made-up teams and bars for the tests of the examples.
 *
 * @module
 */

import type { Bars, Prices, Team, TeamOrder } from "qtc";

/** First minute of all made-up bars, Unix milliseconds. */
const FIRST = Date.parse("2026-11-20T14:30:00Z");

/** Returns a team with 10,000 dollars; `changes` replaces what a test needs. */
export function team<State>(
  changes: Partial<Team<State>> = {},
): Team<State> {
  return {
    id: "team-test",
    name: "Team Test",
    cash: 10_000,
    buying_power: 10_000,
    positions: {},
    open_orders: [],
    params: {},
    state: undefined,
    api: {} as Team["api"],
    ...changes,
  };
}

/** Returns a long position as `team.positions` has it. */
export function long(quantity: number) {
  return { quantity, side: "long", avg_cost: 100 } as const;
}

/** Returns an open limit buy of one share, decided at `row`. */
export function openOrder(symbol: string, row: number): TeamOrder {
  return {
    order_id: `team-test-${symbol}`,
    symbol,
    action: "buy",
    order_type: "limit",
    time_in_force: "day",
    quantity: 1,
    filled: 0,
    limit: 100,
    status: "new",
    created_at: at(row),
  };
}

/** Returns bars that open at the close before; a close of 0 is a missing minute. */
export function bars(closes: Readonly<Record<string, number[]>>): Bars {
  return Object.fromEntries(
    Object.entries(closes).map(([symbol, column]) => {
      const rows = column.map((close, row) => ({ close, row }))
        .filter(({ close }) => close > 0);
      const close = rows.map((row) => row.close);
      const open = close.map((value, row) => close[row - 1] ?? value);
      return [symbol, {
        timestamp: rows.map(({ row }) => at(row)),
        open,
        high: close.map((value, row) => Math.max(value, open[row] ?? value)),
        low: close.map((value, row) => Math.min(value, open[row] ?? value)),
        close,
        volume: close.map(() => 1_000),
      }];
    }),
  );
}

/** Returns the last close of each symbol. */
export function lastPrices(of: Bars): Prices {
  return Object.fromEntries(
    Object.entries(of).flatMap(([symbol, columns]) => {
      const price = columns?.close.at(-1);
      return price === undefined ? [] : [[symbol, price]];
    }),
  );
}

/** Returns the start of minute `row`, as `bars` has it. */
export function at(row: number): string {
  return new Date(FIRST + row * 60_000).toISOString().replace(".000", "");
}
