import { strict as assert } from "node:assert";
import { teamLine } from "./line.ts";
import type { PositionView } from "./team_views.ts";

Deno.test("teamLine() is the contract's line", () => {
  assert.equal(
    line(5_000, 10_500.25, [position("NVDA", 500, 10)]),
    'team-alpha | Cash: $5,000.00 | Portfolio Value: $10,500.25 | Positions: [["NVDA", $500.00, 10]]',
  );
});

Deno.test("teamLine() lists several positions and none", () => {
  const two = [position("AAPL", 9.999, -3), position("BTC", 64_321.5, 1e-8)];
  assert.match(
    line(0, 0, two),
    /Positions: \[\["AAPL", \$10\.00, -3\], \["BTC", \$64,321\.50, 0\.00000001\]\]$/,
  );
  assert.match(line(0, 0, []), /Positions: \[\]$/);
});

Deno.test("teamLine() groups thousands and puts the sign before the dollar", () => {
  assert.match(line(-1_234_567.891, 999.994, []), /Cash: -\$1,234,567\.89 \|/);
  assert.match(line(1, 999.994, []), /Value: \$999\.99 \|/);
  assert.match(line(-0.001, 1, []), /Cash: \$0\.00 \|/);
});

Deno.test("teamLine() keeps the zeros of whole quantities", () => {
  assert.match(line(0, 0, [position("KO", 1, 100)]), /\$1\.00, 100\]/);
});

Deno.test("teamLine() says n/a before the first minute", () => {
  assert.equal(
    teamLine("beta", undefined),
    "beta | Cash: n/a | Portfolio Value: n/a | Positions: []",
  );
});

function line(
  cash: number,
  marketValue: number,
  positions: readonly PositionView[],
): string {
  return teamLine("team-alpha", { at: 0, cash, marketValue, positions });
}

function position(
  symbol: string,
  avgCost: number,
  quantity: number,
): PositionView {
  const side = quantity > 0 ? "buy" : "sell";
  return { symbol, quantity, side, value: 0, avgCost, pnlUnrealized: 0 };
}
