import type { Bar } from "../domain/bar.ts";
import type { CorporateAction } from "../domain/corporate_action.ts";

/** Which bars of a symbol are wanted. */
export interface BarQuery {
  readonly symbol: string;
  /** `from <= at < to`, Unix milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Most rows, > 0. */
  readonly rows: number;
  /** Of too many, the newest instead of the oldest; default: false. */
  readonly newest?: boolean;
  /**
   * Only what a strategy of this minute (its start, Unix milliseconds) could
   * have seen: rows and values that became known later do not count. Default: all.
   */
  readonly known?: number;
  /** `first`, the default: as first seen; `latest`: as last revised. */
  readonly values?: "first" | "latest";
  /** Whether equities' bars outside of regular sessions count; default: false. */
  readonly extended?: boolean;
}

/** What there is of a symbol on a UTC day. */
export interface BarDay {
  readonly symbol: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly date: string;
  /** Minutes with a bar, > 0, and those of them in regular sessions (all of crypto). */
  readonly minutes: number;
  readonly regular: number;
}

/**
 * All bars that are known, those of minutes that ran and those that came later
 * by repair, backfill or import; raw prices.
 */
export interface BarHistory {
  /** Returns the bars of a query, oldest first. */
  read(query: BarQuery): Bar[];
  /** Returns the bars of all symbols with `from <= at < to`, by symbol, then minute. */
  readAll(from: number, to: number): Bar[];
  /** Returns the index of the UTC days in `from <= at < to`, by date, then symbol. */
  days(from: number, to: number): BarDay[];
  /** Returns the actions that are known, oldest `exDate` first. */
  actions(symbol?: string): CorporateAction[];
}
