import type { Bar } from "../domain/bar.ts";

/** Every bar that was known, as it was first seen. */
export interface BarStore {
  /**
   * Returns the last `rows` bars of each symbol with `at <= upTo` (Unix
   * milliseconds), of equities those of regular sessions; by symbol, oldest first.
   */
  lastRows(
    symbols: readonly string[],
    rows: number,
    upTo: number,
  ): Map<string, Bar[]>;
  /**
   * Returns at most `rows` bars of one symbol with `from <= at < to` (Unix
   * milliseconds), of equities those of regular sessions; oldest first.
   */
  range(symbol: string, from: number, to: number, rows: number): Bar[];
  /** Returns all bars with `after < at <= upTo`, by minute, then symbol. */
  between(after: number, upTo: number): Bar[];
}
