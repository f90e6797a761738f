import { join } from "node:path";
import { publishBars } from "../adapters/lake/bars_table.ts";
import { untouchedHistory } from "../adapters/sqlite/bar_reader.ts";
import { openReadOnly } from "../adapters/sqlite/read_only.ts";
import { stopSignal } from "../adapters/system/signals.ts";
import { publishFile, publishWith } from "../adapters/system/publish_file.ts";
import { readStatusFile } from "../adapters/system/status_file.ts";
import { adjustBars, type Adjustment } from "../domain/adjust.ts";
import { type Bar, MINUTE_MS } from "../domain/bar.ts";
import { errorCode, errorText, QtcError } from "../domain/error.ts";
import type { BarHistory } from "../ports/bar_history.ts";
import type { PastProgram } from "./backfill.ts";
import { count, dataProgress } from "./data_progress.ts";
import { dayRange, namedSymbols } from "./day_range.ts";
import { requireFolder } from "./require_folder.ts";

/** What bars are written, how, and where to. */
export interface ExportBarsOptions {
  readonly dataDir: string;
  /** UTC days, `YYYY-MM-DD`, both included. */
  readonly from: string;
  readonly to: string;
  /** `A,B`; absent: all. */
  readonly symbols?: string;
  readonly format: "csv" | "parquet";
  readonly adjustment: Adjustment;
  /** The folder; made when it is not there. */
  readonly output: string;
}

const DAY_MS = 86_400_000;
const HEADER = "symbol,timestamp,open,high,low,close,volume,trade_count,vwap";

/**
 * Runs `qtc export bars`: a file a UTC day, by symbol, then minute. Reads only,
 * also beside a server that runs.
 *
 * @returns The exit code
 * @throws {QtcError} with what the caller has to mend, `unavailable` when the
 *   disk refuses or it was interrupted: the files that are there are whole
 */
export async function exportBarsCommand(
  options: ExportBarsOptions,
  { print, wall, onStarted, stop = stopSignal(() => {}) }: PastProgram,
): Promise<number> {
  const { dataDir, output, format } = options;
  requireFolder(dataDir);
  const { books } = begun(dataDir);
  const next = (books.barsUpTo ?? 0) + MINUTE_MS;
  const range = dayRange(options.from, options.to, next);
  const symbols = namedSymbols(options.symbols, books.instruments);
  const isCoin = (symbol: string) =>
    books.instruments.get(symbol)?.assetClass === "crypto";
  const history = untouchedHistory(dataDir, isCoin);
  const progress = dataProgress(wall);
  const wanted = symbols && new Set(symbols);
  let rows = 0;
  let files = 0;
  try {
    onStarted();
    for (let day = range.from; day < range.to; day += DAY_MS) {
      if (stop.aborted) throw interrupted(output);
      const date = new Date(day).toISOString().slice(0, 10);
      const all = history.readAll(day, Math.min(day + DAY_MS, range.to));
      const bars = adjusted(
        wanted ? all.filter(({ symbol }) => wanted.has(symbol)) : all,
        history,
        options.adjustment,
      );
      if (bars.length > 0) {
        write(join(output, `bars-${date}.${format}`), bars, format);
        files++;
      }
      rows += bars.length;
      progress.show(`${date}: ${count(rows)} rows`);
      await wall.sleepUntil(wall.now() + 1, stop);
    }
  } finally {
    progress.end();
  }
  print(`Exported ${count(rows)} bars to "${output}", ${count(files)} files`);
  return 0;
}

function begun(dataDir: string) {
  try {
    return openReadOnly(dataDir, readStatusFile(dataDir));
  } catch (error) {
    if (errorCode(error) !== "not_found") throw error;
    throw new QtcError(
      "not_found",
      `Cannot export bars of "${dataDir}": no competition has begun in it; ` +
        "name another folder with --data-dir",
      { cause: error },
    );
  }
}

/** Prices as if all actions that are known had been so from the start. */
function adjusted(
  bars: readonly Bar[],
  history: BarHistory,
  mode: Adjustment,
): readonly Bar[] {
  if (mode === "raw") return bars;
  return [...Map.groupBy(bars, ({ symbol }) => symbol)].flatMap((
    [symbol, own],
  ) =>
    adjustBars(own, history.actions(symbol), {
      mode,
      closeBefore: (_, date) => closeBefore(history, symbol, date),
    })
  );
}

function closeBefore(
  history: BarHistory,
  symbol: string,
  date: string,
): number | undefined {
  const to = Date.parse(date);
  const query = { symbol, from: 0, to, rows: 1, newest: true };
  return history.read(query)[0]?.close;
}

function write(
  path: string,
  bars: readonly Bar[],
  format: "csv" | "parquet",
): void {
  try {
    if (format === "parquet") publishBars(path, bars, publishWith);
    else publishFile(path, [HEADER, ...bars.map(lineOf), ""].join("\n"));
  } catch (cause) {
    if (cause instanceof QtcError) throw cause;
    const message = `Cannot write "${path}": ${errorText(cause)}`;
    throw new QtcError("unavailable", message, { cause });
  }
}

function lineOf(bar: Bar): string {
  const { symbol, at, open, high, low, close, volume } = bar;
  const { tradeCount = "", vwap = "" } = bar;
  const time = new Date(at).toISOString().replace(".000Z", "Z");
  return [symbol, time, open, high, low, close, volume, tradeCount, vwap]
    .join(",");
}

function interrupted(output: string): QtcError {
  return new QtcError(
    "unavailable",
    `Cannot export bars to "${output}": interrupted; the files that are ` +
      "there are whole",
  );
}
