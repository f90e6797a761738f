import { decimalText } from "../domain/decimal.ts";
import type { MinuteReport } from "./minute_report.ts";
import type { TrialEnd } from "./run_report.ts";

/**
 * Returns a trial as a JSON value; amounts are decimal texts, names as in the
 * HTTP contract.
 *
 * @param check As `checkJson()` returns it
 */
export function trialJson(
  check: Readonly<Record<string, unknown>>,
  minutes: readonly MinuteReport[],
  end: TrialEnd,
): Readonly<Record<string, unknown>> {
  return {
    ok: minutes.every(({ outcome = "ok" }) => outcome === "ok"),
    check,
    minutes: minutes.map(minuteJson),
    end: {
      cash: decimalText(end.cash),
      value: decimalText(end.equity),
      open_orders: end.openOrders,
      positions: end.positions.map(({ symbol, quantity, value }) => ({
        symbol,
        quantity: decimalText(quantity),
        value: decimalText(value),
      })),
    },
  };
}

function minuteJson(report: MinuteReport): Record<string, unknown> {
  const { equity, error, orders, fills, denials, endings } = report;
  return {
    minute: new Date(report.minute).toISOString(),
    outcome: report.outcome ?? null,
    error: error ?? null,
    signals: report.signals,
    orders: orders.map(({ id, symbol, side, type, quantity, limit }) => ({
      ...{ order_id: id, symbol, action: side, order_type: type },
      quantity: decimalText(quantity),
      limit: limit === undefined ? null : decimalText(limit),
    })),
    fills: fills.map(({ orderId, symbol, quantity, price, fee }) => ({
      ...{ order_id: orderId, symbol },
      quantity: decimalText(quantity),
      price: decimalText(price),
      fee: decimalText(fee),
    })),
    ended: endings.map(({ order, status, note }) => ({
      ...{ order_id: order.id, status, note: note ?? null },
    })),
    denials: denials.map(({ rule, symbol, message }) => ({
      ...{ rule, symbol: symbol ?? null, message },
    })),
    log: report.log,
    fresh: report.fresh,
    wall_ms: report.wallMs,
    cpu_ms: report.cpuMs,
    value: equity === undefined ? null : decimalText(equity),
  };
}
