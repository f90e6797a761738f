import { abs, type Money, mulDiv, notional, type Quantity } from "./decimal.ts";
import type { Fill } from "./fill.ts";

/** What a team holds in one symbol. A closed position is absent, not zero. */
export interface Position {
  readonly symbol: string;
  /** Signed shares: positive long, negative short. Never zero. */
  readonly quantity: Quantity;
  /** Signed dollars paid for the open quantity (average-cost method). */
  readonly cost: Money;
}

/** A position after a fill, with the profit that the fill locked in. */
export interface PositionChange {
  /** Absent when the fill closed the position exactly. */
  readonly position?: Position;
  /** Dollars gained (or lost, negative) on the shares that were closed. */
  readonly realized: Money;
}

/**
 * Applies one fill by the average-cost method.
 *
 * A fill against the holding closes it first and realizes profit; what remains
 * opens a holding the other way. Cost leaves in proportion to what is closed,
 * so no sequence of fills creates or loses a dollar:
 * `cost before + fill value = cost after - realized`. A fee taken in the coin
 * makes the quantity smaller and leaves the cost as it is.
 *
 * @param held The position before, or `undefined` when flat
 */
export function applyFill(
  held: Position | undefined,
  fill: Pick<Fill, "symbol" | "quantity" | "price" | "feeQuantity">,
): PositionChange {
  const value = notional(fill.price, fill.quantity);
  const traded = fill.quantity - fill.feeQuantity as Quantity;
  const closed = held ? closes(held.quantity, traded) : 0n;
  const settled = traded === 0n ? value : mulDiv(value, closed, abs(traded));
  const released = held ? mulDiv(held.cost, closed, abs(held.quantity)) : 0n;

  const quantity = (held?.quantity ?? 0n) + traded;
  const cost = (held?.cost ?? 0n) - released + value - settled;
  return {
    ...(quantity !== 0n && {
      position: {
        symbol: fill.symbol,
        quantity: quantity as Quantity,
        cost: cost as Money,
      },
    }),
    realized: (-settled - released) as Money,
  };
}

/** Returns how many shares of `held`, unsigned, a trade the other way closes. */
function closes(held: bigint, traded: bigint): bigint {
  if ((held > 0n) === (traded > 0n)) return 0n;
  return abs(traded) < abs(held) ? abs(traded) : abs(held);
}
