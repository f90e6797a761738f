import { type Bar, barFault, compareBars, MINUTE_MS } from "../domain/bar.ts";
import type { Instrument } from "../domain/instrument.ts";
import type { BarHistory } from "../ports/bar_history.ts";
import {
  minutesOf,
  type Stretch,
  stretchesOf,
  tradingStretches,
} from "./gaps.ts";

/** Something about bars that an operator may want to look at. */
export interface BarOddity extends Stretch {
  readonly symbol: string;
  readonly kind: "gap" | "outlier" | "silence" | "revision" | "unusable";
  /** Such as `close 12.5 after 10.1`; absent where kind and time say all. */
  readonly detail?: string;
}

/** What the daily validation has found. */
export interface DayReport {
  /** UTC day, `YYYY-MM-DD`. */
  readonly date: string;
  /** Symbols that trade on it. */
  readonly symbols: number;
  /** Minutes in which they trade, and bars of them. */
  readonly expected: number;
  readonly there: number;
  /** How many of each kind; gaps and runs without volume count once each. */
  readonly counts: Readonly<Record<BarOddity["kind"], number>>;
  /** The first of them, by symbol, then time. */
  readonly oddities: readonly BarOddity[];
}

const DAY_MS = 86_400_000;
/** A price that moves by more than this factor within a minute is named. */
const JUMP = 1.2;
/** Minutes in a row without volume that are named. */
const NO_VOLUME_MIN = 30;
/** Oddities that a report lists. */
export const ODDITIES_MAX = 1_000;

/**
 * Looks at all bars of a UTC day: gaps, prices that jump, minutes without
 * volume, values that were revised. Changes nothing.
 *
 * @param date `YYYY-MM-DD`
 * @param breathe Lets what waits have its turn
 */
export async function validateDay(
  date: string,
  { instruments, history, breathe, signal }: {
    readonly instruments: Iterable<Instrument>;
    readonly history: BarHistory;
    readonly breathe: () => Promise<void>;
    readonly signal: AbortSignal;
  },
): Promise<DayReport | undefined> {
  const from = Date.parse(`${date}T00:00:00Z`);
  const counts = { gap: 0, outlier: 0, silence: 0, revision: 0, unusable: 0 };
  const oddities: BarOddity[] = [];
  let symbols = 0;
  let expected = 0;
  let there = 0;
  for (const instrument of instruments) {
    if (signal.aborted) return undefined;
    const within = { from, to: from + DAY_MS };
    const stretches = tradingStretches(instrument, within);
    if (stretches.length === 0) continue;
    const found = lookAt(history, instrument.symbol, stretches);
    symbols++;
    expected += minutesOf(stretches);
    there += found.there;
    for (const oddity of found.oddities) {
      counts[oddity.kind]++;
      if (oddities.length < ODDITIES_MAX) oddities.push(oddity);
    }
    await breathe();
  }
  return { date, symbols, expected, there, counts, oddities };
}

function lookAt(
  history: BarHistory,
  symbol: string,
  stretches: readonly Stretch[],
): { readonly there: number; readonly oddities: BarOddity[] } {
  const oddities: BarOddity[] = [];
  let there = 0;
  for (const stretch of stretches) {
    const query = { symbol, ...stretch, rows: minutesOf([stretch]) };
    const bars = history.read(query);
    const latest = history.read({ ...query, values: "latest" });
    there += bars.length;
    oddities.push(
      ...gapsIn(bars, stretch).map((gap) => odd(symbol, "gap", gap)),
      ...jumpsIn(bars),
      ...quietRuns(bars),
      ...revisions(bars, latest),
    );
  }
  oddities.sort((a, b) => a.from - b.from);
  return { there, oddities };
}

function odd(
  symbol: string,
  kind: BarOddity["kind"],
  { from, to }: Stretch,
  detail?: string,
): BarOddity {
  return { symbol, kind, from, to, ...(detail !== undefined && { detail }) };
}

function minuteOf({ at }: Bar): Stretch {
  return { from: at, to: at + MINUTE_MS };
}

function gapsIn(bars: readonly Bar[], { from, to }: Stretch): Stretch[] {
  const there = new Set(bars.map(({ at }) => at));
  const missing: number[] = [];
  for (let at = from; at < to; at += MINUTE_MS) {
    if (!there.has(at)) missing.push(at);
  }
  return stretchesOf(missing);
}

/** Prices are compared within a session or day: overnight they may do anything. */
function jumpsIn(bars: readonly Bar[]): BarOddity[] {
  return bars.flatMap((bar, i) => {
    const fault = barFault(bar);
    if (fault) return [odd(bar.symbol, "unusable", minuteOf(bar), fault)];
    const before = bars[i - 1]?.close ?? bar.open;
    const detail = isJump(before, bar.close)
      ? `close ${bar.close} after ${before}`
      : isJump(bar.low, bar.high)
      ? `from ${bar.low} to ${bar.high} in a minute`
      : undefined;
    return detail === undefined
      ? []
      : [odd(bar.symbol, "outlier", minuteOf(bar), detail)];
  });
}

function isJump(a: number, b: number): boolean {
  return Math.max(a, b) > Math.min(a, b) * JUMP;
}

function quietRuns(bars: readonly Bar[]): BarOddity[] {
  const quiet = bars.filter(({ volume }) => volume === 0);
  return stretchesOf(quiet.map(({ at }) => at))
    .filter((run) => minutesOf([run]) >= NO_VOLUME_MIN)
    .map((run) => odd(quiet[0]?.symbol ?? "", "silence", run));
}

function revisions(first: readonly Bar[], latest: readonly Bar[]): BarOddity[] {
  return first.flatMap((bar, i) => {
    const now = latest[i];
    if (!now || compareBars(bar, now) !== 0) return [];
    return bar.close === now.close && bar.volume === now.volume &&
        bar.open === now.open && bar.high === now.high && bar.low === now.low
      ? []
      : [
        odd(
          bar.symbol,
          "revision",
          minuteOf(bar),
          `close ${bar.close}, volume ${bar.volume}; ` +
            `now ${now.close}, ${now.volume}`,
        ),
      ];
  });
}
