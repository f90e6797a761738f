import type { Added } from "../ports/incoming.ts";
import {
  minutesOf,
  regularBars,
  type Stretch,
  tradingStretches,
  wholeDays,
} from "./gaps.ts";
import type { RepairDesk } from "./repair_gaps.ts";

/** How far a backfill is. */
export interface BackfillReport extends Added {
  /** UTC days that are done, and all of them. */
  readonly days: number;
  readonly daysAll: number;
  /** The day that was done last, `YYYY-MM-DD`; absent before the first. */
  readonly date?: string;
  /** Days of a symbol that were there already, had been asked for before, and were asked for. */
  readonly there: number;
  readonly before: number;
  readonly asked: number;
  /** Bars that came. */
  readonly fetched: number;
}

/** What a backfill is about. */
export interface BackfillOptions extends Stretch {
  /** Only these; default: all of the universe. */
  readonly symbols?: readonly string[];
  /** Remembers days of symbols that were asked for; default: nobody does. */
  readonly done?: AskedDays;
  /** Told after each page, and each day. */
  readonly onProgress?: (report: BackfillReport) => void;
  readonly signal: AbortSignal;
}

/**
 * Days of symbols that were asked for when they were over, whatever came: many
 * minutes never had a trade.
 */
export interface AskedDays {
  has(symbol: string, date: string): boolean;
  add(symbols: readonly string[], date: string): void;
}

const DAY_MS = 86_400_000;

/**
 * Fetches what is missing with `from <= at < to`, day by day, oldest first:
 * sessions of equities, UTC days of crypto. A day that is there as a whole is not
 * asked for, so that one that was interrupted goes on.
 *
 * @throws {QtcError} `unavailable` when the source cannot be reached or the
 *   ledger cannot be written; what was added by then stays
 */
export async function backfill(
  desk: RepairDesk,
  { from, to, symbols, done, onProgress, signal }: BackfillOptions,
): Promise<BackfillReport> {
  const first = Math.floor(from / DAY_MS) * DAY_MS;
  const report = {
    ...{ days: 0, daysAll: Math.ceil((to - first) / DAY_MS) },
    ...{ there: 0, before: 0, asked: 0, fetched: 0, added: 0, revised: 0 },
  };
  let date: string | undefined;
  const said = (): BackfillReport => ({ ...report, ...(date && { date }) });
  for (let day = first; day < to && !signal.aborted; day += DAY_MS) {
    const within = {
      from: Math.max(from, day),
      to: Math.min(day + DAY_MS, to),
    };
    const today = new Date(day).toISOString().slice(0, 10);
    const wanted = missingOf(desk, within, symbols);
    report.there += wanted.there;
    for (const { symbols: missing, isOver, ...stretch } of wanted.asks) {
      const names = missing.filter((symbol) =>
        !done?.has(symbol, today) || !wanted.begun.has(symbol)
      );
      report.before += missing.length - names.length;
      if (names.length === 0 || signal.aborted) continue;
      const { from, to } = stretch;
      for await (const page of desk.marketData.past(names, from, to, signal)) {
        if (signal.aborted) break;
        const bars = regularBars(page, desk.books().instruments, stretch);
        report.fetched += bars.length;
        if (bars.length > 0) {
          const { added, revised } = await desk.add(bars, "backfill");
          report.added += added;
          report.revised += revised;
        }
        onProgress?.(said());
        await desk.breathe();
      }
      if (signal.aborted) break;
      report.asked += names.length;
      if (isOver) done?.add(names, today);
    }
    if (signal.aborted) break;
    date = today;
    report.days++;
    onProgress?.(said());
    await desk.breathe();
  }
  return said();
}

/** What is asked for of a day. */
interface DayAsk extends Stretch {
  readonly symbols: string[];
  /** It is all of the day's trading: of a day that goes on, or a part, more may come. */
  readonly isOver: boolean;
}

function wholeDay({ from }: Stretch): Stretch {
  const start = Math.floor(from / DAY_MS) * DAY_MS;
  return { from: start, to: start + DAY_MS };
}

/** Returns what to ask for on a day, symbols of the same hours together. */
function missingOf(
  { books, history }: RepairDesk,
  within: Stretch,
  symbols: readonly string[] | undefined,
): {
  readonly asks: readonly DayAsk[];
  /** Symbols that are there as a whole. */
  readonly there: number;
  /** Symbols of which something is there. */
  readonly begun: ReadonlySet<string>;
} {
  const asks = new Map<string, DayAsk>();
  const isWhole = wholeDays(history, within);
  const index = history.days(within.from, within.to);
  let there = 0;
  for (const instrument of books().instruments.values()) {
    const { symbol } = instrument;
    if (symbols?.includes(symbol) === false) continue;
    const [whole] = tradingStretches(instrument, wholeDay(within));
    for (const stretch of tradingStretches(instrument, within)) {
      if (isWhole(symbol, stretch) || minutesOf([stretch]) === 0) {
        there++;
        continue;
      }
      const isOver = whole?.from === stretch.from && whole.to === stretch.to;
      const key = `${stretch.from} ${stretch.to} ${isOver}`;
      const ask = asks.get(key) ?? { ...stretch, symbols: [], isOver };
      asks.set(key, ask);
      ask.symbols.push(symbol);
    }
  }
  return {
    there,
    asks: [...asks.values()],
    begun: new Set(index.map(({ symbol }) => symbol)),
  };
}
