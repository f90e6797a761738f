import type { Money, Price, Quantity } from "./decimal.ts";
import type { AssetClass } from "./instrument.ts";

/** Buy or sell, in the words of the strategy contract. */
export type Side = "buy" | "sell";
/** How the price is found. */
export type OrderType = "market" | "limit";
/** How long an order stays open, see R17. */
export type TimeInForce = "day" | "gtc" | "ioc" | "fok";

/** Where an order is in its life; R1's table says what may follow. */
export type OrderStatus =
  | "NEW"
  | "DENIED"
  | "CROSSED"
  | "SUBMITTING"
  | "ACCEPTED"
  | "PARTIALLY_FILLED"
  | "FILLED"
  | "PENDING_CANCEL"
  | "CANCELED"
  | "EXPIRED"
  | "REJECTED"
  | "UNKNOWN";

/** What was decided to be sent, durable before it leaves the house. */
export interface OrderIntent {
  /** Our client order id, a function of the intent: see `orderId()`. */
  readonly id: string;
  readonly teamId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  /** Unsigned shares or coins, > 0. */
  readonly quantity: Quantity;
  /** Dollars per share; present exactly when `type` is `limit`. */
  readonly limit?: Price;
  /** Dollars per share that the strategy named for a market order; never traded at. */
  readonly reference?: Price;
  /** What is traded, as it was at the decision. */
  readonly assetClass: AssetClass;
  /** Fee at the decision, basis points: what is reserved is what is charged. */
  readonly feeBps: number;
  /** The mark at the decision, dollars per share. */
  readonly mark: Price;
  /** Highest price a buy reserves for, dollars per share; for a sell the mark. */
  readonly worst: Price;
  /** Start of the minute whose bar led to it, Unix milliseconds. */
  readonly minute: number;
  /** What was rounded away on the way from the signal, in words. */
  readonly rounded?: string;
  /** The team's own words, at most 500 characters. */
  readonly reason?: string;
  /** 0..1, as the team said. */
  readonly confidence?: number;
}

/** An intent and what has become of it. Only the fold of the ledger changes it. */
export interface Order extends OrderIntent {
  status: OrderStatus;
  /** Sum of the fills' unsigned quantities. */
  filled: Quantity;
  /** Sum of the fills' notionals, unsigned dollars. */
  filledValue: Money;
  /** Sum of the fees in dollars. */
  fees: Money;
  /** When its state last changed, Unix milliseconds. */
  updatedAt: number;
  /** Execution ids that are booked. */
  fillIds: string[];
  /** When a cancel was asked for, Unix milliseconds. */
  cancelAt?: number;
  /** Why it is in a state that somebody did not ask for. */
  note?: string;
}

const TERMINAL: readonly OrderStatus[] = [
  "DENIED",
  "CROSSED",
  "REJECTED",
  "CANCELED",
  "EXPIRED",
  "FILLED",
];

/** R1's table: from each state, the states that may follow. */
export const TRANSITIONS: Readonly<
  Record<OrderStatus, readonly OrderStatus[]>
> = {
  NEW: ["DENIED", "CROSSED", "SUBMITTING"],
  SUBMITTING: [
    "ACCEPTED",
    "PARTIALLY_FILLED",
    "FILLED",
    "CANCELED",
    "EXPIRED",
    "REJECTED",
    "UNKNOWN",
  ],
  UNKNOWN: [
    "ACCEPTED",
    "PARTIALLY_FILLED",
    "FILLED",
    "PENDING_CANCEL",
    "CANCELED",
    "EXPIRED",
    "REJECTED",
    "SUBMITTING",
  ],
  ACCEPTED: [
    "PARTIALLY_FILLED",
    "FILLED",
    "PENDING_CANCEL",
    "CANCELED",
    "EXPIRED",
    "REJECTED",
    "UNKNOWN",
  ],
  PARTIALLY_FILLED: [
    "PARTIALLY_FILLED",
    "FILLED",
    "PENDING_CANCEL",
    "CANCELED",
    "EXPIRED",
    "REJECTED",
    "UNKNOWN",
  ],
  PENDING_CANCEL: [
    "CANCELED",
    "FILLED",
    "PARTIALLY_FILLED",
    "ACCEPTED",
    "EXPIRED",
    "UNKNOWN",
  ],
  DENIED: [],
  CROSSED: [],
  REJECTED: [],
  CANCELED: [],
  EXPIRED: [],
  FILLED: [],
};

/** Says whether R1 lets an order go from one state to another. */
export function mayBecome(from: OrderStatus, to: OrderStatus): boolean {
  return TRANSITIONS[from].includes(to);
}

/** Says whether nothing more is expected of an order in this state. */
export function isTerminal(status: OrderStatus): boolean {
  return TERMINAL.includes(status);
}

/** Returns what may still be filled, unsigned. */
export function remaining(order: Order): Quantity {
  return order.quantity - order.filled as Quantity;
}

/** The word for a state in the HTTP contract. */
export const HTTP_STATUS_WORD: Readonly<Record<OrderStatus, string>> = {
  NEW: "pending_new",
  SUBMITTING: "pending_new",
  ACCEPTED: "new",
  PARTIALLY_FILLED: "partially_filled",
  FILLED: "filled",
  CROSSED: "filled",
  PENDING_CANCEL: "pending_cancel",
  CANCELED: "cancelled",
  EXPIRED: "expired",
  REJECTED: "rejected",
  DENIED: "denied",
  UNKNOWN: "unknown",
};
