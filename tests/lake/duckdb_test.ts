/**
 * What everybody else sees of the lake's Parquet files: DuckDB reads them with
 * the types that are declared, and every value to the unit.
 *
 * @module
 */

import { strict as assert } from "node:assert";
import { publishBars } from "../../src/adapters/lake/bars_table.ts";
import {
  foldPortfolio,
  type PortfolioRow,
} from "../../src/adapters/lake/portfolio_table.ts";
import {
  portfolioDay,
  someBars,
} from "../../src/adapters/lake/table_fixture_test.ts";
import { publishWith } from "../../src/adapters/system/publish_file.ts";
import type { Money, Price, Quantity } from "../../src/domain/decimal.ts";
import { duck } from "../duckdb/duck.ts";

Deno.test("DuckDB sees a portfolio's columns with the types that are declared", async () => {
  using temp = tempFolder();
  const path = `${temp.path}/portfolio.parquet`;
  foldPortfolio(path, [portfolioDay("types", 0)], publishWith);
  assert.deepEqual(await query(`describe select * from '${path}'`, [0, 1]), [
    ["seq", "BIGINT"],
    ["timestamp", "TIMESTAMP WITH TIME ZONE"],
    ["cash", "DECIMAL(38,9)"],
    ["market_value", "DECIMAL(38,9)"],
    [
      "positions",
      "STRUCT(symbol VARCHAR, quantity DECIMAL(38,9), side VARCHAR, " +
      '"value" DECIMAL(38,9), avg_cost DECIMAL(38,9), ' +
      "pnl_unrealized DECIMAL(38,9))[]",
    ],
  ]);
});

Deno.test("DuckDB sees every amount of a portfolio to the unit", async () => {
  using temp = tempFolder();
  const path = `${temp.path}/portfolio.parquet`;
  const row = (positions: PortfolioRow["positions"]): PortfolioRow => ({
    seq: 7,
    at: Date.parse("2013-10-07T13:30:00Z"),
    cash: 10n ** 21n + 1n as Money,
    marketValue: -1n as Money,
    positions,
  });
  const spy = {
    symbol: "SPY",
    quantity: 1n as Quantity,
    side: "sell",
    value: -(10n ** 21n) - 1n as Money,
    avgCost: 0n as Price,
    pnlUnrealized: 2n ** 63n as Money,
  } as const;
  foldPortfolio(path, [[row([]), row([spy])]], publishWith);
  const sql = `select seq, epoch_ms(timestamp), cash::varchar,
    market_value::varchar, positions::varchar from '${path}'`;
  const start = ["7", "1381152600000", "1000000000000.000000001"];
  assert.deepEqual(await query(sql), [
    [...start, "-0.000000001", "[]"],
    [
      ...start,
      "-0.000000001",
      "[{'symbol': SPY, 'quantity': 0.000000001, 'side': sell, " +
      "'value': -1000000000000.000000001, 'avg_cost': 0.000000000, " +
      "'pnl_unrealized': 9223372036.854775808}]",
    ],
  ]);
});

Deno.test("DuckDB sees every seeded row, also of files that days were appended to", async () => {
  using temp = tempFolder();
  for (const seed of ["a", "b", "c"]) {
    const path = `${temp.path}/${seed}.parquet`;
    const days = [0, 1, 2, 3].map((day) => portfolioDay(seed, day, 60));
    foldPortfolio(path, days.slice(0, 2), publishWith);
    for (const day of days.slice(2)) foldPortfolio(path, [day], publishWith);
    const all = days.flat();
    const rows = await query(
      `select seq, epoch_ms(timestamp), cash::varchar, market_value::varchar
       from '${path}'`,
    );
    assert.deepEqual(
      rows,
      all.map(({ seq, at, cash, marketValue }) => [
        `${seq}`,
        `${at}`,
        nineDigits(cash),
        nineDigits(marketValue),
      ]),
    );
    const positions = await query(
      `select seq, p.symbol, p.side, p.quantity::varchar, p.value::varchar,
         p.avg_cost::varchar, p.pnl_unrealized::varchar
       from (select seq, unnest(positions) as p from '${path}')`,
    );
    assert.deepEqual(
      positions,
      all.flatMap(({ seq, positions }) =>
        positions.map((each) => [
          `${seq}`,
          each.symbol,
          each.side,
          nineDigits(each.quantity),
          nineDigits(each.value),
          nineDigits(each.avgCost),
          nineDigits(each.pnlUnrealized),
        ])
      ),
    );
    const groups = await query(
      `select distinct row_group_id, row_group_num_rows
       from parquet_metadata('${path}') order by 1`,
    );
    assert.deepEqual(groups, [["0", "60"], ["1", "60"], ["2", "60"], [
      "3",
      "60",
    ]]);
    assert.deepEqual(
      await query(`select created_by from parquet_file_metadata('${path}')`),
      [["qtc"]],
    );
  }
});

Deno.test("DuckDB finds rows by the bounds of seq and timestamp", async () => {
  using temp = tempFolder();
  const path = `${temp.path}/portfolio.parquet`;
  const days = [0, 1, 2].map((day) => portfolioDay("bounds", day));
  foldPortfolio(path, days, publishWith);
  const counted = await query(
    `select count(*) from '${path}'
     where timestamp >= '2013-10-08 00:00:00+00' and seq < 20000`,
  );
  assert.deepEqual(counted, [["30"]]);
});

Deno.test("DuckDB sees bars with the types that are declared, every number to the bit", async () => {
  using temp = tempFolder();
  const path = `${temp.path}/bars.parquet`;
  const bars = someBars("duck", 200);
  publishBars(path, bars, publishWith);
  assert.deepEqual(await query(`describe select * from '${path}'`, [0, 1]), [
    ["symbol", "VARCHAR"],
    ["timestamp", "TIMESTAMP WITH TIME ZONE"],
    ["open", "DOUBLE"],
    ["high", "DOUBLE"],
    ["low", "DOUBLE"],
    ["close", "DOUBLE"],
    ["volume", "DOUBLE"],
    ["trade_count", "BIGINT"],
    ["vwap", "DOUBLE"],
  ]);
  const sorted = bars.toSorted((a, b) =>
    a.symbol === b.symbol ? a.at - b.at : a.symbol < b.symbol ? -1 : 1
  );
  const sql = `select symbol, epoch_ms(timestamp), open, high, low, close,
    volume, trade_count, vwap from '${path}'`;
  assert.deepEqual(
    await query(sql),
    sorted.map((bar) => [
      bar.symbol,
      `${bar.at}`,
      `${bar.open}`,
      `${bar.high}`,
      `${bar.low}`,
      `${bar.close}`,
      `${bar.volume}`,
      `${bar.tradeCount ?? null}`,
      `${bar.vwap ?? null}`,
    ]),
  );
  const groups = await query(
    `select stats_min_value, stats_max_value, row_group_num_rows
     from parquet_metadata('${path}') where path_in_schema = 'symbol'`,
  );
  assert.deepEqual(groups, [
    ["AAPL", "AAPL", "200"],
    ["BRK.B", "BRK.B", "200"],
    ["SPY", "SPY", "200"],
  ]);
});

/** Returns the rows of a query, each value as text; of all columns or of some. */
/** Returns the values of each row, or some of them by their place. */
async function query(
  sql: string,
  columns?: readonly number[],
): Promise<string[][]> {
  return (await duck(sql)).map((row) => {
    const values = Object.values(row);
    return columns ? columns.map((index) => values[index] ?? "") : values;
  });
}

/** Amounts as DuckDB writes DECIMAL(38, 9). */
function nineDigits(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(10, "0");
  return `${units < 0n ? "-" : ""}${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

function tempFolder() {
  const path = Deno.makeTempDirSync({ prefix: "qtc-duckdb-" });
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
