import type { Bar } from "../domain/bar.ts";
import { MINUTE_MS } from "../domain/bar.ts";
import type { BarStore } from "../ports/bar_store.ts";
import type { WireColumns } from "./realm_columns.ts";

/** Part of a minute's message, ready to be sent: the same bytes for all teams. */
export interface Delivery {
  /** `,"window":{…}` or `,"rows":[…]`. */
  readonly parts: readonly Uint8Array[];
  /** What the process has after it, for the next call of `since()`. */
  readonly upTo: number;
}

/** All bars, for a new process. */
export interface WholeMarket {
  /** JSON text: columns by symbol. */
  readonly bytes: Uint8Array;
  /** What the process has then, for `since()`. */
  readonly upTo: number;
}

/** What {@linkcode marketFeed} reads. */
export interface MarketFeedOptions {
  readonly bars: BarStore;
  /** Returns the symbols of the universe. */
  readonly symbols: () => readonly string[];
  /** Most rows of a symbol. */
  readonly window: number;
}

/** The market as it is sent to processes: each minute encoded once. */
export interface MarketFeed {
  /** Says which minute's bars are stored, before the first one is added. */
  begin(minute: number): void;
  /** Takes a minute's new bars; minutes that are not in a row start anew. */
  add(minute: number, bars: readonly Bar[]): void;
  /** Returns all bars up to the last minute. */
  whole(): WholeMarket;
  /** Returns what a process lacks that has everything up to `upTo`. */
  since(upTo: number): Delivery;
}

const encoder = new TextEncoder();
const COMMA = encoder.encode(",");
const ROWS = encoder.encode(',"rows":[');
const WINDOW = encoder.encode(',"window":');
const END = encoder.encode("]");

/** Returns the feed; it keeps the rows of as many minutes as the window has. */
export function marketFeed(options: MarketFeedOptions): MarketFeed {
  const { bars: store, symbols, window } = options;
  /** Encoded rows of the last minutes; the last one has the number `latest`. */
  let recent: Uint8Array[] = [];
  let latest = 0;
  let minute = -Infinity;
  let whole: Uint8Array | undefined;
  const all = () =>
    whole ??= encoder.encode(
      JSON.stringify(encodeWindow(store.lastRows(symbols(), window, minute))),
    );
  return {
    begin(first) {
      if (latest > 0 || minute === first) return;
      minute = first;
      whole = undefined;
    },
    whole: () => ({ bytes: all(), upTo: latest }),
    add(next, bars) {
      if (next !== minute + MINUTE_MS) recent = [];
      minute = next;
      latest++;
      whole = undefined;
      recent.push(encodeRows(bars));
      if (recent.length > window) recent = recent.slice(-window);
    },
    since(upTo) {
      const missing = latest - upTo;
      if (missing <= recent.length) {
        const rows = recent.slice(recent.length - missing);
        const bytes = rows.reduce((sum, part) => sum + part.length, 0);
        // After a night, the whole window is often less than all its minutes.
        if (missing <= 1 || bytes <= all().length) {
          const list = rows.flatMap((part, i) =>
            i > 0 ? [COMMA, part] : [part]
          );
          return { parts: [ROWS, ...list, END], upTo: latest };
        }
      }
      return { parts: [WINDOW, all()], upTo: latest };
    },
  };
}

/** Returns bars as the columns that the realm reads. */
export function encodeColumns(bars: readonly Bar[]): (number | null)[][] {
  const columns: (number | null)[][] = [[], [], [], [], [], []];
  let before = 0;
  for (const bar of bars) {
    const minute = bar.at / MINUTE_MS;
    columns[0]!.push(minute - before);
    columns[1]!.push(bar.open);
    columns[2]!.push(bar.high);
    columns[3]!.push(bar.low);
    columns[4]!.push(bar.close);
    columns[5]!.push(bar.volume);
    before = minute;
  }
  return columns;
}

function encodeWindow(
  bars: ReadonlyMap<string, readonly Bar[]>,
): Record<string, WireColumns> {
  const window: Record<string, WireColumns> = {};
  for (const [symbol, rows] of bars) {
    if (rows.length > 0) window[symbol] = encodeColumns(rows);
  }
  return window;
}

function encodeRows(bars: readonly Bar[]): Uint8Array {
  const rows: (string | number)[] = [];
  for (const { symbol, at, open, high, low, close, volume } of bars) {
    rows.push(symbol, at / MINUTE_MS, open, high, low, close, volume);
  }
  return encoder.encode(JSON.stringify(rows));
}
