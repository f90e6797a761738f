import { abs, decimalText } from "../../domain/decimal.ts";
import type { Asset } from "./assets.ts";
import { type Execution, filledOf } from "./executions.ts";
import { stampText } from "./stamps.ts";

/** Where an order is in its life; one the API knows and this fake never uses is left out. */
export type AlpacaStatus =
  | "pending_new"
  | "accepted"
  | "new"
  | "partially_filled"
  | "pending_cancel"
  | "pending_replace"
  | "filled"
  | "canceled"
  | "expired"
  | "rejected"
  | "replaced";

/** What somebody wants, as far as it needs no account to be checked. */
export interface OrderTerms {
  readonly asset: Asset;
  readonly side: "buy" | "sell";
  readonly type: "market" | "limit" | "stop" | "stop_limit";
  readonly tif: "day" | "gtc" | "opg" | "cls" | "ioc" | "fok";
  /** Units, 1e-9, > 0; exactly one of the two is there. */
  readonly quantity?: bigint;
  /** Dollars, 1e-9, > 0. */
  readonly notional?: bigint;
  /** 1e-9 USD. */
  readonly limit?: bigint;
  /** 1e-9 USD. */
  readonly stop?: bigint;
  readonly extendedHours: boolean;
  readonly clientOrderId: string;
  readonly positionIntent?: string;
}

/** An order as the broker keeps it. Instants are nanoseconds since 1970. */
export interface AlpacaOrder extends OrderTerms {
  /** UUID. */
  readonly id: string;
  readonly createdAt: bigint;
  readonly expiresAt: bigint;
  /** When it gets on the book, Unix milliseconds. */
  readonly liveFrom: number;
  /** It opens or adds to a position, and so holds buying power. */
  readonly opens: boolean;
  /** Dollars a unit that are held for what is not filled yet, 1e-9. */
  readonly worst: bigint;
  readonly replaces?: string;
  status: AlpacaStatus;
  updatedAt: bigint;
  /** Of an order in dollars: units that it comes to, once there is a price; else as wanted. */
  target?: bigint;
  /** It comes instead of another order, and has not yet: it is on no book and holds nothing. */
  isDormant: boolean;
  /** A stop that has been touched. */
  triggered: boolean;
  /** It has waited on the book: it pays the maker's fee. */
  rested: boolean;
  /** Until then (Unix milliseconds) it is not found by its client's id. */
  hiddenUntil?: number;
  filledAt?: bigint;
  expiredAt?: bigint;
  canceledAt?: bigint;
  failedAt?: bigint;
  replacedAt?: bigint;
  replacedBy?: string;
  cancelRequestedAt?: bigint;
}

const TERMINAL: ReadonlySet<AlpacaStatus> = new Set([
  "filled",
  "canceled",
  "expired",
  "rejected",
  "replaced",
]);

/** Says whether an order has come to its end. */
export function hasEnded({ status }: Pick<AlpacaOrder, "status">): boolean {
  return TERMINAL.has(status);
}

/** All orders of an account, in the order of submission. */
export class OrderBook {
  readonly #byId = new Map<string, AlpacaOrder>();
  readonly #byClientId = new Map<string, AlpacaOrder>();
  readonly #open = new Set<AlpacaOrder>();

  /** Oldest first. */
  get all(): AlpacaOrder[] {
    return [...this.#byId.values()];
  }

  /** Those that have not ended, oldest first. */
  get open(): AlpacaOrder[] {
    return [...this.#open];
  }

  /** Returns the open orders of a symbol (our own form), oldest first. */
  openOf(symbol: string): AlpacaOrder[] {
    return this.open.filter(({ asset }) => asset.symbol === symbol);
  }

  get(id: string): AlpacaOrder | undefined {
    return this.#byId.get(id);
  }

  byClientId(id: string): AlpacaOrder | undefined {
    return this.#byClientId.get(id);
  }

  add(order: AlpacaOrder): void {
    this.#byId.set(order.id, order);
    this.#byClientId.set(order.clientOrderId, order);
    this.#open.add(order);
  }

  /** Gives an order another status; one that has ended stays as it is, and the answer is `false`. */
  move(order: AlpacaOrder, status: AlpacaStatus, at: bigint): boolean {
    if (hasEnded(order)) return false;
    order.status = status;
    order.updatedAt = at;
    if (hasEnded(order)) this.#open.delete(order);
    if (status === "filled") order.filledAt = at;
    if (status === "canceled") order.canceledAt = at;
    if (status === "expired") order.expiredAt = at;
    if (status === "rejected") order.failedAt = at;
    if (status === "replaced") order.replacedAt = at;
    return true;
  }

  /** Forgets everything. */
  clear(): void {
    this.#byId.clear();
    this.#byClientId.clear();
    this.#open.clear();
  }
}

/** Returns units that are still to be had, 1e-9; of an order in dollars without a price yet, 0. */
export function remainingOf(
  { target = 0n }: AlpacaOrder,
  executions: readonly Execution[],
): bigint {
  return target - filledOf(executions).quantity;
}

/**
 * Returns an order as the API shows it.
 *
 * Source: Trading API specification 2.0.1, schema Order
 */
export function orderJson(
  order: AlpacaOrder,
  executions: readonly Execution[],
): Record<string, unknown> {
  const { asset, limit, stop } = order;
  const filled = filledOf(executions);
  return {
    id: order.id,
    client_order_id: order.clientOrderId,
    created_at: stampText(order.createdAt),
    updated_at: stampText(order.updatedAt),
    submitted_at: stampText(order.createdAt),
    filled_at: stampOr(order.filledAt),
    expired_at: stampOr(order.expiredAt),
    expires_at: stampText(order.expiresAt),
    canceled_at: stampOr(order.canceledAt),
    failed_at: stampOr(order.failedAt),
    replaced_at: stampOr(order.replacedAt),
    replaced_by: order.replacedBy ?? null,
    replaces: order.replaces ?? null,
    asset_id: asset.id,
    symbol: asset.wire,
    asset_class: asset.class,
    notional: amountOr(order.notional),
    qty: order.notional === undefined ? amountOr(order.target) : null,
    filled_qty: decimalText(filled.quantity),
    filled_avg_price: amountOr(filled.average),
    order_class: "simple",
    order_type: order.type,
    type: order.type,
    side: order.side,
    position_intent: order.positionIntent ?? defaultIntent(order),
    time_in_force: order.tif,
    limit_price: amountOr(limit),
    stop_price: amountOr(stop),
    status: order.status,
    extended_hours: order.extendedHours,
    legs: null,
    trail_percent: null,
    trail_price: null,
    hwm: null,
    ratio_qty: null,
  };
}

/** Returns the sum of what executions of an order moved, signed. */
export function signedQuantity(order: AlpacaOrder, quantity: bigint): bigint {
  return order.side === "buy" ? abs(quantity) : -abs(quantity);
}

function defaultIntent({ side, opens }: AlpacaOrder): string {
  return `${side}_to_${opens ? "open" : "close"}`;
}

function stampOr(nanos: bigint | undefined): string | null {
  return nanos === undefined ? null : stampText(nanos);
}

function amountOr(units: bigint | undefined): string | null {
  return units === undefined ? null : decimalText(units);
}
