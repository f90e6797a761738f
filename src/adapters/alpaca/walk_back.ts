import { type Bar, compareBars, MINUTE_MS } from "../../domain/bar.ts";
import { lastSessionStart, sessionAt } from "../../domain/calendar.ts";
import { type RowCollector, rowCollector } from "../../domain/day_bars.ts";
import type { AssetClass, Instrument } from "../../domain/instrument.ts";
import { type BarSource, fetchBars } from "./fetch_bars.ts";

/** What {@linkcode lastBars} looks for. */
export interface LastBarsWanted {
  readonly instruments: readonly Instrument[];
  /** Unix milliseconds, exclusive. */
  readonly before: number;
  /** Bars of each symbol, ≥ 0. */
  readonly rows: number;
  readonly signal: AbortSignal;
}

/** A stretch of minutes, both inclusive, Unix milliseconds. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

const SESSION_MINUTES = 390;
/** Least that is looked through, however few rows are wanted. */
const SESSIONS_MIN = 5;
const CRYPTO_MINUTES_MIN = 3 * 24 * 60;
/** How many times the minutes that the rows would fill are looked through. */
const PATIENCE = 3;

/**
 * Fetches the last `rows` bars of each symbol before a time, of equities those
 * of regular sessions. Who trades rarely has fewer: what is looked through is
 * bounded by three times what the rows would fill.
 *
 * @returns By minute, then symbol
 * @throws {AlpacaError}
 */
export async function lastBars(
  source: BarSource,
  wanted: LastBarsWanted,
): Promise<Bar[]> {
  const { instruments, rows } = wanted;
  if (rows <= 0) return [];
  const classes: readonly AssetClass[] = ["equity", "crypto"];
  const found = await Promise.all(classes.map((assetClass) => {
    const some = instruments.filter((each) => each.assetClass === assetClass);
    return lastOf(source, assetClass, { ...wanted, instruments: some });
  }));
  return found.flat().sort(compareBars);
}

async function lastOf(
  source: BarSource,
  assetClass: AssetClass,
  { instruments, before, rows, signal }: LastBarsWanted,
): Promise<Bar[]> {
  const collector: RowCollector = rowCollector(instruments, before, rows);
  const stretches = assetClass === "equity"
    ? sessionsBack(before, rows)
    : minutesBack(before, rows);
  for (const stretch of stretches) {
    const symbols = instruments.map(({ symbol }) => symbol)
      .filter(collector.lacks);
    if (symbols.length === 0) break;
    const wanted = { assetClass, symbols, ...stretch };
    const bars = await fetchBars(source, wanted, { signal });
    collector.add(bars.sort(compareBars));
  }
  return collector.bars();
}

/** Stretches of sessions, newest first; each is longer than the one before it. */
function* sessionsBack(before: number, rows: number): Generator<Stretch> {
  const sessions = SESSIONS_MIN + PATIENCE * Math.ceil(rows / SESSION_MINUTES);
  let length = firstLength(rows);
  let open = lastSessionStart(before - 1);
  for (let i = 0; i < sessions; i++) {
    const close = sessionAt(open)?.close ?? open;
    let end = Math.min(before, close);
    while (end > open) {
      const from = Math.max(open, floorMinute(end - length));
      yield { from, to: end - 1 };
      end = from;
      length *= 2;
    }
    open = lastSessionStart(open - 1);
  }
}

function* minutesBack(before: number, rows: number): Generator<Stretch> {
  const minutes = CRYPTO_MINUTES_MIN + PATIENCE * rows;
  const start = before - minutes * MINUTE_MS;
  let length = firstLength(rows);
  for (let end = before; end > start;) {
    const from = floorMinute(Math.max(start, end - length));
    yield { from, to: end - 1 };
    end = from;
    length *= 2;
  }
}

/** Some more than the rows would fill: minutes without a bar are usual. */
function firstLength(rows: number): number {
  return Math.ceil(rows * 1.25 + 5) * MINUTE_MS;
}

function floorMinute(time: number): number {
  return time - time % MINUTE_MS;
}
