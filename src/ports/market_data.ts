import type { Bar } from "../domain/bar.ts";
import type { BarChange, FeedHealth } from "../domain/feed.ts";
import type { Instrument } from "../domain/instrument.ts";

/** Where bars come from. */
export interface MarketData {
  /** What this source can price, in the order of the symbols. */
  readonly instruments: readonly Instrument[];
  /** End of the data, Unix milliseconds, exclusive; absent when it never ends. */
  readonly end?: number;
  /**
   * Fetches finished bars with `after < at <= upTo` (Unix milliseconds).
   *
   * @returns At most one bar per symbol and minute, sorted by minute, then symbol
   * @throws {QtcError} `unavailable` when the source cannot be reached
   */
  bars(after: number, upTo: number, signal: AbortSignal): Promise<Bar[]>;
  /**
   * Fetches the last `rows` bars of each symbol that start before `before`
   * (Unix milliseconds, exclusive), of equities those of regular sessions.
   *
   * @returns Sorted by minute, then symbol
   * @throws {QtcError} `unavailable` when the source cannot be reached
   */
  history(before: number, rows: number, signal: AbortSignal): Promise<Bar[]>;
  /**
   * Fetches what the source has of some symbols with `from <= at < to` (Unix
   * milliseconds), in pages of a few thousand bars; equities' bars outside of
   * sessions included. Which bars a page holds is the source's choice.
   *
   * @throws {QtcError} `unavailable` when the source cannot be reached
   */
  past(
    symbols: readonly string[],
    from: number,
    to: number,
    signal: AbortSignal,
  ): AsyncIterable<readonly Bar[]>;
  /**
   * Takes what has changed in earlier minutes since the last call, each change
   * once; absent when nothing ever does.
   */
  changes?(): readonly BarChange[];
  /** How the source is; absent when nothing can be wrong with it. */
  health?(): FeedHealth;
}
