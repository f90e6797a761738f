import { abs, decimalText, fromNumber } from "../../domain/decimal.ts";
import { type Execution, Ledger } from "./executions.ts";
import { type AlpacaOrder, OrderBook, orderJson } from "./orders.ts";
import { MS, stampText } from "./stamps.ts";
import { fakeUuid } from "./symbols.ts";
import { Timeline } from "./timeline.ts";
import type { TradingWorld } from "./trading_world.ts";

/** What is said of an account from outside. */
export interface AccountFlags {
  accountBlocked: boolean;
  tradingBlocked: boolean;
  suspendedByUser: boolean;
  shortingEnabled: boolean;
}

/** One message of `trade_updates`, before any fault. */
export interface TradeUpdate {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Our own form. */
  readonly symbol: string;
  readonly clientOrderId: string;
  /** Nobody hears it. */
  readonly isUnseen: boolean;
  /** It is sent without lag. */
  readonly isUrgent: boolean;
}

/** How a message is sent. */
export interface EmitOptions {
  readonly execution?: Execution;
  readonly isUnseen?: boolean;
  readonly isUrgent?: boolean;
}

/** What was at the last midnight, UTC, or when the account was opened. */
export interface DayEnd {
  /** Nanoseconds since 1970. */
  readonly at: bigint;
  /** Dollars, 1e-9, signed. */
  readonly equity: bigint;
  /** Dollars, 1e-9, >= 0. */
  readonly maintenanceMargin: bigint;
  /** Prices, 1e-9 USD, by symbol in our own form. */
  readonly prices: ReadonlyMap<string, bigint>;
  /** What was held, signed, 1e-9 units, by symbol in our own form. */
  readonly held: ReadonlyMap<string, bigint>;
}

/** An account and whatever it needs to trade: the state that the other parts work on. */
export interface Desk {
  readonly world: TradingWorld;
  readonly timeline: Timeline;
  readonly orders: OrderBook;
  readonly ledger: Ledger;
  readonly flags: AccountFlags;
  /** Dollars that a dollar of equity buys: 1 or 2. */
  readonly multiplier: 1 | 2;
  /** UUID; a reset makes it another. */
  accountId: string;
  /** Nanoseconds since 1970. */
  openedAt: bigint;
  dayEnd: DayEnd;
  /** Uniform in [0, 1). */
  readonly next: () => number;
  readonly listeners: Set<(update: TradeUpdate) => void>;
  /** Returns this instant, nanoseconds, later than any it has returned. */
  stamp(): bigint;
  /** Returns a UUID that has not been used. */
  newId(kind: string): string;
  /** Returns the last price of a symbol, 1e-9 USD, if it has ever had one. */
  price(symbol: string): bigint | undefined;
  /** Returns an order as the API shows it. */
  json(order: AlpacaOrder): Record<string, unknown>;
  /** Tells whoever listens. */
  emit(event: string, order: AlpacaOrder, options?: EmitOptions): void;
}

/** Returns an account with nothing but cash. */
export function openDesk(
  world: TradingWorld,
  { cash, multiplier }: { readonly cash: bigint; readonly multiplier: 1 | 2 },
): Desk {
  const timeline = new Timeline(world.clock.now());
  const ledger = new Ledger();
  let latest = 0n;
  let ids = 0;
  const stamp = (): bigint => {
    const now = BigInt(timeline.now) * MS;
    latest = now > latest ? now : latest + 1n;
    return latest;
  };
  const newId = (kind: string) => fakeUuid(kind, world.seed, ids++);
  const openedAt = stamp();
  const desk: Desk = {
    ...{ world, timeline, ledger, multiplier, openedAt, stamp, newId },
    orders: new OrderBook(),
    flags: {
      accountBlocked: false,
      tradingBlocked: false,
      suspendedByUser: false,
      shortingEnabled: true,
    },
    accountId: newId("account"),
    dayEnd: {
      at: openedAt,
      equity: cash,
      maintenanceMargin: 0n,
      prices: new Map(),
      held: new Map(),
    },
    next: world.random("trading"),
    listeners: new Set(),
    price(symbol) {
      const last = world.price(symbol, timeline.now);
      return last === undefined ? undefined : fromNumber(last);
    },
    json: (order) => orderJson(order, ledger.of(order.id)),
    emit(event, order, options = {}) {
      const update = updateOf(desk, event, order, options);
      for (const listener of desk.listeners) listener(update);
    },
  };
  deposit(desk, cash);
  return desk;
}

/** Adds cash to an account. */
export function deposit(desk: Desk, cash: bigint): void {
  desk.ledger.add({
    id: desk.newId("movement"),
    kind: "deposit",
    at: desk.stamp(),
    cash,
    quantity: 0n,
    price: 0n,
  });
}

function updateOf(
  desk: Desk,
  event: string,
  order: AlpacaOrder,
  { execution, isUnseen = false, isUrgent = false }: EmitOptions,
): TradeUpdate {
  const at = stampText(desk.stamp());
  const { symbol } = order.asset;
  const held = desk.ledger.book.holdings.get(symbol)?.quantity ?? 0n;
  return {
    event,
    symbol,
    clientOrderId: order.clientOrderId,
    ...{ isUnseen, isUrgent },
    data: {
      event,
      event_id: desk.newId("event"),
      at,
      timestamp: at,
      ...(execution && {
        execution_id: execution.id,
        price: decimalText(execution.price),
        qty: decimalText(abs(execution.quantity)),
        position_qty: decimalText(held),
        ...(execution.corrects !== undefined &&
          { previous_execution_id: execution.corrects }),
      }),
      order: {
        ...desk.json(order),
        cancel_requested_at: order.cancelRequestedAt === undefined
          ? null
          : stampText(order.cancelRequestedAt),
      },
    },
  };
}
