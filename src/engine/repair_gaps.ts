import { type Bar, MINUTE_MS } from "../domain/bar.ts";
import type { Books } from "../domain/books.ts";
import type { BarHistory } from "../ports/bar_history.ts";
import type { Added, PastSource } from "../ports/incoming.ts";
import type { MarketData } from "../ports/market_data.ts";
import {
  type Ask,
  asksFor,
  findGaps,
  type Gaps,
  regularBars,
  type Stretch,
  wholeDays,
} from "./gaps.ts";

/** What bars of the past are looked for, fetched and added with. */
export interface RepairDesk {
  /** The books as they are at the moment. */
  readonly books: () => Pick<Books, "instruments" | "barsUpTo">;
  readonly history: BarHistory;
  readonly marketData: Pick<MarketData, "past">;
  /** Adds bars, durable; what is there already changes nothing. */
  readonly add: (bars: readonly Bar[], source: PastSource) => Promise<Added>;
  /** Lets what waits have its turn. */
  readonly breathe: () => Promise<void>;
}

/** What a repair has found and done. */
export interface RepairReport extends Stretch, Added {
  /** Symbols that were looked at. */
  readonly scanned: number;
  /** Minutes in which they trade, and those of them without a bar. */
  readonly expected: number;
  readonly missing: number;
  /** Minutes that were not asked for: the source had nothing some hours ago. */
  readonly empty: number;
  /** Requests that were made, and bars that came. */
  readonly asked: number;
  readonly fetched: number;
}

/** Minutes of which the source has no bar. */
export interface EmptyMinutes {
  has(symbol: string, minute: number): boolean;
  add(symbol: string, minute: number): void;
}

/** What a repair is about. */
export interface RepairOptions extends Stretch {
  /** Only these; default: all of the universe. */
  readonly symbols?: readonly string[];
  /** Minutes that are not asked for; those that bring nothing are noted. */
  readonly empty?: EmptyMinutes;
  /** Requests at most; what is left is for the next repair. */
  readonly asksMax?: number;
  /** Told now and then how far it is. */
  readonly onProgress?: (report: RepairReport) => void;
  readonly signal: AbortSignal;
}

/**
 * Finds the minutes with `from <= at < to` that have no bar, asks the source for
 * those alone, and adds what it has.
 *
 * @throws {QtcError} `unavailable` when the source cannot be reached or the
 *   ledger cannot be written; what was added by then stays
 */
export async function repairGaps(
  desk: RepairDesk,
  options: RepairOptions,
): Promise<RepairReport> {
  const { from, to, empty, signal, asksMax = Infinity } = options;
  const report = {
    ...{ from, to, scanned: 0, expected: 0, missing: 0, empty: 0 },
    ...{ asked: 0, fetched: 0, added: 0, revised: 0 },
  };
  const gaps: Gaps[] = [];
  const isWhole = wholeDays(desk.history, { from, to });
  for (const instrument of desk.books().instruments.values()) {
    if (signal.aborted) return report;
    if (options.symbols?.includes(instrument.symbol) === false) continue;
    const found = findGaps(desk.history, instrument, { from, to, isWhole });
    const asked = found.missing.filter((at) => !empty?.has(found.symbol, at));
    report.scanned++;
    report.expected += found.expected;
    report.missing += found.missing.length;
    report.empty += found.missing.length - asked.length;
    gaps.push({ ...found, missing: asked });
    await desk.breathe();
  }
  for (const ask of asksFor(gaps).slice(0, asksMax)) {
    if (signal.aborted) break;
    const came = await carryOut(
      desk,
      ask,
      signal,
      (bars, { added, revised }) => {
        report.fetched += bars;
        report.added += added;
        report.revised += revised;
        options.onProgress?.(report);
      },
    );
    report.asked++;
    if (empty && !signal.aborted) noteEmpty(empty, gaps, ask, came);
    options.onProgress?.(report);
  }
  return report;
}

/** Asks for bars and adds them; returns the minutes that came, by symbol. */
async function carryOut(
  desk: RepairDesk,
  { symbols, from, to }: Ask,
  signal: AbortSignal,
  onAdded: (bars: number, added: Added) => void,
): Promise<ReadonlySet<string>> {
  const came = new Set<string>();
  for await (const page of desk.marketData.past(symbols, from, to, signal)) {
    if (signal.aborted) break;
    const { instruments } = desk.books();
    const bars = regularBars(page, instruments, { from, to });
    for (const { symbol, at } of bars) came.add(`${symbol} ${at}`);
    if (bars.length > 0) onAdded(bars.length, await desk.add(bars, "repair"));
    await desk.breathe();
  }
  return came;
}

function noteEmpty(
  empty: EmptyMinutes,
  gaps: readonly Gaps[],
  { symbols, from, to }: Ask,
  came: ReadonlySet<string>,
): void {
  const asked = new Set(symbols);
  for (const { symbol, missing } of gaps) {
    if (!asked.has(symbol)) continue;
    for (const at of missing) {
      if (at < from || at >= to || came.has(`${symbol} ${at}`)) continue;
      empty.add(symbol, at);
    }
  }
}

/** Minutes that are remembered at most, each half. */
const EMPTY_MAX = 1_000_000;

/**
 * Returns a memory of minutes that lasts between `ms` and twice that.
 *
 * @param now Returns the time, Unix milliseconds
 */
export function emptyMinutes(now: () => number, ms: number): EmptyMinutes {
  let newer = new Map<string, Set<number>>();
  let older = new Map<string, Set<number>>();
  let since = now();
  let count = 0;
  const turn = (): void => {
    const time = now();
    // Without its sign: a clock that was set back keeps nothing for ever.
    if (Math.abs(time - since) < ms && count < EMPTY_MAX) return;
    older = Math.abs(time - since) < 2 * ms ? newer : new Map();
    newer = new Map();
    since = time;
    count = 0;
  };
  return {
    has(symbol, minute) {
      turn();
      const key = minute / MINUTE_MS;
      return newer.get(symbol)?.has(key) === true ||
        older.get(symbol)?.has(key) === true;
    },
    add(symbol, minute) {
      turn();
      const minutes = newer.get(symbol) ?? new Set();
      newer.set(symbol, minutes.add(minute / MINUTE_MS));
      count++;
    },
  };
}
