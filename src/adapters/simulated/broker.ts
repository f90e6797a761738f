import { MINUTE_MS } from "../../domain/bar.ts";
import type { ExchangeTerms } from "../../domain/exchange.ts";
import { mayBecome, type Order } from "../../domain/order.ts";
import type { Broker, BrokerReport } from "../../ports/broker.ts";
import { settleMinutes } from "./exchange.ts";

/** What the simulated exchange depends on besides orders and bars. */
export interface SimulatedBrokerOptions {
  readonly terms: ExchangeTerms;
  /** Chooses the spread of each symbol and minute. */
  readonly seed: number;
}

/**
 * Returns a broker with an exchange in the house. It keeps nothing: it takes
 * every order when the order's minute is over, and fills it from the bars that
 * `settle()` is given.
 */
export function simulatedBroker(options: SimulatedBrokerOptions): Broker {
  return {
    submit: (orders) => Promise.resolve(orders.map(accept)),
    cancel: (orders) => Promise.resolve(orders.map(cancel)),
    settle: (settlement) =>
      Promise.resolve(settleMinutes({ settlement, ...options })),
  };
}

/** An order that was sent before has been taken already: nothing changes. */
function accept({ id, status, minute }: Readonly<Order>): BrokerReport {
  const isNew = status === "SUBMITTING" || status === "UNKNOWN";
  return {
    orderId: id,
    fills: [],
    at: minute + MINUTE_MS,
    ...(isNew && { status: "ACCEPTED" }),
  };
}

function cancel(order: Readonly<Order>): BrokerReport {
  return {
    orderId: order.id,
    fills: [],
    at: order.cancelAt ?? order.updatedAt,
    ...(mayBecome(order.status, "PENDING_CANCEL") &&
      { status: "PENDING_CANCEL" }),
  };
}
