import { decimalText } from "../../domain/decimal.ts";
import { valuation } from "./account.ts";
import type { Desk } from "./desk.ts";
import { filledOf } from "./executions.ts";
import { stampText } from "./stamps.ts";

/**
 * Returns the whole truth about an account, for a test to compare books with:
 * amounts are decimal texts, symbols in our own form, quantities signed.
 */
export function ledgerJson(desk: Desk): Record<string, unknown> {
  const { ledger, orders, accountId } = desk;
  const { equity, buyingPower } = valuation(desk);
  return {
    account: accountId,
    at: stampText(desk.stamp()),
    cash: decimalText(ledger.book.cash),
    equity: decimalText(equity),
    buying_power: decimalText(buyingPower),
    positions: [...ledger.book.holdings]
      .sort(([a], [b]) => a < b ? -1 : 1)
      .map(([symbol, { quantity, average }]) => ({
        symbol,
        quantity: decimalText(quantity),
        average: decimalText(average),
      })),
    executions: ledger.executions.map((each) => ({
      id: each.id,
      order_id: each.orderId,
      client_order_id: orders.get(each.orderId)?.clientOrderId ?? "",
      symbol: each.symbol,
      quantity: decimalText(each.quantity),
      price: decimalText(each.price),
      fee: decimalText(each.fee),
      fee_quantity: decimalText(each.feeQuantity),
      at: stampText(each.at),
      ...(each.corrects !== undefined && { corrects: each.corrects }),
    })),
    movements: ledger.movements.map((each) => ({
      id: each.id,
      kind: each.kind,
      cash: decimalText(each.cash),
      ...(each.symbol !== undefined && { symbol: each.symbol }),
      quantity: decimalText(each.quantity),
      at: stampText(each.at),
    })),
    orders: orders.all.map((order) => ({
      id: order.id,
      client_order_id: order.clientOrderId,
      symbol: order.asset.symbol,
      side: order.side,
      type: order.type,
      time_in_force: order.tif,
      quantity: decimalText(order.target ?? 0n),
      filled: decimalText(filledOf(ledger.of(order.id)).quantity),
      status: order.status,
    })),
  };
}
