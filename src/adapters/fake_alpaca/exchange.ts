import { fromNumber, mulDiv, ONE } from "../../domain/decimal.ts";
import { endDay } from "./account.ts";
import { type AccountFlags, deposit, type Desk, openDesk } from "./desk.ts";
import { forbidden, invalid, notFound, unreadable } from "./errors.ts";
import type { Execution } from "./executions.ts";
import { Lifecycle } from "./lifecycle.ts";
import { lifetimeOf } from "./matching.ts";
import {
  amount,
  checkTerms,
  type JsonObject,
  readClientId,
  readOrder,
  readTif,
} from "./order_request.ts";
import { admit } from "./order_rules.ts";
import { checkHours } from "./order_hours.ts";
import { type AlpacaOrder, hasEnded, type OrderTerms } from "./orders.ts";
import { MS } from "./stamps.ts";
import type { TradingWorld } from "./trading_world.ts";

/** How an account begins. */
export interface ExchangeOptions {
  /** Dollars, 1e-9; 100,000 dollars when absent. */
  readonly cash?: bigint;
  /** Dollars that a dollar of equity buys, 2 when absent; 1 is an account without margin. */
  readonly multiplier?: 1 | 2;
}

/** An order that was taken. */
export interface Submission {
  readonly order: AlpacaOrder;
  /** The order as it was taken, before anything else happened to it. */
  readonly answer: Readonly<Record<string, unknown>>;
}

/** One account at one broker. All that it does follows the desk's timeline. */
export interface Exchange {
  readonly desk: Desk;
  /** Brings everything up to the clock's time. */
  advance(): void;
  /** Advances with the clock until it is stopped. */
  run(stop: AbortSignal): Promise<void>;
  /**
   * Takes an order.
   *
   * @throws {Refusal} 403, 422
   */
  submit(body: JsonObject): Submission;
  /** Says whether an order's fill is on the stream before the answer to it. */
  isUrgent(order: AlpacaOrder): boolean;
  /** Asks for an order's end. @throws {Refusal} 422 */
  cancel(order: AlpacaOrder): void;
  /** Returns the order that will come instead of another. @throws {Refusal} 403, 422 */
  replace(order: AlpacaOrder, body: JsonObject): AlpacaOrder;
  /** Ends an order at once. */
  kill(order: AlpacaOrder): void;
  /** Takes an execution back; its order keeps its status. @throws {Refusal} 404 */
  bust(executionId: string): void;
  /** Replaces an execution by one of another price, 1e-9 USD. @throws {Refusal} 404 */
  correct(executionId: string, price: bigint): void;
  /** Books units (signed, 1e-9) that come from outside, at the last price. @throws {Refusal} 422 */
  foreignPosition(symbol: string, quantity: bigint): void;
  /** Splits a symbol: each unit becomes `factor` (> 0) units; its open orders are cancelled. */
  split(symbol: string, factor: number): void;
  /** Begins anew with cash, 1e-9 USD: no order, no execution, another account. */
  reset(cash: bigint): void;
  /** Sets what is said of the account from outside. */
  setFlags(flags: Partial<AccountFlags>): void;
}

const DEFAULT_CASH = 100_000n * ONE;
const LOOKUP_LATE_MS = 2_000;
const DAY_MS = 86_400_000;

/** Returns an account with nothing but cash. */
export function createExchange(
  world: TradingWorld,
  { cash = DEFAULT_CASH, multiplier = 2 }: ExchangeOptions = {},
): Exchange {
  const desk = openDesk(world, { cash, multiplier });
  const lifecycle = new Lifecycle(desk);
  endDaily(desk);
  return {
    desk,
    advance: () => desk.timeline.advance(world.clock.now()),
    run: (stop) => desk.timeline.follow(world.clock, stop),
    submit(body) {
      checkUnique(desk, readClientId(body));
      const newId = () => desk.newId("client");
      const order = take(desk, readOrder(body, world, newId));
      const answer = desk.json(order);
      lifecycle.begin(order);
      return { order, answer };
    },
    isUrgent: (order) => lifecycle.isUrgent(order),
    cancel(order) {
      checkCancelable(desk, order);
      lifecycle.cancel(order);
    },
    replace(order, body) {
      const by = replacement(desk, order, body);
      lifecycle.replace(order, by);
      return by;
    },
    kill: (order) => lifecycle.end(order, "canceled"),
    bust(id) {
      const { order, execution } = withdraw(desk, id);
      desk.emit("trade_bust", order, { execution });
    },
    correct(id, price) {
      const { order, execution } = withdraw(desk, id);
      const corrected: Execution = {
        ...execution,
        id: desk.newId("execution"),
        price,
        at: desk.stamp(),
        corrects: id,
      };
      desk.ledger.add(corrected);
      desk.emit("trade_correct", order, { execution: corrected });
    },
    foreignPosition: (symbol, quantity) => transfer(desk, symbol, quantity),
    split(symbol, factor) {
      for (const order of desk.orders.openOf(symbol)) {
        lifecycle.end(order, "canceled");
      }
      splitHolding(desk, symbol, factor);
    },
    reset: (dollars) => reset(desk, dollars),
    setFlags: (flags) => void Object.assign(desk.flags, flags),
  };
}

/** Comes before all other rules: who asks again must hear that there is an order. */
function checkUnique({ orders }: Desk, id: string | undefined): void {
  if (id !== undefined && orders.byClientId(id)) {
    throw unreadable("client_order_id must be unique");
  }
}

/** Checks an order and puts it among the others. */
function take(desk: Desk, terms: OrderTerms): AlpacaOrder {
  const { orders, timeline, world } = desk;
  checkHours(terms, timeline.now);
  const order = make(desk, terms, admit(desk, terms));
  const late = world.faults.take("lookup_late", {
    symbol: terms.asset.symbol,
    orderId: terms.clientOrderId,
  });
  if (late) order.hiddenUntil = timeline.now + (late.value ?? LOOKUP_LATE_MS);
  orders.add(order);
  return order;
}

function make(
  desk: Desk,
  terms: OrderTerms,
  admission: Pick<AlpacaOrder, "opens" | "worst"> & { readonly target: bigint },
): AlpacaOrder {
  const { timeline, newId, stamp } = desk;
  const { from, until } = lifetimeOf(terms, timeline.now);
  const createdAt = stamp();
  return {
    ...terms,
    ...admission,
    id: newId("order"),
    createdAt,
    updatedAt: createdAt,
    expiresAt: BigInt(until) * MS,
    liveFrom: from,
    status: from > timeline.now ? "accepted" : "pending_new",
    isDormant: false,
    triggered: false,
    rested: false,
  };
}

function checkCancelable({ world }: Desk, order: AlpacaOrder): void {
  const { status, asset: { symbol }, clientOrderId } = order;
  const isRefused = hasEnded(order) || status === "pending_replace" ||
    world.faults.take("cancel_refused", { symbol, orderId: clientOrderId }) !==
      undefined;
  if (isRefused) throw invalid("order is not cancelable");
}

/** Returns the order that a request changes another one into, already among the others. */
function replacement(
  desk: Desk,
  order: AlpacaOrder,
  body: JsonObject,
): AlpacaOrder {
  if (order.status !== "new" && order.status !== "partially_filled") {
    throw invalid(`order is not open for replacement: ${order.status}`);
  }
  if (order.notional !== undefined) {
    throw invalid("notional orders cannot be replaced");
  }
  const clientOrderId = readClientId(body) ?? desk.newId("client");
  checkUnique(desk, clientOrderId);
  const { quantity, limit, stop, target } = order;
  const terms: OrderTerms = {
    ...pickTerms(order),
    ...(quantity !== undefined && { quantity: target ?? quantity }),
    ...(limit !== undefined && { limit }),
    ...(stop !== undefined && { stop }),
    ...readTif(body),
    ...amount(body, "qty", "quantity"),
    ...amount(body, "limit_price", "limit"),
    ...amount(body, "stop_price", "stop"),
    clientOrderId,
  };
  checkTerms(terms);
  const isPart = (terms.quantity ?? 0n) % ONE !== 0n;
  if (order.asset.class === "us_equity" && isPart) {
    throw invalid("qty must be integer");
  }
  const by: AlpacaOrder = {
    ...make(desk, terms, admit(desk, terms, order)),
    replaces: order.id,
    status: "accepted",
    isDormant: true,
  };
  desk.orders.add(by);
  return by;
}

function pickTerms(order: AlpacaOrder): OrderTerms {
  const { asset, side, type, tif, extendedHours, clientOrderId } = order;
  return { asset, side, type, tif, extendedHours, clientOrderId };
}

function withdraw(
  desk: Desk,
  id: string,
): { readonly order: AlpacaOrder; readonly execution: Execution } {
  const execution = desk.ledger.executions.find((each) => each.id === id);
  const order = execution && desk.orders.get(execution.orderId);
  if (!order) throw notFound("execution not found");
  desk.ledger.bust(id);
  return { order, execution };
}

function transfer(desk: Desk, symbol: string, quantity: bigint): void {
  const price = desk.price(symbol);
  if (price === undefined) throw invalid(`asset "${symbol}" has no price yet`);
  const movement = { id: desk.newId("movement"), at: desk.stamp(), cash: 0n };
  desk.ledger.add({
    ...{ ...movement, kind: "transfer", symbol, quantity, price },
  });
}

function splitHolding(desk: Desk, symbol: string, factor: number): void {
  const held = desk.ledger.book.holdings.get(symbol);
  if (!held) return;
  if (!(factor > 0)) throw forbidden("a split's factor must be > 0");
  const after = mulDiv(held.quantity, fromNumber(factor), ONE);
  const movement = { id: desk.newId("movement"), at: desk.stamp(), cash: 0n };
  const quantity = after - held.quantity;
  desk.ledger.add({
    ...{ ...movement, kind: "split", symbol, quantity, price: 0n },
  });
}

function reset(desk: Desk, cash: bigint): void {
  // What is on the timeline for them must find them ended.
  for (const order of desk.orders.open) {
    desk.orders.move(order, "canceled", desk.stamp());
  }
  desk.orders.clear();
  desk.ledger.clear();
  desk.accountId = desk.newId("account");
  desk.openedAt = desk.stamp();
  deposit(desk, cash);
  endDay(desk, []);
}

/** Notes each midnight, UTC, what has been. */
function endDaily(desk: Desk): void {
  const { timeline, world } = desk;
  const midnight = (Math.floor(timeline.now / DAY_MS) + 1) * DAY_MS;
  timeline.schedule(midnight, () => {
    endDay(desk, world.market.instruments.map(({ symbol }) => symbol));
    endDaily(desk);
  });
}
