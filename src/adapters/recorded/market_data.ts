import { type Bar, compareBars } from "../../domain/bar.ts";
import { barsBetween, rowCollector } from "../../domain/day_bars.ts";
import { errorText, QtcError } from "../../domain/error.ts";
import {
  type Instrument,
  instrument,
  KNOWN_COINS,
} from "../../domain/instrument.ts";
import type { MarketData } from "../../ports/market_data.ts";
import { readBars, scanBars } from "./bar_file.ts";

/** What {@link recordedMarketData} is made of. */
export interface RecordedMarketDataOptions {
  /** Folder with `*.csv` files, best one a day; see {@link COLUMNS}. */
  readonly folder: string;
  /** Symbols that are crypto; `KNOWN_COINS` when absent. */
  readonly coins?: readonly string[];
  /** Takes each line that is no usable bar, once, when its file is first read. */
  readonly onFault?: (file: string, line: number, reason: string) => void;
}

/** Largest file that is read, bytes. */
const FILE_BYTES_MAX = 256 * 1024 * 1024;
/** UTC days kept in memory; files, which may hold several. */
const DAYS_KEPT = 8;
const FILES_KEPT = 2;
const DAY_MS = 86_400_000;

/** What the start learns of a folder. */
interface Index {
  /** UTC days (since 1970) with bars, ascending. */
  readonly days: readonly number[];
  /** By UTC day: the files that have bars of it, by name, and the symbols. */
  readonly files: ReadonlyMap<number, readonly string[]>;
  readonly symbols: ReadonlyMap<number, ReadonlySet<string>>;
  /** Unix milliseconds, exclusive. */
  readonly end: number;
}

/**
 * Returns the bars of a folder of CSV files as they were recorded. What the
 * files hold is the universe: a symbol is listed from the first to the last UTC
 * day on which it has a bar. Days are read when they are asked for. Of several
 * bars for a symbol and minute the first counts, by file name, then line.
 *
 * @throws {QtcError} `invalid` when the folder, its files or their first lines
 * cannot be used
 */
export async function recordedMarketData(
  options: RecordedMarketDataOptions,
): Promise<MarketData> {
  const { folder, coins = KNOWN_COINS } = options;
  const index = await indexFolder(folder);
  const instruments = listInstruments(index, new Set(coins));
  const listedFrom = new Map(
    instruments.map((each) => [each.symbol, each.listedFrom ?? 0]),
  );
  const load = dayLoader(index, options);

  const source: Omit<MarketData, "past"> = {
    instruments,
    end: index.end,

    async bars(after, upTo, signal) {
      signal.throwIfAborted();
      const found: Bar[][] = [];
      for (const day of index.days) {
        if ((day + 1) * DAY_MS <= after) continue;
        if (day * DAY_MS > upTo) break;
        found.push(barsBetween(await load(day), after, upTo));
        signal.throwIfAborted();
      }
      return found.flat();
    },

    async history(before, rows, signal) {
      signal.throwIfAborted();
      const collector = rowCollector(instruments, before, rows);
      for (const day of index.days.toReversed()) {
        const start = day * DAY_MS;
        if (start >= before) continue;
        const lacking = instruments.filter(({ symbol }) =>
          collector.lacks(symbol)
        );
        if (
          !lacking.some(({ symbol }) => (listedFrom.get(symbol) ?? 0) <= start)
        ) break;
        if (
          !lacking.some(({ symbol }) => index.symbols.get(day)?.has(symbol))
        ) continue;
        collector.add(await load(day));
        signal.throwIfAborted();
      }
      return collector.bars();
    },
  };
  return {
    ...source,
    async *past(symbols, from, to, signal) {
      const wanted = new Set(symbols);
      for (let start = from; start < to; start += DAY_MS) {
        const end = Math.min(start + DAY_MS, to);
        const bars = await source.bars(start - 1, end - 1, signal);
        yield bars.filter(({ symbol }) => wanted.has(symbol));
      }
    },
  };
}

async function indexFolder(folder: string): Promise<Index> {
  const files = new Map<number, string[]>();
  const symbols = new Map<number, Set<string>>();
  let end = 0;
  for (const name of await csvNames(folder)) {
    const facts = await read(folder, name, "invalid", scanBars);
    for (const [day, found] of facts.days) {
      files.set(day, [...files.get(day) ?? [], name]);
      symbols.set(day, symbols.get(day)?.union(found) ?? new Set(found));
    }
    end = Math.max(end, facts.end);
  }
  if (files.size === 0) {
    throw new QtcError(
      "invalid",
      `Cannot use bar folder "${folder}": its files hold no bars`,
    );
  }
  return { days: [...files.keys()].sort((a, b) => a - b), files, symbols, end };
}

async function csvNames(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (!isDirectory && name.endsWith(".csv")) names.push(name);
    }
  } catch (cause) {
    throw new QtcError(
      "invalid",
      `Cannot read bar folder "${folder}": ${errorText(cause)}`,
      { cause },
    );
  }
  if (names.length === 0) {
    throw new QtcError(
      "invalid",
      `Cannot use bar folder "${folder}": it has no .csv files`,
    );
  }
  return names.sort();
}

/** Reads one file; `code` is the caller's fault at the start, the disk's later. */
async function read<T>(
  folder: string,
  name: string,
  code: "invalid" | "unavailable",
  use: (text: string) => T,
): Promise<T> {
  const path = `${folder.replace(/\/+$/, "")}/${name}`;
  try {
    const { size } = await Deno.stat(path);
    if (size > FILE_BYTES_MAX) {
      throw new QtcError(
        "invalid",
        `${size} bytes are more than ${FILE_BYTES_MAX}; make it a file a day`,
      );
    }
    return use(await Deno.readTextFile(path));
  } catch (cause) {
    throw new QtcError(
      code,
      `Cannot read bar file "${path}": ${errorText(cause)}`,
      { cause },
    );
  }
}

function listInstruments(
  { days, symbols }: Index,
  coins: ReadonlySet<string>,
): Instrument[] {
  const listed = new Map<string, { from: number; until: number }>();
  for (const day of days) {
    const until = (day + 1) * DAY_MS;
    for (const symbol of symbols.get(day) ?? []) {
      listed.set(symbol, {
        from: listed.get(symbol)?.from ?? day * DAY_MS,
        until,
      });
    }
  }
  return [...listed.keys()].sort().map((symbol) =>
    instrument(
      symbol,
      coins.has(symbol) ? "crypto" : "equity",
      listed.get(symbol),
    )
  );
}

/** Returns a function that gives a day's bars, sorted; the last few days are kept. */
function dayLoader(
  index: Index,
  { folder, onFault }: RecordedMarketDataOptions,
): (day: number) => Promise<readonly Bar[]> {
  const reported = new Set<string>();
  const files = kept(
    FILES_KEPT,
    (name: string) =>
      read(folder, name, "unavailable", (text) => {
        const bars = readBars(text, (line, reason) => {
          if (!reported.has(name)) onFault?.(name, line, reason);
        });
        reported.add(name);
        return Map.groupBy(bars, ({ at }) => Math.floor(at / DAY_MS));
      }),
  );
  return kept(DAYS_KEPT, async (day: number) => {
    const found: Bar[][] = [];
    for (const name of index.files.get(day) ?? []) {
      found.push((await files(name)).get(day) ?? []);
    }
    // The sort is stable: of equal ones the first seen stays first.
    const sorted = found.flat().sort(compareBars);
    return sorted.filter((bar, i) =>
      i === 0 || compareBars(sorted[i - 1] as Bar, bar) !== 0
    );
  });
}

/** Returns `make` with its last `count` answers kept; a failed one is not. */
function kept<K, V>(
  count: number,
  make: (key: K) => Promise<V>,
): (key: K) => Promise<V> {
  const answers = new Map<K, Promise<V>>();
  return (key) => {
    const known = answers.get(key);
    if (known) {
      answers.delete(key);
      answers.set(key, known);
      return known;
    }
    const made = make(key);
    answers.set(key, made);
    made.catch(() => answers.delete(key));
    for (const oldest of answers.keys()) {
      if (answers.size <= count) break;
      answers.delete(oldest);
    }
    return made;
  };
}
