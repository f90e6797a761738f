import {
  decimalText,
  type Money,
  parseDecimal,
  type Price,
  type Quantity,
} from "../../domain/decimal.ts";
import { QtcError } from "../../domain/error.ts";
import type { Publish } from "../../ports/publish.ts";
import { appendGroups, readColumns } from "./parquet_file.ts";
import { groupsOf } from "./parquet_metadata.ts";
import { columnsOf, PORTFOLIO_SCHEMA, rowsOf } from "./portfolio_columns.ts";
import { stageTable } from "./staged_table.ts";
import type { Column } from "./write_groups.ts";

/** What a portfolio held in one symbol at the end of a minute. */
export interface PositionRow {
  readonly symbol: string;
  /** Shares or coins, 1e-9 units. */
  readonly quantity: Quantity;
  readonly side: "buy" | "sell";
  /** Signed dollars at the mark, 1e-9 USD. */
  readonly value: Money;
  /** Dollars per share paid on average, 1e-9 USD. */
  readonly avgCost: Price;
  /** Dollars won (or lost, negative) if it were closed at the mark, 1e-9 USD. */
  readonly pnlUnrealized: Money;
}

/** A portfolio at the end of a minute. */
export interface PortfolioRow {
  /** Number of the ledger's event it comes from, ≥ 1. */
  readonly seq: number;
  /** Start of the minute, Unix milliseconds. */
  readonly at: number;
  /** Signed dollars, 1e-9 USD. */
  readonly cash: Money;
  /** Cash and the value of all positions, signed dollars, 1e-9 USD. */
  readonly marketValue: Money;
  /** In the order in which they are written. */
  readonly positions: readonly PositionRow[];
}

/** One folded day of a portfolio. Ranges are closed. */
export interface PortfolioGroup {
  readonly rows: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Unix milliseconds. */
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Which rows are read: those with `from <= at < to`, Unix milliseconds. */
export interface PortfolioRange {
  readonly from?: number;
  readonly to?: number;
  /** Without them every row's positions are empty, and none are read; `true` when absent. */
  readonly withPositions?: boolean;
}

/** Returns a row as one line of JSON, without a newline; amounts are decimal texts. */
export function portfolioLine(row: PortfolioRow): string {
  const positions = Object.fromEntries(row.positions.map((each) => [
    each.symbol,
    {
      symbol: each.symbol,
      quantity: decimalText(each.quantity),
      side: each.side,
      value: decimalText(each.value),
      avg_cost: decimalText(each.avgCost),
      pnl_unrealized: decimalText(each.pnlUnrealized),
    },
  ]));
  return JSON.stringify({
    seq: row.seq,
    timestamp: `${new Date(row.at).toISOString().slice(0, 19)}+00:00`,
    cash: decimalText(row.cash),
    market_value: decimalText(row.marketValue),
    positions,
  });
}

/**
 * Returns the row that a line of {@linkcode portfolioLine} stands for.
 *
 * @throws {QtcError} `invalid` when it is no such line
 */
export function parsePortfolioLine(line: string): PortfolioRow {
  const row = objectOf(parseJson(line), "the line");
  const { seq } = row;
  const at = Date.parse(textOf(row, "timestamp"));
  if (!Number.isSafeInteger(seq) || Number.isNaN(at)) {
    throw wrong("seq must be a whole number and timestamp a time");
  }
  const positions = Object.values(objectOf(row.positions, "positions"));
  return {
    seq: seq as number,
    at,
    cash: parseDecimal(textOf(row, "cash")),
    marketValue: parseDecimal(textOf(row, "market_value")),
    positions: positions.map((each) =>
      toPosition(objectOf(each, "a position"))
    ),
  };
}

function toPosition(each: Record<string, unknown>): PositionRow {
  const side = textOf(each, "side");
  if (side !== "buy" && side !== "sell") {
    throw wrong("side must be buy or sell");
  }
  return {
    symbol: textOf(each, "symbol"),
    quantity: parseDecimal(textOf(each, "quantity")),
    side,
    value: parseDecimal(textOf(each, "value")),
    avgCost: parseDecimal(textOf(each, "avg_cost")),
    pnlUnrealized: parseDecimal(textOf(each, "pnl_unrealized")),
  };
}

/**
 * Publishes a portfolio's file with days after those that it has, a row group
 * each; a day without rows adds none.
 *
 * @param days Rows of one UTC day each, by `seq`
 * @throws {QtcError} `unavailable` when the disk refuses, or when there is a file
 * that cannot be read: it is left as it is
 */
export function foldPortfolio(
  path: string,
  days: Iterable<readonly PortfolioRow[]>,
  publish: Publish,
): void {
  appendGroups(path, PORTFOLIO_SCHEMA, groupsFrom(days), publish);
}

function* groupsFrom(
  days: Iterable<readonly PortfolioRow[]>,
): Generator<readonly Column[]> {
  for (const rows of days) yield columnsOf(rows);
}

/** A portfolio's file that grows beside its name. */
export interface StagedPortfolio {
  /** Adds days as {@linkcode foldPortfolio} does, and with the same bytes. */
  append(days: Iterable<readonly PortfolioRow[]>): void;
  /** See {@linkcode StagedTable}. */
  publish(publish: Publish): void;
}

/** Returns a portfolio's file that grows beside `path`, from nothing. */
export function stagePortfolio(path: string): StagedPortfolio {
  const table = stageTable(path, PORTFOLIO_SCHEMA);
  return {
    append: (days) => table.append(groupsFrom(days)),
    publish: table.publish,
  };
}

/**
 * Returns the folded days of a portfolio's file, oldest first, from its footer
 * alone; `undefined` when there is no file.
 *
 * @throws {QtcError} `unavailable` when it cannot be read
 */
export function portfolioGroups(
  path: string,
): readonly PortfolioGroup[] | undefined {
  return groupsOf(path, PORTFOLIO_SCHEMA)?.map(({ rows, bounds }) => {
    const seq = bounds.get("seq");
    const at = bounds.get("timestamp");
    if (!seq || !at) {
      throw new QtcError(
        "unavailable",
        `Cannot read "${path}": a row group does not say what it holds`,
      );
    }
    return {
      rows,
      firstSeq: Number(seq.min),
      lastSeq: Number(seq.max),
      firstAt: Number(at.min),
      lastAt: Number(at.max),
    };
  });
}

/**
 * Returns rows of a portfolio's file, oldest first, none when there is no file;
 * only the days that can hold them are read.
 *
 * @throws {QtcError} `unavailable` when the file cannot be read
 */
export async function readPortfolio(
  path: string,
  { from = -Infinity, to = Infinity, withPositions = true }: PortfolioRange =
    {},
): Promise<PortfolioRow[]> {
  const names = ["seq", "timestamp", "cash", "market_value"];
  const columns = await readColumns(path, PORTFOLIO_SCHEMA, {
    columns: withPositions ? [...names, "positions"] : names,
    wants: ({ bounds }) => {
      const at = bounds.get("timestamp");
      return !at || Number(at.max) >= from && Number(at.min) < to;
    },
  });
  return rowsOf(columns).filter(({ at }) => at >= from && at < to);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw wrong("it must be JSON", cause);
  }
}

function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw wrong(`${what} must be an object`);
}

function textOf(row: Record<string, unknown>, name: string): string {
  const value = row[name];
  if (typeof value === "string") return value;
  throw wrong(`${name} must be a text`);
}

function wrong(state: string, cause?: unknown): QtcError {
  return new QtcError("invalid", `Cannot read portfolio line: ${state}`, {
    cause,
  });
}
