import { decimalText, type Price, type Quantity } from "./decimal.ts";

/**
 * What a company did to its shares; it counts from the open of `exDate` on. It is
 * told apart by symbol, day and type: two sources give it two ids.
 */
export type CorporateAction =
  & {
    /** The source's own name of it. */
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
      /** Dollars per share as it trades on `exDate`, 1e-9 USD, > 0. */
      readonly cash: Price;
    }
  );

/** Returns an action in a few words, such as `split 4:1 of AAPL`. */
export function actionText(action: CorporateAction): string {
  if (action.type === "dividend") {
    return `dividend of ${
      decimalText(action.cash)
    } a share of ${action.symbol}`;
  }
  const { newShares, oldShares, symbol } = action;
  return `split ${decimalText(newShares)}:${
    decimalText(oldShares)
  } of ${symbol}`;
}

/** Returns a text that two actions share when they are the same one. */
export function actionKey(
  { symbol, exDate, type }: CorporateAction,
): string {
  return `${exDate} ${type} ${symbol}`;
}

/** Says whether two actions come to the same, whatever their ids. */
export function isSameAction(a: CorporateAction, b: CorporateAction): boolean {
  if (actionKey(a) !== actionKey(b)) return false;
  return a.type === "split"
    ? b.type === "split" &&
      a.newShares * b.oldShares === b.newShares * a.oldShares
    : b.type === "dividend" && a.cash === b.cash;
}

/**
 * Orders actions as they are booked: by day, then splits before dividends (which
 * are per share of their day), then by id.
 */
export function compareActions(a: CorporateAction, b: CorporateAction): number {
  if (a.exDate !== b.exDate) return a.exDate < b.exDate ? -1 : 1;
  if (a.type !== b.type) return a.type === "split" ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
