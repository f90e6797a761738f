import { strict as assert } from "node:assert";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Money, Price, Quantity } from "../../domain/decimal.ts";
import { appendLines } from "./jsonl_file.ts";
import { readNewest } from "./newest.ts";
import { foldPortfolio, portfolioLine } from "./portfolio_table.ts";
import { publish } from "./table_fixture_test.ts";

const DAY = Date.UTC(2013, 9, 7);
const row = (seq: number, at: number, cash: bigint) => ({
  seq,
  at,
  cash: cash as Money,
  marketValue: cash as Money,
  positions: [{
    symbol: "SPY",
    quantity: 1n as Quantity,
    side: "buy" as const,
    value: 1n as Money,
    avgCost: 1n as Price,
    pnlUnrealized: 0n as Money,
  }],
});

async function withFolder(work: (folder: string) => Promise<void>) {
  const folder = mkdtempSync(join(tmpdir(), "qtc-newest-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

Deno.test("readNewest() takes the day that is being written, else the last folded row", () =>
  withFolder(async (folder) => {
    const team = join(folder, "team", "alpha");
    mkdirSync(join(team, "portfolio"), { recursive: true });
    const parquet = join(team, "portfolio", "portfolio.parquet");
    const days = [[row(1, DAY, 1n), row(2, DAY + 60_000, 2n)]];
    foldPortfolio(parquet, days, publish);
    const folded = await readNewest(folder, "alpha");
    assert.deepEqual(folded, { portfolio: days[0]![1] });
    const later = row(3, DAY + 86_400_000, 3n);
    appendLines(join(team, "portfolio", "2013-10-08.jsonl"), [
      portfolioLine(later),
    ]);
    appendLines(join(team, "metrics.jsonl"), [
      '{"total_return":0.5,"total_trades":7}',
      '{"total_return":-0.25,"max_drawdown":-0.5,"current_drawdown":null,' +
      '"total_trades":8}',
    ]);
    assert.deepEqual(await readNewest(folder, "alpha"), {
      portfolio: later,
      metrics: {
        totalReturn: -0.25,
        maxDrawdown: -0.5,
        currentDrawdown: null,
        totalTrades: 8,
      },
    });
  }));

Deno.test("readNewest() says which teams there are", () =>
  withFolder(async (folder) => {
    const refused = (message: RegExp, teamId?: string) =>
      assert.rejects(readNewest(folder, teamId), {
        code: "not_found",
        message,
      });
    await refused(/^Cannot show the account of ".*": nothing has been written/);
    await refused(/Cannot show team "alpha" of ".*": nothing/, "alpha");
    mkdirSync(join(folder, "team", "beta"), { recursive: true });
    await refused(/there are beta$/, "alpha");
    await refused(/it has no portfolio yet$/, "beta");
  }));
