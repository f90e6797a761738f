/**
 * The exchange in the house, as rule R17 wants it: a pure function of open
 * orders, bars and a seed. It keeps nothing; whatever it needs to know of
 * earlier minutes stands in the orders.
 *
 * @module
 */

import { type Bar, MINUTE_MS } from "../../domain/bar.ts";
import { isRegular, nextSession, sessionAt } from "../../domain/calendar.ts";
import { fromNumber, min, ONE, type Quantity } from "../../domain/decimal.ts";
import type { ExchangeTerms } from "../../domain/exchange.ts";
import { feeOf } from "../../domain/fees.ts";
import type { Fill } from "../../domain/fill.ts";
import type { AssetClass, Instrument } from "../../domain/instrument.ts";
import { type Order, type OrderStatus, remaining } from "../../domain/order.ts";
import type { BrokerReport, Settlement } from "../../ports/broker.ts";
import { affordable, quoteOf, roundShares } from "./price.ts";

/** What the fills of some minutes depend on. */
export interface Settling {
  readonly settlement: Settlement;
  readonly terms: ExchangeTerms;
  /** Chooses the spread of each symbol and minute. */
  readonly seed: number;
}

/** When an order stops being open, whatever the market does. */
interface Ending {
  /** The last minute whose bar can fill it, Unix milliseconds. */
  readonly minute: number;
  readonly status: OrderStatus;
  readonly at: number;
  readonly note?: string;
}

/** An order in the exchange's hands. */
interface Resting {
  readonly order: Readonly<Order>;
  readonly instrument: Instrument | undefined;
  readonly ending: Ending | undefined;
  /** What may still be filled, unsigned; 0 when it is no longer open. */
  left: Quantity;
}

const AT_BROKER: readonly OrderStatus[] = [
  "ACCEPTED",
  "PARTIALLY_FILLED",
  "PENDING_CANCEL",
];
const DAY_MS = 1440 * MINUTE_MS;

/**
 * Returns what becomes of open orders in the minutes `from` to `upTo`, oldest
 * first: one report for each order and minute in which something happened.
 * Orders come by their minute, then by id; no team changes another's fills.
 */
export function settleMinutes(settling: Settling): BrokerReport[] {
  const { settlement: { from, upTo, bars, orders, instruments } } = settling;
  let open = restingOrders(orders, instruments);
  const byMinute = barsByMinute(bars, from, upTo, open);
  const reports: BrokerReport[] = [];
  for (const minute of minutesToWalk(from, upTo, byMinute, open)) {
    const tape = byMinute.get(minute);
    const taken = new Map<string, bigint>();
    for (const resting of open) {
      if (resting.order.minute >= minute) continue;
      const bar = tape?.get(resting.order.symbol);
      const fill = bar && fillOn(bar, resting, taken, settling);
      const end = endAfter(minute, resting);
      if (end) resting.left = 0n as Quantity;
      if (!fill && !end) continue;
      reports.push({
        orderId: resting.order.id,
        fills: fill ? [fill] : [],
        at: end?.at ?? minute,
        ...(end && { status: end.status }),
        ...(end?.note !== undefined && { note: end.note }),
      });
    }
    open = open.filter(({ left }) => left > 0n);
  }
  return reports;
}

function restingOrders(
  orders: Settlement["orders"],
  instruments: Settlement["instruments"],
): Resting[] {
  return orders
    .filter((order) => AT_BROKER.includes(order.status))
    .map((order) => {
      const instrument = instruments.get(order.symbol);
      const ending = endingOf(order, instrument?.assetClass ?? "equity");
      return { order, instrument, ending, left: remaining(order) };
    })
    .filter(({ left }) => left > 0n)
    .sort(({ order: a }, { order: b }) =>
      a.minute - b.minute || (a.id < b.id ? -1 : 1)
    );
}

/** A cancel counts even when a partial fill was reported after it was asked for. */
function endingOf(order: Order, assetClass: AssetClass): Ending | undefined {
  const expiry = expiryOf(order, assetClass);
  if (order.cancelAt === undefined) return expiry;
  const minute = order.cancelAt - order.cancelAt % MINUTE_MS;
  return expiry && expiry.minute < minute
    ? expiry
    : { minute, status: "CANCELED", at: order.cancelAt };
}

function expiryOf(order: Order, assetClass: AssetClass): Ending | undefined {
  const first = order.minute + MINUTE_MS;
  switch (order.timeInForce) {
    case "gtc":
      return undefined;
    case "day": {
      const at = closeAfter(first, assetClass);
      return {
        minute: at - MINUTE_MS,
        status: "EXPIRED",
        at,
        note: "its day ended",
      };
    }
    default:
      return {
        minute: first,
        status: "CANCELED",
        at: first + MINUTE_MS,
        note: order.timeInForce === "ioc"
          ? "immediate or cancel"
          : "fill or kill",
      };
  }
}

/** Returns the first end of a trading day after an instant, Unix milliseconds. */
function closeAfter(time: number, assetClass: AssetClass): number {
  return assetClass === "crypto"
    ? time - time % DAY_MS + DAY_MS
    : (sessionAt(time) ?? nextSession(time)).close;
}

function barsByMinute(
  bars: readonly Bar[],
  from: number,
  upTo: number,
  open: readonly Resting[],
): Map<number, Map<string, Bar>> {
  const symbols = new Set(open.map(({ order }) => order.symbol));
  const byMinute = new Map<number, Map<string, Bar>>();
  for (const bar of bars) {
    if (bar.at < from || bar.at > upTo || !symbols.has(bar.symbol)) continue;
    const tape = byMinute.get(bar.at);
    if (tape) tape.set(bar.symbol, bar);
    else byMinute.set(bar.at, new Map([[bar.symbol, bar]]));
  }
  return byMinute;
}

/** Minutes without bars are walked only when an order ends in them. */
function minutesToWalk(
  from: number,
  upTo: number,
  byMinute: ReadonlyMap<number, unknown>,
  open: readonly Resting[],
): number[] {
  const ends = open
    .map(({ order, ending }) =>
      Math.max(from, order.minute + MINUTE_MS, ending?.minute ?? Infinity)
    )
    .filter((minute) => minute <= upTo);
  return [...new Set([...byMinute.keys(), ...ends])].sort((a, b) => a - b);
}

function endAfter(minute: number, resting: Resting): Ending | undefined {
  const { ending, left } = resting;
  return left > 0n && ending && minute >= ending.minute ? ending : undefined;
}

/** Fills an order as far as one bar allows; `taken` and `left` are kept up to date. */
function fillOn(
  bar: Bar,
  resting: Resting,
  taken: Map<string, bigint>,
  { terms, seed }: Settling,
): Fill | undefined {
  const { order, instrument, ending, left } = resting;
  if (!instrument || ending && bar.at > ending.minute) return undefined;
  if (instrument.assetClass === "equity" && !isRegular(bar.at)) {
    return undefined;
  }
  const key = `${order.teamId} ${order.symbol} ${order.side}`;
  const before = taken.get(key) ?? 0n;
  const quote = quoteOf(order, bar, before, { instrument, terms, seed });
  if (!quote) return undefined;
  const most = min(left, shareOf(bar, terms) - before as Quantity);
  const shares = roundShares(most, order, left, instrument);
  const size = order.side === "buy"
    ? affordable(shares, order, left, quote, instrument)
    : shares;
  if (size <= 0n || order.timeInForce === "fok" && size < left) {
    return undefined;
  }
  taken.set(key, before + size);
  resting.left = left - size as Quantity;
  const quantity = (order.side === "buy" ? size : -size) as Quantity;
  const price = quote(size);
  return {
    id: `${order.id}@${stamp(bar.at)}`,
    orderId: order.id,
    teamId: order.teamId,
    symbol: order.symbol,
    quantity,
    price,
    ...feeOf(instrument, quantity, price, order.feeBps),
    at: bar.at,
  };
}

/** Most of a bar's volume that one team may trade on one side of it. */
function shareOf({ volume }: Bar, { participation }: ExchangeTerms): Quantity {
  const share = fromNumber(volume) * fromNumber(participation) / ONE;
  return share as Quantity;
}

/** Returns `YYYYmmddHHMM`, UTC. */
function stamp(minute: number): string {
  return new Date(minute).toISOString().slice(0, 16).replace(/\D/g, "");
}
