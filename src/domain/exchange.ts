import type { FeeRates } from "./fees.ts";

/** How the simulated exchange prices fills; part of every report. */
export interface ExchangeTerms extends FeeRates {
  /** Mean full spread of an equity, basis points. */
  readonly equitySpreadBps: number;
  /** Mean full spread of crypto, basis points. */
  readonly cryptoSpreadBps: number;
  /** Impact of an order as large as the bar's volume, basis points. */
  readonly impactBps: number;
  /** Largest share of a bar's volume for one team and side, 0..1. */
  readonly participation: number;
}

/** The terms that hold when nothing else is said. */
export const DEFAULT_TERMS: ExchangeTerms = {
  equitySpreadBps: 2,
  cryptoSpreadBps: 10,
  impactBps: 30,
  participation: 0.1,
  equityFeeBps: 0,
  cryptoFeeBps: 25,
};
