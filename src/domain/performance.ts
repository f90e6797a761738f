import { type Money, toNumber } from "./decimal.ts";

/**
 * How a portfolio has done, whatever was paid in or out of it: kept minute by
 * minute, so that no figure needs its whole history.
 */
export interface Performance {
  /** What a dollar of the start had become at the last flow; ≥ 0. */
  baseIndex: number;
  /** Equity right after that flow, dollars; 0 before there was any. */
  baseEquity: Money;
  /** Net dollars that came in since the last valuation. */
  flow: Money;
  /** What a dollar of the start has become; ≥ 0. */
  index: number;
  /** Highest index so far, the start included; ≥ 1. */
  peak: number;
  /** Deepest `index / peak - 1` so far; -1 to 0. */
  maxDrawdown: number;
}

/** Figures of a performance; fractions, −0.05 is a loss of 5 %. */
export interface PerformanceFigures {
  /** Time-weighted: deposits are not returns. */
  readonly totalReturn: number;
  /** Deepest fall from a peak so far; -1 to 0. */
  readonly maxDrawdown: number;
  /** Fall from the highest value so far; -1 to 0. */
  readonly currentDrawdown: number;
}

/** Returns the performance of a portfolio that has never been valued. */
export function emptyPerformance(): Performance {
  return {
    baseIndex: 1,
    baseEquity: 0n as Money,
    flow: 0n as Money,
    index: 1,
    peak: 1,
    maxDrawdown: 0,
  };
}

/**
 * Takes a flow: what was paid in (or out, negative) since the last valuation.
 */
export function takeFlow(track: Performance, amount: Money): void {
  track.flow = track.flow + amount as Money;
}

/**
 * Takes the equity at the end of a minute. The return of a period t with a flow
 * is `(E_t - F_t) / E_(t-1) - 1`, the total return `Π(1 + r_t) - 1`. Products are
 * taken at flows only, so that without one the figures are as exact as a division.
 */
export function takeEquity(track: Performance, equity: Money): void {
  const { baseIndex, baseEquity, flow } = track;
  const growth = (value: bigint): number =>
    baseEquity > 0n
      ? Math.max(baseIndex * toNumber(value) / toNumber(baseEquity), 0)
      : baseIndex;
  const index = growth(equity - flow);
  if (flow !== 0n || baseEquity <= 0n) {
    track.baseIndex = index;
    track.baseEquity = equity;
    track.flow = 0n as Money;
  }
  track.index = index;
  track.peak = Math.max(track.peak, index);
  track.maxDrawdown = Math.min(
    track.maxDrawdown,
    index / track.peak - 1,
  );
}

/** Returns the figures; `undefined` while there was nothing to win or lose with. */
export function figuresOf(
  { baseEquity, index, peak, maxDrawdown }: Performance,
): PerformanceFigures | undefined {
  if (baseEquity <= 0n) return undefined;
  return {
    totalReturn: index - 1,
    maxDrawdown,
    currentDrawdown: index / peak - 1,
  };
}
