import { strict as assert } from "node:assert";
import { parquetSchema } from "hyparquet";
import { columnsOf, PORTFOLIO_SCHEMA, rowsOf } from "./portfolio_columns.ts";
import { portfolioDay } from "./table_fixture_test.ts";

Deno.test("columnsOf() makes a column of every column that the schema has", () => {
  const rows = portfolioDay("columns", 0, 3);
  const { children } = parquetSchema({ schema: [...PORTFOLIO_SCHEMA] });
  const columns = columnsOf(rows);
  assert.deepEqual(
    columns.map(({ name }) => name),
    children.map(({ element }) => element.name),
  );
  assert(columns.every(({ values }) => values.length === 3));
  assert.deepEqual(
    columns.filter(({ bounds }) => bounds).map(({ name }) => name),
    ["seq", "timestamp"],
  );
});

Deno.test("rowsOf() leaves positions empty that were not read", () => {
  const columns = new Map<string, unknown[]>([
    ["seq", [5n]],
    ["timestamp", [60_000]],
    ["cash", [1n]],
    ["market_value", [2n]],
  ]);
  assert.deepEqual(rowsOf(columns), [
    { seq: 5, at: 60_000, cash: 1n, marketValue: 2n, positions: [] },
  ]);
  assert.deepEqual(rowsOf(new Map()), []);
});
