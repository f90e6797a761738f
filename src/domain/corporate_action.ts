import type { Price, Quantity } from "./decimal.ts";

/** What a company did to its shares; it counts from the open of `exDate` on. */
export type CorporateAction =
  & {
    /** The source's own name of it; an action is applied once. */
    readonly id: string;
    readonly symbol: string;
    /** First session without the right to it, New York, `YYYY-MM-DD`. */
    readonly exDate: string;
  }
  & (
    | {
      /** `newShares` for each `oldShares`, both > 0, 1e-9 units: 4 and 1 for a 4:1 split. */
      readonly type: "split";
      readonly newShares: Quantity;
      readonly oldShares: Quantity;
    }
    | {
      readonly type: "dividend";
      /** Dollars per share, 1e-9 USD, > 0. */
      readonly cash: Price;
    }
  );
