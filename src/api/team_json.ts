import type { MetricsView, SnapshotView } from "./team_views.ts";
import { isoTime } from "./time.ts";

/** Returns a snapshot in the contract's words, positions by symbol. */
export function snapshotJson(snapshot: SnapshotView) {
  const { at, cash, marketValue, positions } = snapshot;
  return {
    timestamp: isoTime(at),
    cash,
    market_value: marketValue,
    positions: Object.fromEntries(positions.map((position) => [
      position.symbol,
      {
        symbol: position.symbol,
        quantity: position.quantity,
        side: position.side,
        value: position.value,
        avg_cost: position.avgCost,
        pnl_unrealized: position.pnlUnrealized,
      },
    ])),
  };
}

/** Returns metrics in the contract's words; what cannot be said is null. */
export function metricsJson(metrics: MetricsView) {
  const { portfolioValue, startingValue, totalReturn, totalTrades } = metrics;
  return {
    portfolio_value: portfolioValue,
    current_value: portfolioValue,
    starting_value: startingValue,
    total_return: totalReturn ?? null,
    total_return_percentage: totalReturn === undefined
      ? null
      : totalReturn * 100,
    total_trades: totalTrades,
  };
}
