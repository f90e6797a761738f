import type { CorporateAction } from "../domain/corporate_action.ts";
import { FIRST_MINUTE, price, shares } from "./events.ts";

/** The day of {@linkcode FIRST_MINUTE} in New York. */
export const FIRST_DAY = new Date(FIRST_MINUTE).toISOString().slice(0, 10);

/** What a sample may be told apart by. */
type Sample = Partial<Pick<CorporateAction, "id" | "symbol" | "exDate">>;

/** Returns a split of AAPL on the first day, such as 4 for 1. */
export function sampleSplit(
  newShares: number,
  oldShares: number,
  sample: Sample = {},
): CorporateAction {
  return {
    ...{ id: "split", symbol: "AAPL", exDate: FIRST_DAY, ...sample },
    type: "split",
    newShares: shares(newShares),
    oldShares: shares(oldShares),
  };
}

/** Returns a dividend of AAPL on the first day, dollars a share. */
export function sampleDividend(
  cash: number,
  sample: Sample = {},
): CorporateAction {
  return {
    ...{ id: "dividend", symbol: "AAPL", exDate: FIRST_DAY, ...sample },
    type: "dividend",
    cash: price(cash),
  };
}
