import { MINUTE_MS } from "../../domain/bar.ts";
import type { AssetClass } from "../../domain/instrument.ts";
import type { Clock } from "../../ports/clock.ts";
import { reasonOf } from "./alpaca_error.ts";
import { type BarSource, fetchBars } from "./fetch_bars.ts";
import type { Presence } from "./presence.ts";
import type { SeenBars } from "./seen_bars.ts";

/** What {@linkcode collectMinute} works with. */
export interface MinuteOptions {
  readonly source: BarSource;
  readonly seen: SeenBars;
  readonly presence: Presence;
  readonly clock: Clock;
  /** Says of which symbols no bar is to be expected now. */
  readonly isHalted?: (symbol: string) => boolean;
}

/** The bars of a minute that are wanted. */
export interface MinuteWanted {
  readonly assetClass: AssetClass;
  /** Our form, all that there are of the class. */
  readonly symbols: readonly string[];
  /** First minute that is looked at again or caught up with, Unix milliseconds. */
  readonly from: number;
  /** The minute itself, its start. */
  readonly minute: number;
  /** Whether it has ended just now, so that more of it may come. */
  readonly isFresh: boolean;
  /** When to be done, Unix milliseconds. */
  readonly until: number;
  readonly signal: AbortSignal;
}

/** How it went. */
export interface MinuteResult {
  readonly assetClass: AssetClass;
  /** What the last look that was not cut short by the end failed with. */
  readonly failure?: unknown;
  /** How many bars of the minute were worth waiting for, and how many of them are missing. */
  readonly expected: number;
  readonly missing: number;
  /** Newest minute of which Alpaca had a bar, Unix milliseconds. */
  readonly newest?: number;
}

/** Between two looks, milliseconds. */
const AGAIN_MS = 1_500;
/** Looks after which a few that are missing count as quiet. */
const LOOKS = 3;
/** Largest share of what is expected that is "a few". */
const FEW = 0.05;
/** Longest that a look may take, milliseconds: a hanging one leaves time for others. */
const LOOK_MS = 4_000;

/**
 * Fetches a minute's bars into `seen`, at once and every 1.5 s again while some
 * are missing that are usually there; the minutes before come along with the
 * first look. One refusal ends nothing: who stands in between may have sent it.
 * Says what is missing; throws only what the signal aborts with.
 */
export async function collectMinute(
  { source, seen, presence, clock, isHalted = () => false }: MinuteOptions,
  wanted: MinuteWanted,
): Promise<MinuteResult> {
  const { assetClass, symbols, minute, until, signal } = wanted;
  const begun = clock.now();
  let failure: unknown;
  let isFirst = true;
  let newest: number | undefined;
  for (let looks = 1;; looks++) {
    const missing = symbols.filter((symbol) => !seen.has(symbol, minute));
    const range = isFirst
      ? { symbols, from: wanted.from, to: minute }
      : { symbols: missing, from: minute, to: minute };
    try {
      const limits = { signal, until, timeoutMs: LOOK_MS };
      const bars = await fetchBars(source, { assetClass, ...range }, limits);
      seen.see(bars);
      for (const { at } of bars) newest = Math.max(newest ?? at, at);
      if (isFirst) {
        presence.answered(assetClass, range.from, minute - MINUTE_MS);
      }
      isFirst = false;
      failure = undefined;
    } catch (error) {
      signal.throwIfAborted();
      // Cut short by the end, a look says less than those before it.
      const isCut = reasonOf(error) === "timeout" && clock.now() >= until;
      if (!isCut || looks === 1) failure = error;
    }
    const expected = presence.expected(assetClass, symbols, minute)
      .filter((symbol) => !isHalted(symbol));
    const late = expected.filter((symbol) => !seen.has(symbol, minute));
    const isFew = late.length <= FEW * expected.length;
    const next = Math.max(begun + looks * AGAIN_MS, clock.now());
    const isDone = failure === undefined &&
      (late.length === 0 || looks >= LOOKS && isFew || !wanted.isFresh);
    if (isDone || next >= until) {
      return {
        ...{ assetClass, expected: expected.length, missing: late.length },
        ...(failure !== undefined && { failure }),
        ...(newest !== undefined && { newest }),
      };
    }
    await clock.sleepUntil(next, signal);
    signal.throwIfAborted();
  }
}
