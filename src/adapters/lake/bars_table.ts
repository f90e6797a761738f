import { readFileSync, rmSync } from "node:fs";
import type { Bar } from "../../domain/bar.ts";
import { QtcError } from "../../domain/error.ts";
import type { Publish } from "../../ports/publish.ts";
import { double, int64, root, text, timestamp } from "./columns.ts";
import { publishGroups, readColumns } from "./parquet_file.ts";
import { readFooter, type Schema } from "./parquet_metadata.ts";
import type { Column } from "./write_groups.ts";

const SCHEMA: Schema = [
  root(9),
  text("symbol"),
  timestamp("timestamp"),
  double("open"),
  double("high"),
  double("low"),
  double("close"),
  double("volume"),
  int64("trade_count", "OPTIONAL"),
  double("vwap", "OPTIONAL"),
];

/** Returns where the bars of a UTC day, `YYYY-MM-DD`, lie in a data folder. */
export function barsPath(dataDir: string, date: string): string {
  const [year, month, day] = date.split("-").map(Number);
  return `${dataDir}/prices/minute_bars/y=${year}/m=${month}/d=${day}/` +
    `minute_bars-${date}.parquet`;
}

/**
 * Publishes a file of bars, sorted by symbol, then time, a row group per symbol.
 *
 * @throws {QtcError} `unavailable` when the disk refuses
 */
export function publishBars(
  path: string,
  bars: readonly Bar[],
  publish: Publish,
): void {
  const bySymbol = Map.groupBy(bars, ({ symbol }) => symbol);
  const symbols = [...bySymbol.keys()].sort();
  const groups = symbols.map((symbol) =>
    columnsOf((bySymbol.get(symbol) ?? []).toSorted((a, b) => a.at - b.at))
  );
  publishGroups(path, SCHEMA, groups, publish);
}

/** Says whether a file is a table of bars, by its footer. */
export function areBars(path: string): boolean {
  try {
    readFooter(path, SCHEMA);
    return true;
  } catch (error) {
    if (error instanceof QtcError) return false;
    throw error;
  }
}

/** Returns how many bars a file has; `undefined` when it is no table of bars. */
export function countBars(path: string): number | undefined {
  try {
    return Number(readFooter(path, SCHEMA).metadata.num_rows);
  } catch (error) {
    if (error instanceof QtcError) return undefined;
    throw error;
  }
}

/**
 * Says whether a file has the very bytes that {@linkcode publishBars} would write.
 *
 * @throws {QtcError} `unavailable` when the disk refuses
 */
export function holdsBars(path: string, bars: readonly Bar[]): boolean {
  let isSame = false;
  publishBars(path, bars, (_, write) => {
    const beside = `${path}.new`;
    rmSync(beside, { force: true });
    write(beside);
    isSame = readFileSync(beside).equals(readFileSync(path));
    rmSync(beside);
  });
  return isSame;
}

function columnsOf(bars: readonly Bar[]): Column[] {
  const numbers = (name: "open" | "high" | "low" | "close" | "volume") => ({
    name,
    values: bars.map((bar) => bar[name]),
  });
  return [
    { name: "symbol", values: bars.map(({ symbol }) => symbol), bounds: true },
    {
      name: "timestamp",
      values: bars.map(({ at }) => BigInt(at)),
      bounds: true,
    },
    numbers("open"),
    numbers("high"),
    numbers("low"),
    numbers("close"),
    numbers("volume"),
    {
      name: "trade_count",
      values: bars.map(({ tradeCount }) =>
        tradeCount === undefined ? undefined : BigInt(tradeCount)
      ),
    },
    { name: "vwap", values: bars.map(({ vwap }) => vwap) },
  ];
}

/**
 * Returns the bars of a file by symbol, then time; none when there is no file.
 *
 * @param symbol Only this one's: no other row group is read
 * @throws {QtcError} `unavailable` when the file cannot be read
 */
export async function readBars(path: string, symbol?: string): Promise<Bar[]> {
  const columns = await readColumns(path, SCHEMA, {
    columns: SCHEMA.slice(1).map(({ name }) => name),
    wants: ({ bounds }) => {
      const held = bounds.get("symbol");
      return symbol === undefined || !held ||
        held.min <= symbol && held.max >= symbol;
    },
  });
  const column = (name: string) => (columns.get(name) ?? []) as number[];
  const at = column("timestamp");
  const open = column("open");
  const high = column("high");
  const low = column("low");
  const close = column("close");
  const volume = column("volume");
  const tradeCount = column("trade_count");
  const vwap = column("vwap");
  const symbols = (columns.get("symbol") ?? []) as string[];
  return symbols.map((symbol, i) => ({
    symbol,
    at: at[i] as number,
    open: open[i] as number,
    high: high[i] as number,
    low: low[i] as number,
    close: close[i] as number,
    volume: volume[i] as number,
    ...(tradeCount[i] != null && { tradeCount: Number(tradeCount[i]) }),
    ...(vwap[i] != null && { vwap: vwap[i] as number }),
  }));
}
