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
export function metricsJson(
  metrics: MetricsView,
): Record<string, number | null> {
  const { portfolioValue, startingValue, figures, totalTrades } = metrics;
  return {
    portfolio_value: portfolioValue,
    current_value: portfolioValue,
    starting_value: startingValue,
    ...withPercentage("total_return", figures?.totalReturn),
    ...withPercentage("max_drawdown", figures?.maxDrawdown),
    ...withPercentage("current_drawdown", figures?.currentDrawdown),
    total_trades: totalTrades,
  };
}

/** Returns a fraction, and the same × 100 beside it. */
function withPercentage(
  name: string,
  fraction: number | undefined,
): Record<string, number | null> {
  return {
    [name]: fraction ?? null,
    [`${name}_percentage`]: fraction === undefined ? null : fraction * 100,
  };
}
