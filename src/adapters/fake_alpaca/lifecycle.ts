import { floorTo, ONE } from "../../domain/decimal.ts";
import type { Desk } from "./desk.ts";
import { filledOf } from "./executions.ts";
import {
  coinFee,
  cut,
  executionPrice,
  isOpenFor,
  isTriggered,
  stepOf,
} from "./matching.ts";
import {
  type AlpacaOrder,
  hasEnded,
  remainingOf,
  signedQuantity,
} from "./orders.ts";
import { milliseconds } from "./stamps.ts";

/** How often orders that wait are compared with the last price, virtual milliseconds. */
const SWEEP_MS = 5_000;
/** How often it is looked whether a market has opened. */
const CLOSED_MS = 60_000;

/** What the faults have in store for one order. */
interface Plan {
  /** Sizes of the executions to come; absent before the first. */
  parts?: bigint[];
  readonly partCount: number;
  /** How an order that is filled in parts ends. */
  readonly end: "filled" | "canceled" | "expired";
  readonly isRejected: boolean;
  readonly isNeverFilled: boolean;
  readonly isUnseen: boolean;
  readonly isUrgent: boolean;
  /** A next execution is on its way; no other comes before. */
  isWaiting: boolean;
}

/** What orders do on their own once they are taken, driven by the desk's timeline. */
export class Lifecycle {
  readonly #desk: Desk;
  readonly #plans = new WeakMap<AlpacaOrder, Plan>();
  #isSweeping = false;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Starts an order's life. */
  begin(order: AlpacaOrder): void {
    const { timeline } = this.#desk;
    const { liveFrom, expiresAt } = order;
    const expire = () => this.end(order, "expired");
    timeline.schedule(milliseconds(expiresAt), expire);
    const isAtOnce = this.isUrgent(order) && liveFrom <= timeline.now;
    this.#say(order.status, order);
    if (isAtOnce) this.#activate(order);
    else {
      const at = Math.max(liveFrom, this.#soon());
      timeline.schedule(at, () => this.#activate(order));
    }
  }

  /** Says whether an order's fill is on the stream before the answer to it. */
  isUrgent(order: AlpacaOrder): boolean {
    return this.#planOf(order).isUrgent;
  }

  /** Asks for an order's end; it comes a little later, or a fill does. */
  cancel(order: AlpacaOrder): void {
    const { world: { faults }, orders, timeline } = this.#desk;
    const before = order.status;
    const place = placeOf(order);
    const isFilled = faults.take("cancel_then_fill", place) !== undefined;
    const isRejected = faults.take("cancel_rejected", place) !== undefined;
    order.cancelRequestedAt = this.#desk.stamp();
    orders.move(order, "pending_cancel", order.cancelRequestedAt);
    this.#say("pending_cancel", order);
    timeline.schedule(this.#soon(), () => {
      if (hasEnded(order)) return;
      if (isRejected) {
        this.#restore(order, before);
        this.#say("order_cancel_rejected", order);
        // It may have become due in the meantime.
        this.#activate(order);
      } else if (!isFilled || !this.#fillAtLast(order)) {
        this.end(order, "canceled");
      }
    });
  }

  /** Puts a new order in an old one's place, a little later, or refuses it. */
  replace(old: AlpacaOrder, by: AlpacaOrder): void {
    const { orders, timeline, ledger, stamp } = this.#desk;
    const before = old.status;
    orders.move(old, "pending_replace", stamp());
    this.#say("pending_replace", old);
    timeline.schedule(this.#soon(), () => {
      const left = (by.target ?? 0n) - filledOf(ledger.of(old.id)).quantity;
      if (hasEnded(old) || hasEnded(by) || left <= 0n) {
        this.#restore(old, before);
        this.#say("order_replace_rejected", old);
        return this.end(by, "rejected");
      }
      by.target = left;
      by.isDormant = false;
      old.replacedBy = by.id;
      orders.move(old, "replaced", stamp());
      this.#say("replaced", old);
      this.begin(by);
    });
  }

  /** Ends an order at once, unless it has ended. */
  end(order: AlpacaOrder, status: "canceled" | "expired" | "rejected"): void {
    const { orders, stamp } = this.#desk;
    if (orders.move(order, status, stamp())) this.#say(status, order);
  }

  /** Writes down an execution of an open order: `quantity` units at `price`, both 1e-9. */
  execute(order: AlpacaOrder, quantity: bigint, price: bigint): void {
    const { ledger, orders, newId, stamp } = this.#desk;
    const signed = signedQuantity(order, quantity);
    const execution = {
      id: newId("execution"),
      orderId: order.id,
      symbol: order.asset.symbol,
      quantity: signed,
      price,
      ...coinFee(order.asset, signed, price, order.rested),
      at: stamp(),
    };
    ledger.add(execution);
    const isFilled = remainingOf(order, ledger.of(order.id)) <= 0n;
    const isAsked = order.status === "pending_cancel" ||
      order.status === "pending_replace";
    const status = isAsked ? order.status : "partially_filled";
    orders.move(order, isFilled ? "filled" : status, execution.at);
    const { isUnseen, isUrgent } = this.#planOf(order);
    this.#desk.emit(isFilled ? "fill" : "partial_fill", order, {
      ...{ execution, isUnseen, isUrgent },
    });
  }

  #activate(order: AlpacaOrder): void {
    if (order.status !== "pending_new" && order.status !== "accepted") return;
    const { orders, stamp, timeline } = this.#desk;
    if (order.liveFrom > timeline.now) return;
    if (this.#planOf(order).isRejected) return this.end(order, "rejected");
    orders.move(order, "new", stamp());
    this.#say("new", order);
    this.#sweepLater();
    if (this.isUrgent(order)) this.#attempt(order);
    else this.#attemptAt(order, isAuction(order) ? timeline.now : this.#soon());
  }

  #attemptAt(order: AlpacaOrder, at: number): void {
    this.#planOf(order).isWaiting = true;
    this.#desk.timeline.schedule(at, () => this.#attempt(order));
  }

  /** Executes what can be executed now. */
  #attempt(order: AlpacaOrder): void {
    const { timeline, world, price, next } = this.#desk;
    const { symbol } = order.asset;
    const plan = this.#planOf(order);
    plan.isWaiting = false;
    const last = price(symbol);
    const isOff = !isLive(order) || plan.isNeverFilled ||
      world.faults.find("asset_halted", { symbol }) !== undefined;
    if (isOff || last === undefined) return;
    const isTouched = isOpenFor(order, timeline.now) &&
      isTriggered(order, last);
    order.triggered ||= isTouched;
    const at = isTouched ? executionPrice(order, last, next()) : undefined;
    if (at === undefined) this.#miss(order);
    else this.#take(order, at);
  }

  /** Executes the next part of an order at a price, 1e-9 USD. */
  #take(order: AlpacaOrder, price: bigint): void {
    const { ledger, timeline, next } = this.#desk;
    const plan = this.#planOf(order);
    this.#aim(order, price);
    const left = remainingOf(order, ledger.of(order.id));
    if (left <= 0n) return this.end(order, "canceled");
    plan.parts ??= cut(left, order.tif === "fok" ? 1 : plan.partCount, {
      step: stepOf(order, left),
      next,
    });
    this.execute(order, plan.parts.shift() ?? left, price);
    if (hasEnded(order)) return;
    if (order.tif === "ioc") return this.end(order, "canceled");
    if (plan.end !== "filled" && plan.parts.length <= 1) {
      return this.end(order, plan.end);
    }
    this.#attemptAt(order, timeline.now + 50 + Math.floor(next() * 1450));
  }

  /** What becomes of an order that cannot be executed now. */
  #miss(order: AlpacaOrder): void {
    if (order.tif === "ioc" || order.tif === "fok") {
      this.end(order, "canceled");
    } else if (isAuction(order)) this.end(order, "expired");
    else order.rested = true;
  }

  #sweepLater(): void {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    const { timeline, orders } = this.#desk;
    const { now } = timeline;
    const isOpen = orders.open.some((each) =>
      isLive(each) && isOpenFor(each, now)
    );
    const step = isOpen ? SWEEP_MS : CLOSED_MS;
    timeline.schedule(now - now % step + step, () => {
      this.#isSweeping = false;
      const live = orders.open.filter(isLive);
      for (const order of live) {
        if (!this.#planOf(order).isWaiting) this.#attempt(order);
      }
      if (live.length > 0) this.#sweepLater();
    });
  }

  /** Fills the rest of an order whatever the market says; `false` without a price. */
  #fillAtLast(order: AlpacaOrder): boolean {
    const { ledger, price } = this.#desk;
    const at = order.limit ?? price(order.asset.symbol);
    if (at === undefined) return false;
    this.#aim(order, at);
    this.execute(order, remainingOf(order, ledger.of(order.id)), at);
    return true;
  }

  /** Gives an order back the status it had before something about it was refused. */
  #restore(order: AlpacaOrder, before: AlpacaOrder["status"]): void {
    const { ledger, orders, stamp } = this.#desk;
    const isPart = ledger.of(order.id).length > 0;
    orders.move(order, isPart ? "partially_filled" : before, stamp());
  }

  /** Sets what an order in dollars comes to at a price, 1e-9 USD. */
  #aim(order: AlpacaOrder, price: bigint): void {
    const { ledger } = this.#desk;
    if (order.notional === undefined || ledger.of(order.id).length > 0) return;
    const step = order.asset.minTradeIncrement ?? 1n;
    const wanted = floorTo(order.notional * ONE / price, step);
    const held = ledger.book.holdings.get(order.asset.symbol)?.quantity ?? 0n;
    order.target = order.side === "sell" && wanted > held ? held : wanted;
  }

  /** Virtual milliseconds at which something that takes its usual time is done. */
  #soon(): number {
    return this.#desk.timeline.now + 20 + Math.floor(this.#desk.next() * 180);
  }

  #say(event: string, order: AlpacaOrder): void {
    this.#desk.emit(event, order, { isUrgent: this.isUrgent(order) });
  }

  #planOf(order: AlpacaOrder): Plan {
    const known = this.#plans.get(order);
    if (known) return known;
    const plan = makePlan(this.#desk, order);
    this.#plans.set(order, plan);
    return plan;
  }
}

/** Says whether an order is on the book. */
function isLive({ status }: AlpacaOrder): boolean {
  return status === "new" || status === "partially_filled" ||
    status === "pending_cancel" || status === "pending_replace";
}

function isAuction({ tif }: AlpacaOrder): boolean {
  return tif === "opg" || tif === "cls";
}

function placeOf({ asset, clientOrderId }: AlpacaOrder) {
  return { symbol: asset.symbol, orderId: clientOrderId };
}

function makePlan({ world: { faults } }: Desk, order: AlpacaOrder): Plan {
  const place = placeOf(order);
  const partial = faults.take("fill_partial", place);
  const text = partial?.text;
  return {
    partCount: partial ? Math.max(2, Math.round(partial.value ?? 3)) : 1,
    end: text === "canceled" || text === "expired" ? text : "filled",
    isRejected: faults.take("reject_later", place) !== undefined,
    isNeverFilled: faults.take("fill_none", place) !== undefined,
    isUnseen: faults.take("fill_unseen", place) !== undefined,
    isUrgent: faults.take("fill_before_answer", place) !== undefined,
    isWaiting: false,
  };
}
