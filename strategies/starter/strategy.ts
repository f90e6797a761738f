/**
 * Your first strategy. Copy this folder, change the rule, run the test.
 *
 * The rule here: watch the symbol that comes first in the alphabet. Buy for
 * 1,000 dollars when it closed higher than `rows` bars ago, sell when lower.
 *
 * @module
 */

import type { Bars, Prices, Signals, Team } from "qtc";

/** What is remembered from minute to minute: JSON, nothing else. */
interface State {
  /** How many times this strategy has been asked. */
  readonly calls: number;
}

/** Buys what went up, sells it when it went down. */
export class MyStrategy {
  readonly #rows: number;

  /**
   * Gets what `team_registry.yaml` says under `params`, once, at the start.
   *
   * @throws {Error} on a parameter that makes no sense: better now than at noon
   */
  constructor(params: Record<string, unknown> = {}) {
    const rows = params.rows ?? 5;
    if (typeof rows !== "number" || !Number.isInteger(rows) || rows < 1) {
      throw new Error(`Cannot use rows "${rows}": a whole number from 1`);
    }
    this.#rows = rows;
  }

  /** Is called once a minute; answers with one signal, several or none. */
  generate_signal(team: Team<State>, bars: Bars, prices: Prices): Signals {
    // What is left in team.state comes back in the next minute and after a restart.
    team.state = { calls: (team.state?.calls ?? 0) + 1 };

    const symbol = Object.keys(bars).sort()[0];
    if (symbol === undefined) return null; // no bars yet: nothing to say

    // Columns, oldest first: at(-1) is the minute that has just ended.
    const closes = bars[symbol]?.close ?? [];
    const last = closes.at(-1);
    const before = closes.at(-1 - this.#rows);
    const price = prices[symbol];
    if (last === undefined || before === undefined || price === undefined) {
      return null; // not enough bars yet
    }

    // An order takes at least a minute to fill: never send the same one twice.
    if (team.open_orders.some((order) => order.symbol === symbol)) return null;

    const held = team.positions[symbol]?.quantity ?? 0;
    const reason = `${last} after ${before}, call ${team.state.calls}`;
    if (held > 0 && last < before) {
      return { symbol, action: "sell", quantity: held, price, reason };
    }
    // A market buy reserves 3 % more than its dollars: leave some room.
    if (held === 0 && last > before && team.buying_power > 1_050) {
      // Four decimals: market orders may ask for fractions of a share.
      const quantity = Math.floor(1_000 / price * 10_000) / 10_000;
      return { symbol, action: "buy", quantity, price, reason };
    }
    return null;
  }
}
