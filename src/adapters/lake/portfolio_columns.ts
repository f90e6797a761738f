import type { Money, Price, Quantity } from "../../domain/decimal.ts";
import { decimal, int64, listOf, root, text, timestamp } from "./columns.ts";
import { packDecimals } from "./decimal_bytes.ts";
import type { Schema } from "./parquet_metadata.ts";
import type { PortfolioRow, PositionRow } from "./portfolio_table.ts";
import type { Column } from "./write_groups.ts";

/** The columns of a portfolio's file. */
export const PORTFOLIO_SCHEMA: Schema = [
  root(5),
  int64("seq"),
  timestamp("timestamp"),
  decimal("cash"),
  decimal("market_value"),
  ...listOf("positions", [
    text("symbol"),
    decimal("quantity"),
    text("side"),
    decimal("value"),
    decimal("avg_cost"),
    decimal("pnl_unrealized"),
  ]),
];

/** Returns rows as the columns of {@linkcode PORTFOLIO_SCHEMA}. */
export function columnsOf(rows: readonly PortfolioRow[]): Column[] {
  const all = rows.flatMap(({ positions }) => positions);
  const quantity = packDecimals(all.map((each) => each.quantity));
  const value = packDecimals(all.map((each) => each.value));
  const avgCost = packDecimals(all.map((each) => each.avgCost));
  const pnl = packDecimals(all.map((each) => each.pnlUnrealized));
  let at = 0;
  const positions = rows.map((row) =>
    row.positions.map(({ symbol, side }) => {
      const index = at++;
      return {
        symbol,
        quantity: quantity[index],
        side,
        value: value[index],
        avg_cost: avgCost[index],
        pnl_unrealized: pnl[index],
      };
    })
  );
  return [
    { name: "seq", values: rows.map(({ seq }) => BigInt(seq)), bounds: true },
    {
      name: "timestamp",
      values: rows.map(({ at }) => BigInt(at)),
      bounds: true,
    },
    { name: "cash", values: packDecimals(rows.map(({ cash }) => cash)) },
    {
      name: "market_value",
      values: packDecimals(rows.map(({ marketValue }) => marketValue)),
    },
    { name: "positions", values: positions },
  ];
}

/**
 * Returns the rows that columns stand for, by path, as they are read; positions
 * are empty when their columns were not read.
 */
export function rowsOf(
  columns: ReadonlyMap<string, readonly unknown[]>,
): PortfolioRow[] {
  const column = <T>(name: string) => (columns.get(name) ?? []) as T[];
  const at = column<number>("timestamp");
  const cash = column<Money>("cash");
  const marketValue = column<Money>("market_value");
  const positionsOf = positionReader(columns);
  return column<bigint>("seq").map((seq, i) => ({
    seq: Number(seq),
    at: at[i] as number,
    cash: cash[i] as Money,
    marketValue: marketValue[i] as Money,
    positions: positionsOf(i),
  }));
}

/** Returns what reads the positions of a row by its index. */
function positionReader(
  columns: ReadonlyMap<string, readonly unknown[]>,
): (index: number) => PositionRow[] {
  const column = <T>(name: string) =>
    (columns.get(`positions.list.element.${name}`) ?? []) as T[][];
  const symbol = column<string>("symbol");
  const quantity = column<Quantity>("quantity");
  const side = column<"buy" | "sell">("side");
  const value = column<Money>("value");
  const avgCost = column<Price>("avg_cost");
  const pnl = column<Money>("pnl_unrealized");
  return (row) =>
    (symbol[row] ?? []).map((symbol, i) => ({
      symbol,
      quantity: quantity[row]?.[i] as Quantity,
      side: side[row]?.[i] as "buy" | "sell",
      value: value[row]?.[i] as Money,
      avgCost: avgCost[row]?.[i] as Price,
      pnlUnrealized: pnl[row]?.[i] as Money,
    }));
}
