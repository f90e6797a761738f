import { strict as assert } from "node:assert";
import { ONE } from "../domain/decimal.ts";
import { printPortfolio } from "./print_portfolio.ts";

Deno.test("printPortfolio() shows cash, value, what is held and the figures", () => {
  const lines: string[] = [];
  const portfolio = {
    at: Date.UTC(2013, 9, 11, 19, 59),
    cash: 26_295_717_297_960n,
    marketValue: 1_049_916_235_000_000n,
    positions: [{
      symbol: "AIG",
      quantity: 96n * ONE,
      value: 4_800n * ONE,
      avgCost: 50_546_396_875n,
      pnlUnrealized: -52_454_100_000n,
    }],
  };
  const metrics = {
    totalReturn: 0.0178,
    maxDrawdown: -0.0235,
    currentDrawdown: null,
    totalTrades: 12,
  };
  const print = (line: string) => void lines.push(line);
  const code = printPortfolio("team-echo", { portfolio, metrics }, print);
  assert.equal(code, 0);
  assert.deepEqual(lines, [
    "team-echo, 2013-10-11 19:59 UTC",
    "  Cash            $26,295.72",
    "  Portfolio value $1,049,916.24",
    "  AIG    96 at $50.55, worth $4,800.00, -$52.45",
    "  Total return    1.78 %",
    "  Max drawdown    -2.35 %, now unknown",
    "  Trades          12",
  ]);
});

Deno.test("printPortfolio() shows no figures when there are none", () => {
  const lines: string[] = [];
  const nothing = { at: 0, cash: -1n, marketValue: 0n, positions: [] };
  printPortfolio("x", { portfolio: nothing }, (line) => void lines.push(line));
  assert.deepEqual(lines, [
    "x, 1970-01-01 00:00 UTC",
    "  Cash            $0.00",
    "  Portfolio value $0.00",
  ]);
});
