import type { Bar } from "../domain/bar.ts";
import { fromNumber, type Money, type Price } from "../domain/decimal.ts";
import type { Quantity } from "../domain/decimal.ts";
import { type Order, remaining } from "../domain/order.ts";
import type { Broker, BrokerReport } from "../ports/broker.ts";

/** A broker that anybody can do in the head, and what it was asked. */
export interface FakeBroker extends Broker {
  /** `submit ID` and `cancel ID`, in order. */
  readonly asked: string[];
}

/**
 * Returns a broker that fills an order whole on the first bar after its minute:
 * a market order at the bar's open, a limit at its limit when the bar reaches
 * it. No fees, no spread, no end but a cancel.
 */
export function fakeBroker(): FakeBroker {
  const asked: string[] = [];
  return {
    asked,
    submit(orders) {
      asked.push(...orders.map(({ id }) => `submit ${id}`));
      return Promise.resolve(orders.map(({ id, minute }) => ({
        orderId: id,
        fills: [],
        status: "ACCEPTED",
        at: minute + 60_000,
      })));
    },
    cancel(orders) {
      asked.push(...orders.map(({ id }) => `cancel ${id}`));
      return Promise.resolve([]);
    },
    settle: ({ orders, bars }) =>
      Promise.resolve(orders.flatMap((order) => settled(order, bars))),
  };
}

function settled(order: Order, bars: readonly Bar[]): BrokerReport[] {
  const { id: orderId, cancelAt = Infinity } = order;
  const bar = bars.find(({ symbol, at, low, high }) =>
    symbol === order.symbol && at > order.minute && at <= cancelAt &&
    (order.limit === undefined ||
      (order.side === "buy"
        ? fromNumber(low) <= order.limit
        : fromNumber(high) >= order.limit))
  );
  if (bar) {
    const { at, open } = bar;
    return [{ orderId, fills: [fillOf(order, open, at)], at }];
  }
  if (cancelAt === Infinity) return [];
  return [{ orderId, fills: [], status: "CANCELED", at: cancelAt }];
}

function fillOf(order: Order, open: number, at: number) {
  const { id, teamId, symbol, side } = order;
  const left = remaining(order);
  return {
    id: `${id}@${at}`,
    orderId: id,
    teamId,
    symbol,
    quantity: (side === "buy" ? left : -left) as Quantity,
    price: order.limit ?? fromNumber<Price>(open),
    fee: 0n as Money,
    feeQuantity: 0n as Quantity,
    at,
  };
}
