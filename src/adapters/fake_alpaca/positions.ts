import { abs, decimalText, mulDiv, ONE } from "../../domain/decimal.ts";
import type { Desk } from "./desk.ts";
import { notFound } from "./errors.ts";
import { valueOf } from "./executions.ts";
import { remainingOf } from "./orders.ts";
import { positionForm } from "./trading_world.ts";

/** Returns what open orders of a side hold of a symbol without opening anything, 1e-9 units. */
export function heldForOrders(
  { orders, ledger }: Pick<Desk, "orders" | "ledger">,
  symbol: string,
  side: "buy" | "sell",
): bigint {
  let held = 0n;
  for (const order of orders.openOf(symbol)) {
    if (order.side !== side || order.opens || order.isDormant) continue;
    held += remainingOf(order, ledger.of(order.id));
  }
  return held;
}

/** Returns all positions as the API shows them, by symbol. */
export function positionsJson(desk: Desk): Record<string, unknown>[] {
  const paid = paidToday(desk);
  return [...desk.ledger.book.holdings.keys()].sort()
    .map((symbol) => positionJson(desk, symbol, paid));
}

/**
 * Returns a position as the API shows it.
 *
 * Source: Trading API specification 2.0.1, schema Position
 *
 * @param symbol Our own form
 * @throws {Refusal} 404 when there is none
 */
export function positionJson(
  desk: Desk,
  symbol: string,
  paid: ReadonlyMap<string, bigint> = paidToday(desk),
): Record<string, unknown> {
  const holding = desk.ledger.book.holdings.get(symbol);
  if (!holding) throw notFound("position does not exist");
  const { quantity, average } = holding;
  const asset = desk.world.asset(symbol);
  const price = desk.price(symbol) ?? average;
  const before = desk.dayEnd.prices.get(symbol) ?? price;
  const cost = signed(valueOf(average, quantity), quantity);
  const value = signed(valueOf(price, quantity), quantity);
  const gain = value - cost;
  const start = desk.dayEnd.held.get(symbol) ?? 0n;
  const worth = signed(valueOf(before, start), start);
  const today = value - worth - (paid.get(symbol) ?? 0n);
  const side = quantity > 0n ? "long" : "short";
  const held = heldForOrders(desk, symbol, side === "long" ? "sell" : "buy");
  return {
    asset_id: asset?.id ?? "",
    symbol: asset ? positionForm(asset) : symbol,
    exchange: asset?.exchange ?? "",
    asset_class: asset?.class ?? "us_equity",
    asset_marginable: asset?.marginable ?? false,
    qty: decimalText(quantity),
    qty_available: decimalText(quantity - signed(held, quantity)),
    avg_entry_price: decimalText(average),
    side,
    market_value: decimalText(value),
    cost_basis: decimalText(cost),
    unrealized_pl: decimalText(gain),
    unrealized_plpc: ratio(gain, abs(cost)),
    unrealized_intraday_pl: decimalText(today),
    unrealized_intraday_plpc: ratio(today, abs(cost)),
    current_price: decimalText(price),
    lastday_price: decimalText(before),
    change_today: ratio(price - before, before),
  };
}

/** Returns what was paid less what was got since the last day's end, dollars, 1e-9, by symbol. */
export function paidToday({ ledger, dayEnd }: Desk): Map<string, bigint> {
  const paid = new Map<string, bigint>();
  for (const { symbol, price, quantity } of ledger.since(dayEnd.at)) {
    const value = signed(valueOf(price, quantity), quantity);
    paid.set(symbol, (paid.get(symbol) ?? 0n) + value);
  }
  return paid;
}

function signed(size: bigint, like: bigint): bigint {
  return like < 0n ? -size : size;
}

function ratio(part: bigint, whole: bigint): string {
  return whole === 0n ? "0" : decimalText(mulDiv(part, ONE, whole));
}
