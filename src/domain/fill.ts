import type { Money, Price, Quantity } from "./decimal.ts";

/** An execution the broker has confirmed. Fills are facts: never edited. */
export interface Fill {
  /** The broker's execution id; applying the same id twice is a no-op. */
  readonly id: string;
  /** The order it belongs to, see `orderId()`. */
  readonly orderId: string;
  readonly teamId: string;
  readonly symbol: string;
  /** Signed: positive bought, negative sold. Never zero. */
  readonly quantity: Quantity;
  /** Dollars per share actually paid or received. */
  readonly price: Price;
  /** Fee in dollars, ≥ 0, taken from cash. */
  readonly fee: Money;
  /** Fee in the coin itself, ≥ 0, taken from what was bought. */
  readonly feeQuantity: Quantity;
  /** When the broker executed it, Unix milliseconds. */
  readonly at: number;
}
