import type { OrderType, Side, TimeInForce } from "./order.ts";

/** A wish for an order, well-formed but not yet judged. */
export interface OrderSignal {
  readonly kind: "order";
  readonly symbol: string;
  readonly action: Side;
  /** Finite, may still be zero or negative: R12 judges it. */
  readonly quantity: number;
  /** Dollars: the limit, or the reference of a market order. */
  readonly price: number;
  readonly orderType: OrderType;
  /** Absent: `day` for equities, `gtc` for crypto. */
  readonly timeInForce?: TimeInForce;
  readonly confidence?: number;
  readonly reason?: string;
}

/** A wish to end an open order. */
export interface CancelSignal {
  readonly kind: "cancel";
  readonly orderId: string;
}

/** What a strategy wants. */
export type Signal = OrderSignal | CancelSignal;

/** Why a value is not a signal, with what would be right. */
export interface SignalFault {
  readonly kind: "fault";
  readonly message: string;
}

const FIELDS = [
  "symbol",
  "action",
  "quantity",
  "price",
  "order_type",
  "time_in_force",
  "confidence",
  "reason",
];
/** Most characters of a signal's reason. */
export const REASON_MAX = 500;

/**
 * Reads one value that a strategy returned. The value comes from JSON, so it
 * has no getters, cycles or special numbers; everything else is possible.
 */
export function parseSignal(raw: unknown): Signal | SignalFault {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    return fault(`a signal must be an object, not ${kindOf(raw)}`);
  }
  const signal = raw as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(signal, "cancel")) return parseCancel(signal);
  const unknown = Object.keys(signal).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) {
    return fault(
      `unknown field "${unknown.slice(0, 40)}"; a signal has ` +
        FIELDS.join(", "),
    );
  }
  return parseOrder(signal);
}

function parseCancel(
  signal: Readonly<Record<string, unknown>>,
): CancelSignal | SignalFault {
  const { cancel, ...rest } = signal;
  if (Object.keys(rest).length > 0) {
    return fault("a cancel has no other field: { cancel: order_id }");
  }
  if (typeof cancel !== "string" || cancel.length > 60) {
    return fault("cancel must be the order_id of an open order");
  }
  return { kind: "cancel", orderId: cancel };
}

function parseOrder(
  signal: Readonly<Record<string, unknown>>,
): OrderSignal | SignalFault {
  const { symbol, action, quantity, price, confidence, reason } = signal;
  const { order_type: orderType = "market", time_in_force: timeInForce } =
    signal;
  if (typeof symbol !== "string" || symbol.length > 20) {
    return fault("symbol must be a text such as AAPL");
  }
  if (action !== "buy" && action !== "sell") {
    return fault(`action must be buy or sell, not ${show(action)}`);
  }
  if (typeof quantity !== "number") {
    return fault(`quantity must be a number, not ${kindOf(quantity)}`);
  }
  if (typeof price !== "number") {
    return fault(`price must be a number, not ${kindOf(price)}`);
  }
  if (orderType !== "market" && orderType !== "limit") {
    return fault(`order_type must be market or limit, not ${show(orderType)}`);
  }
  if (timeInForce !== undefined && !isTimeInForce(timeInForce)) {
    return fault(
      `time_in_force must be day, gtc, ioc or fok, not ${show(timeInForce)}`,
    );
  }
  if (
    confidence !== undefined &&
    !(typeof confidence === "number" && confidence >= 0 && confidence <= 1)
  ) return fault("confidence must be a number from 0 to 1");
  if (
    reason !== undefined &&
    !(typeof reason === "string" && reason.length <= REASON_MAX)
  ) return fault(`reason must be a text of at most ${REASON_MAX} characters`);
  return {
    kind: "order",
    symbol,
    action,
    quantity,
    price,
    orderType,
    ...(timeInForce !== undefined && { timeInForce }),
    ...(confidence !== undefined && { confidence }),
    ...(reason !== undefined && { reason }),
  };
}

function isTimeInForce(value: unknown): value is TimeInForce {
  return value === "day" || value === "gtc" || value === "ioc" ||
    value === "fok";
}

function fault(message: string): SignalFault {
  return { kind: "fault", message };
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return value === undefined ? "nothing" : `a ${typeof value}`;
}

function show(value: unknown): string {
  return typeof value === "string" ? `"${value.slice(0, 40)}"` : kindOf(value);
}
