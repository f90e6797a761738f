import { strict as assert } from "node:assert";
import { fixture, KEYS } from "./fixture_test.ts";

const TEAM = "/api/v1/team/alpha";
const LINE = "alpha | Cash: $5,000.00 | Portfolio Value: $10,500.25 | " +
  'Positions: [["NVDA", $500.00, 10]]';

Deno.test("GET team has the snapshot and the metrics", async () => {
  assert.deepEqual(await alpha(TEAM), snapshot());
});

Deno.test("GET team has nulls before the first minute", async () => {
  const answer = await fixture().get(`/api/v1/team/beta?key=${KEYS.beta}`);
  assert.deepEqual(await answer.json(), {
    team_id: "beta",
    snapshot: null,
    metrics: null,
  });
});

Deno.test("GET /line/{key} answers as GET team does", async () => {
  assert.deepEqual(await alpha(`/line/${KEYS.alpha}`), snapshot());
});

for (const path of [`${TEAM}/line`, `/${KEYS.alpha}`]) {
  Deno.test(`GET ${path.slice(0, 20)} is one line of plain text`, async () => {
    const answer = await fixture().get(`${path}?key=${KEYS.alpha}`);
    assert.equal(await answer.text(), LINE);
    assert.match(answer.headers.get("content-type") ?? "", /^text\/plain/);
  });
}

Deno.test("GET history has the points and their number", async () => {
  assert.deepEqual(await alpha(`${TEAM}/history?days=30&limit=5`), {
    team_id: "alpha",
    days: 30,
    data_points: 1,
    history: [{ timestamp: "2025-01-15T14:30:00+00:00", value: 10_500.25 }],
  });
});

Deno.test("GET trades has decimal texts, and null for what an order has not", async () => {
  assert.deepEqual(await alpha(`${TEAM}/trades`), {
    team_id: "alpha",
    count: 2,
    trades: [{
      team_id: "alpha",
      timestamp: "2025-01-15T14:31:00+00:00",
      symbol: "NVDA",
      side: "buy",
      quantity: "10",
      requested_price: "500.25",
      execution_price: "500",
      order_type: "limit",
      broker_order_id: "sim-1",
    }, {
      team_id: "alpha",
      timestamp: "2025-01-15T14:30:00+00:00",
      symbol: "AAPL",
      side: "sell",
      quantity: "0.5",
      requested_price: null,
      execution_price: "175.5",
      order_type: "market",
      broker_order_id: null,
    }],
  });
});

Deno.test("GET errors has what went wrong and where", async () => {
  assert.deepEqual(await alpha(`${TEAM}/errors`), {
    team_id: "alpha",
    error_count: 1,
    errors: [{
      timestamp: "2025-01-15T14:30:00+00:00",
      error_type: "TimeoutError",
      message: "Strategy execution exceeded 5 seconds",
      strategy: "Strategy",
      timeout: true,
      phase: "signal_generation",
    }],
  });
});

Deno.test("team routes have the contract's defaults and bounds", async () => {
  const { get, asked } = fixture();
  for (
    const query of [
      "history",
      "history?days=365&limit=10000",
      "trades",
      "trades?limit=1000",
      "errors",
      "errors?limit=500",
    ]
  ) {
    const headers = { "X-API-Key": KEYS.alpha };
    assert.equal((await get(`${TEAM}/${query}`, { headers })).status, 200);
  }
  assert.deepEqual(asked, [
    ["alpha", 7, 1_000],
    ["alpha", 365, 10_000],
    ["alpha", 100],
    ["alpha", 1_000],
    ["alpha", 100],
    ["alpha", 500],
  ]);
});

Deno.test("team routes say what a parameter may be when it may not", async () => {
  const cases = [
    ["history?days=366", "days must be one whole number from 1 to 365"],
    ["history?limit=10001", "limit must be one whole number from 1 to 10000"],
    ["trades?limit=1001", "limit must be one whole number from 1 to 1000"],
    ["errors?limit=0", "limit must be one whole number from 1 to 500"],
  ];
  const { get, asked } = fixture();
  for (const [path, detail] of cases) {
    const headers = { "X-API-Key": KEYS.alpha };
    const answer = await get(`${TEAM}/${path}`, { headers });
    assert.equal(answer.status, 400);
    assert.deepEqual(await answer.json(), {
      detail: `Cannot read query: ${detail}`,
    });
  }
  assert.deepEqual(asked, []);
});

Deno.test("team routes are 404 when the key's team has left", async () => {
  const { get } = fixture({
    teams: {
      team: () => undefined,
      history: () => undefined,
      trades: () => undefined,
      errors: () => undefined,
    },
  });
  for (const path of ["", "/line", "/history", "/trades", "/errors"]) {
    const answer = await get(`${TEAM}${path}?key=${KEYS.alpha}`);
    assert.equal(answer.status, 404);
    assert.deepEqual(await answer.json(), {
      detail: 'Cannot find team "alpha"',
    });
  }
});

async function alpha(path: string): Promise<unknown> {
  const headers = { "Authorization": `Bearer ${KEYS.alpha}` };
  const answer = await fixture().get(path, { headers });
  assert.equal(answer.status, 200);
  return await answer.json();
}

function snapshot(): unknown {
  return {
    team_id: "alpha",
    snapshot: {
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
    metrics: {
      portfolio_value: 10_500.25,
      current_value: 10_500.25,
      starting_value: 10_000,
      total_return: 0.050025,
      total_return_percentage: 5.0025,
      max_drawdown: -0.25,
      max_drawdown_percentage: -25,
      current_drawdown: 0,
      current_drawdown_percentage: 0,
      total_trades: 2,
    },
  };
}
