import { type Bar, compareBars, MINUTE_MS } from "../../domain/bar.ts";
import type { Instrument } from "../../domain/instrument.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { reasonOf } from "./alpaca_error.ts";
import { askedClasses } from "./asked_classes.ts";
import { barPages, type BarSource, fetchBars } from "./fetch_bars.ts";
import type { CallLimits } from "./rest.ts";

/** Whose bars are fetched, and from where. */
export interface RangeSource {
  readonly instruments: readonly Instrument[];
  readonly source: BarSource;
  readonly log: Log;
}

/** Minutes, both inclusive, Unix milliseconds. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Most rows that are handed on at once. */
const PAST_ROWS = 5_000;
const PAST_TRIES = 8;

/** Fetches minutes as they are now; of one class, when the other cannot be had. */
export async function fetchRange(
  { instruments, source, log }: RangeSource,
  range: Range,
  limits: CallLimits,
): Promise<Bar[]> {
  const results = await Promise.allSettled(
    askedClasses(instruments, range.from, range.to)
      .map((each) => fetchBars(source, { ...each, ...range }, limits)),
  );
  limits.signal.throwIfAborted();
  const failed = results.filter((each) => each.status === "rejected");
  const [first] = failed;
  if (first && failed.length === results.length) throw first.reason;
  if (first) {
    log.write("warning", "Some bars are left to the repair", {
      reason: reasonOf(first.reason),
    });
  }
  return results.flatMap((each) =>
    each.status === "fulfilled" ? each.value : []
  ).sort(compareBars);
}

/** Fetches some symbols' bars in pages of at most 5,000, leaving some of the budget to others. */
export async function* pastBars(
  { instruments, source }: RangeSource,
  symbols: readonly string[],
  range: Range,
  signal: AbortSignal,
): AsyncGenerator<readonly Bar[]> {
  const limits = { signal, isBulk: true, tries: PAST_TRIES };
  const wanted = new Set(symbols);
  const some = instruments.filter(({ symbol }) => wanted.has(symbol));
  if (range.from > range.to) return;
  for (const each of askedClasses(some, range.from, range.to)) {
    for await (const page of barPages(source, { ...each, ...range }, limits)) {
      for (let i = 0; i < page.length; i += PAST_ROWS) {
        yield page.slice(i, i + PAST_ROWS);
      }
    }
  }
}

/** Returns the last minute that is over: the bar of one that goes on is no bar yet. */
export function lastEnded(clock: Clock): number {
  return floorMinute(clock.now()) - MINUTE_MS;
}

/** Returns the start of a minute. */
export function floorMinute(time: number): number {
  return time - time % MINUTE_MS;
}
