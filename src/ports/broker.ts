import type { Bar } from "../domain/bar.ts";
import type { Fill } from "../domain/fill.ts";
import type { Instrument } from "../domain/instrument.ts";
import type { Order, OrderStatus } from "../domain/order.ts";

/** What a broker says about one order. Fills come before the state they lead to. */
export interface BrokerReport {
  readonly orderId: string;
  readonly fills: readonly Fill[];
  /** Absent when the state follows from the fills. */
  readonly status?: OrderStatus;
  /** When it happened, Unix milliseconds. */
  readonly at: number;
  /** The broker's reason, for the team. */
  readonly note?: string;
}

/** What has to be known to settle the minutes since the last ones. */
export interface Settlement {
  /** First minute that is not settled yet, and the last one to settle; Unix milliseconds. */
  readonly from: number;
  readonly upTo: number;
  /** Bars of these minutes, by minute, then symbol. */
  readonly bars: readonly Bar[];
  /** Orders that are open at the broker. */
  readonly orders: readonly Readonly<Order>[];
  readonly instruments: ReadonlyMap<string, Instrument>;
}

/** Where orders go. */
export interface Broker {
  /**
   * Sends orders whose intents are durable. Sending one again under the same id
   * changes nothing. What is not known is a report with `UNKNOWN`, never a throw.
   */
  submit(orders: readonly Readonly<Order>[]): Promise<BrokerReport[]>;
  /** Asks for the end of orders. Whether they end, `settle()` tells. */
  cancel(orders: readonly Readonly<Order>[]): Promise<BrokerReport[]>;
  /**
   * Returns what happened to open orders up to the end of a minute: an exchange
   * in the house fills them from the bars, a real broker says what was missed.
   */
  settle(settlement: Settlement): Promise<BrokerReport[]>;
}
