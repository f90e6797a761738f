import { parse } from "@std/csv";
import { type Bar, barFault } from "../../domain/bar.ts";
import { utcDate } from "../../domain/calendar.ts";
import { errorText, QtcError } from "../../domain/error.ts";
import { SYMBOL_PATTERN } from "../../domain/instrument.ts";

/** The columns of a bar file, in this order. */
export const COLUMNS = [
  "symbol",
  "timestamp",
  "open",
  "high",
  "low",
  "close",
  "volume",
] as const;

/** What a file may have after these, both or neither. */
const MORE = ["trade_count", "vwap"];

/** Takes a line of a file that is no usable bar; lines count from 1. */
export type OnLineFault = (line: number, reason: string) => void;

/** Where and when the lines of a file have bars. */
export interface FileFacts {
  /** Symbols by UTC day (days since 1970). */
  readonly days: ReadonlyMap<number, ReadonlySet<string>>;
  /** End of the last bar, Unix milliseconds, exclusive; 0 when there is none. */
  readonly end: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** First line of every file; a byte order mark and quotes do no harm. */
const HEADER = COLUMNS.join(",");
const LONG = [...COLUMNS, ...MORE];

/**
 * Returns the bars of a file's text in the order of its lines.
 *
 * @throws {QtcError} `invalid` when the first line does not name the columns
 */
export function readBars(text: string, onFault: OnLineFault): Bar[] {
  const bars: Bar[] = [];
  const timeOf = timeReader();
  eachLine(text, (line, number, columns) => {
    const cells = cellsOf(line, columns);
    if (typeof cells === "string") return onFault(number, cells);
    const bar = toBar(cells, timeOf);
    if (typeof bar === "string") return onFault(number, bar);
    bars.push(bar);
  });
  return bars;
}

/**
 * Returns the facts of a file's text without reading its numbers, so that a
 * start over years of files stays fast.
 *
 * @throws {QtcError} `invalid` when the first line does not name the columns
 */
export function scanBars(text: string): FileFacts {
  const days = new Map<number, Set<string>>();
  const timeOf = timeReader();
  let end = 0;
  eachLine(text, (line) => {
    const comma = line.indexOf(",");
    const symbol = unquoted(line.slice(0, comma));
    const at = timeOf(
      unquoted(line.slice(comma + 1, line.indexOf(",", comma + 1))),
    );
    if (typeof at === "string" || !SYMBOL_PATTERN.test(symbol)) return;
    const day = Math.floor(at / DAY_MS);
    let symbols = days.get(day);
    if (!symbols) days.set(day, symbols = new Set());
    symbols.add(symbol);
    end = Math.max(end, at + MINUTE_MS);
  });
  return { days, end };
}

function eachLine(
  text: string,
  take: (line: string, number: number, columns: readonly string[]) => void,
): void {
  let number = 0;
  let columns: readonly string[] = COLUMNS;
  for (let start = 0; start < text.length;) {
    let stop = text.indexOf("\n", start);
    if (stop < 0) stop = text.length;
    const line = text.slice(start, text[stop - 1] === "\r" ? stop - 1 : stop);
    start = stop + 1;
    number++;
    if (number === 1) columns = checkHeader(line);
    else if (line !== "") take(line, number, columns);
  }
  if (number === 0) checkHeader("");
}

/** Returns the columns that the first line names. */
function checkHeader(line: string): readonly string[] {
  const names = line.replace(/^\uFEFF/, "").split(",").map(unquoted).join(",");
  if (names === HEADER) return COLUMNS;
  if (names === LONG.join(",")) return LONG;
  throw new QtcError(
    "invalid",
    `Cannot use columns "${
      line.slice(0, 100)
    }": the first line must be ${HEADER}, or that and ${MORE.join(",")}`,
  );
}

/** Returns the cells, or what is wrong; a quote is rare, and the slow way. */
function cellsOf(
  line: string,
  columns: readonly string[],
): string[] | string {
  if (!line.includes('"')) {
    const cells = line.split(",");
    return cells.length === columns.length
      ? cells
      : `it has ${cells.length} cells instead of ${columns.length}`;
  }
  try {
    return Object.values(parse(line, { header: columns })[0] ?? {});
  } catch (error) {
    return errorText(error);
  }
}

function toBar(
  cells: readonly string[],
  timeOf: (text: string) => number | string,
): Bar | string {
  const [symbol = "", timestamp = "", open, high, low, close, volume, n, vw] =
    cells;
  if (!SYMBOL_PATTERN.test(symbol)) {
    return `"${symbol.slice(0, 40)}" is no symbol`;
  }
  const at = timeOf(timestamp);
  if (typeof at === "string") return at;
  const [tradeCount, vwap] = [toNumber(n), toNumber(vw)];
  if (n && !Number.isSafeInteger(tradeCount)) {
    return `"${n.slice(0, 40)}" is no number of trades`;
  }
  if (vw && !(vwap > 0 && vwap < 1e9)) return `vwap ${vwap} is out of range`;
  const bar = {
    symbol,
    at,
    open: toNumber(open),
    high: toNumber(high),
    low: toNumber(low),
    close: toNumber(close),
    volume: toNumber(volume),
    ...(n && { tradeCount }),
    ...(vw && { vwap }),
  };
  return barFault(bar) ?? bar;
}

/** Returns NaN for what is no plain number; an empty cell is not zero. */
function toNumber(cell: string | undefined): number {
  return cell === undefined || !/^\d/.test(cell) ? NaN : Number(cell);
}

function unquoted(cell: string): string {
  return cell.startsWith('"') && cell.endsWith('"') ? cell.slice(1, -1) : cell;
}

/** Returns a reader of timestamps that remembers the last day it saw. */
function timeReader(): (text: string) => number | string {
  let day = "";
  let start = 0;
  return (text) => {
    if (text.length === 20 && /T\d\d:\d\d:00Z$/.test(text)) {
      const date = text.slice(0, 10);
      if (date !== day) {
        const known = startOf(date);
        if (known === undefined) return `"${text}" is no time of 2000 to 2040`;
        [day, start] = [date, known];
      }
      const [hour, minute] = [
        Number(text.slice(11, 13)),
        Number(text.slice(14, 16)),
      ];
      if (hour < 24 && minute < 60) {
        return start + (hour * 60 + minute) * MINUTE_MS;
      }
    }
    return slowTime(text);
  };
}

/** Reads any ISO 8601 time that says its offset; without one it could mean any zone. */
function slowTime(text: string): number | string {
  const shown = text.slice(0, 40);
  if (
    !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(
      text,
    )
  ) {
    return `"${shown}" is no time with its offset, such as 2026-11-20T14:30:00Z`;
  }
  const at = Date.parse(text.replace(" ", "T"));
  // Date.parse() takes 30 February for 2 March.
  return startOf(text.slice(0, 10)) === undefined || Number.isNaN(at)
    ? `"${shown}" is no time of 2000 to 2040`
    : at;
}

function startOf(date: string): number | undefined {
  const start = Date.parse(date);
  try {
    return utcDate(start) === date ? start : undefined;
  } catch {
    return undefined;
  }
}
