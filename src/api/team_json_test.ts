import { strict as assert } from "node:assert";
import { metricsJson, snapshotJson } from "./team_json.ts";

Deno.test("snapshotJson() has the contract's fields, positions by symbol", () => {
  const position = {
    symbol: "NVDA",
    quantity: 10,
    side: "buy",
    value: 5_500.25,
    avgCost: 500,
    pnlUnrealized: 500.25,
  } as const;
  assert.deepEqual(
    snapshotJson({
      at: Date.UTC(2025, 0, 15, 14, 30),
      cash: 5_000,
      marketValue: 10_500.25,
      positions: [position],
    }),
    {
      timestamp: "2025-01-15T14:30:00+00:00",
      cash: 5_000,
      market_value: 10_500.25,
      positions: {
        NVDA: {
          symbol: "NVDA",
          quantity: 10,
          side: "buy",
          value: 5_500.25,
          avg_cost: 500,
          pnl_unrealized: 500.25,
        },
      },
    },
  );
});

Deno.test("metricsJson() has return and drawdowns as fractions and × 100", () => {
  const metrics = {
    portfolioValue: 7_500,
    startingValue: 10_000,
    totalTrades: 3,
  };
  const figures = {
    totalReturn: -0.25,
    maxDrawdown: -0.5,
    currentDrawdown: -0.125,
  };
  assert.deepEqual(metricsJson({ ...metrics, figures }), {
    portfolio_value: 7_500,
    current_value: 7_500,
    starting_value: 10_000,
    total_return: -0.25,
    total_return_percentage: -25,
    max_drawdown: -0.5,
    max_drawdown_percentage: -50,
    current_drawdown: -0.125,
    current_drawdown_percentage: -12.5,
    total_trades: 3,
  });
});

Deno.test("metricsJson() has null for a return on nothing", () => {
  const json = metricsJson({
    portfolioValue: 0,
    startingValue: 0,
    totalTrades: 0,
  });
  assert.equal(json.total_return, null);
  assert.equal(json.total_return_percentage, null);
  assert.equal(json.max_drawdown, null);
});
