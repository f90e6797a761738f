import { MINUTE_MS } from "../domain/bar.ts";
import {
  type Books,
  buyingPower,
  equityOf,
  reservedBy,
  teamOf,
} from "../domain/books.ts";
import {
  type Money,
  notional,
  type Price,
  type Quantity,
} from "../domain/decimal.ts";
import type { Denial, DenialRule } from "../domain/denial.ts";
import { feeBpsOf, feeReserve } from "../domain/fees.ts";
import { orderId } from "../domain/ids.ts";
import { type Draft, draft } from "../domain/draft.ts";
import { capFault, type Means, SIGNALS_MAX } from "../domain/limits.ts";
import {
  mayBecome,
  type OrderIntent,
  remaining,
  type Side,
} from "../domain/order.ts";
import { heldOf } from "../domain/portfolio.ts";
import type { RunRecord } from "../domain/run.ts";
import {
  type CancelSignal,
  type OrderSignal,
  parseSignal,
} from "../domain/signal.ts";
import type { Engine } from "./engine.ts";

/** A wish to cancel that is granted. */
export interface Cancel {
  readonly teamId: string;
  readonly orderId: string;
}

/** What the signals of one minute come to. */
export interface Decision {
  readonly orders: readonly OrderIntent[];
  readonly cancels: readonly Cancel[];
  readonly denials: readonly Denial[];
}

/**
 * Turns the signals of one minute into orders, cancels and denials. Pure: the
 * same books and runs decide the same. Teams do not influence each other.
 *
 * @param minute Start of the minute, Unix milliseconds
 */
export function decide(
  { books, halted }: Pick<Engine, "books" | "halted">,
  minute: number,
  runs: readonly RunRecord[],
): Decision {
  const decisions = runs.map((run) => decideTeam(books, halted, minute, run));
  return {
    orders: decisions.flatMap(({ orders }) => orders),
    cancels: decisions.flatMap(({ cancels }) => cancels),
    denials: decisions.flatMap(({ denials }) => denials),
  };
}

/** What one team's earlier signals of this minute have used up. */
interface Tally {
  readonly orders: OrderIntent[];
  readonly cancels: Cancel[];
  readonly denials: Denial[];
  /** Dollars that the orders above reserve. */
  reserved: bigint;
}

function decideTeam(
  books: Books,
  halted: string | undefined,
  minute: number,
  { teamId, signals = [], dropped = 0 }: RunRecord,
): Decision {
  const tally: Tally = { orders: [], cancels: [], denials: [], reserved: 0n };
  const denyAt =
    (index: number) => (rule: DenialRule, message: string, symbol?: string) =>
      tally.denials.push({
        teamId,
        minute,
        index,
        rule,
        message,
        ...(symbol !== undefined && { symbol }),
      });
  signals.slice(0, SIGNALS_MAX).forEach((raw, index) => {
    const deny = denyAt(index);
    const signal = parseSignal(raw);
    if (signal.kind === "fault") deny("invalid_signal", signal.message);
    else if (signal.kind === "cancel") {
      cancel(books, teamId, signal, tally, deny);
    } else if (halted !== undefined) {
      deny("trading_halted", "no new orders are taken now", signal.symbol);
    } else {
      const order = judge(books, minute, teamId, signal, tally);
      if ("rule" in order) deny(order.rule, order.message, signal.symbol);
      else {
        tally.reserved += costOf(books, order);
        tally.orders.push({
          ...order,
          ...feeTermsOf(books, order),
          id: orderId(teamId, minute, index),
          teamId,
          minute,
          ...(signal.reason !== undefined && { reason: signal.reason }),
          ...(signal.confidence !== undefined &&
            { confidence: signal.confidence }),
        });
      }
    }
  });
  const more = dropped + Math.max(0, signals.length - SIGNALS_MAX);
  if (more > 0) {
    // One for all of them: a list of thousands must not fill the ledger.
    denyAt(SIGNALS_MAX)(
      "too_many_signals",
      `${more} more than the ${SIGNALS_MAX} that a minute may have`,
    );
  }
  return tally;
}

function cancel(
  books: Books,
  teamId: string,
  { orderId }: CancelSignal,
  { cancels }: Tally,
  deny: (rule: DenialRule, message: string) => void,
): void {
  const order = teamOf(books, teamId).open.get(orderId);
  if (!order) {
    deny("unknown_order", `no open order is called "${orderId}"`);
  } else if (
    mayBecome(order.status, "PENDING_CANCEL") &&
    !cancels.some((each) => each.orderId === orderId)
  ) cancels.push({ teamId, orderId });
}

function judge(
  books: Books,
  minute: number,
  teamId: string,
  signal: OrderSignal,
  tally: Tally,
): Draft | { rule: DenialRule; message: string } {
  const frozen = books.frozen.get(signal.symbol);
  const order = draft(signal, {
    instrument: books.instruments.get(signal.symbol),
    mark: books.marks.get(signal.symbol)?.price,
    ...(frozen && { frozenAt: frozen.price }),
    ...(frozen?.reason !== undefined && { frozenFor: frozen.reason }),
    minute,
    fractionsAtMarketOnly: books.identity?.broker === "alpaca",
  });
  if ("rule" in order) return order;
  const opposite: Side = order.side === "buy" ? "sell" : "buy";
  if (
    tally.orders.some(({ symbol, side }) =>
      symbol === order.symbol && side === opposite
    )
  ) {
    return {
      rule: "opposite_signal",
      message: `an earlier signal of this minute ${opposite}s ${order.symbol}`,
    };
  }
  return capFault(
    order,
    teamOf(books, teamId).spec.limits,
    meansOf(books, teamId, order.symbol, tally),
    feeOf(books, order),
  ) ?? order;
}

function meansOf(
  books: Books,
  teamId: string,
  symbol: string,
  tally: Tally,
): Means {
  const team = teamOf(books, teamId);
  let sellable: bigint = heldOf(team, symbol);
  let position = 0n;
  let gross = 0n;
  const count = (each: string, value: bigint): void => {
    gross += value;
    if (each === symbol) position += value;
  };
  for (const held of team.positions.values()) {
    const mark = books.marks.get(held.symbol)?.price ?? 0n as Price;
    count(held.symbol, notional(mark, held.quantity));
  }
  for (const order of team.open.values()) {
    if (order.side === "buy") count(order.symbol, reservedBy(order));
    else if (order.symbol === symbol) sellable -= remaining(order);
  }
  for (const order of tally.orders) {
    if (order.side === "buy") count(order.symbol, costOf(books, order));
    else if (order.symbol === symbol) sellable -= order.quantity;
  }
  const start = team.day.startEquity;
  return {
    buyingPower: buyingPower(books, teamId) - tally.reserved as Money,
    sellable: sellable as Quantity,
    positionNotional: position as Money,
    grossExposure: gross as Money,
    ordersThisMinute: tally.orders.length,
    ordersToday: team.day.orders + tally.orders.length,
    lossToday: start - equityOf(books, teamId) as Money,
  };
}

/** Dollars that a new buy reserves; a sell reserves shares instead. */
function costOf(books: Books, order: Draft): bigint {
  if (order.side === "sell") return 0n;
  return notional(order.worst, order.quantity) + feeOf(books, order);
}

function feeOf(books: Books, order: Draft): Money {
  const { assetClass, feeBps } = feeTermsOf(books, order);
  return feeReserve(assetClass, notional(order.worst, order.quantity), feeBps);
}

function feeTermsOf({ instruments, terms }: Books, { symbol }: Draft) {
  const assetClass = instruments.get(symbol)?.assetClass ?? "equity";
  return { assetClass, feeBps: feeBpsOf(assetClass, terms) };
}

/** When a strategy's cancel of minute t arrives: its nominal now (R17). */
export function cancelTime(minute: number): number {
  return minute + MINUTE_MS;
}
