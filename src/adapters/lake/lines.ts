/**
 * What the lake's files of lines say: one JSON object a line, names as in the
 * HTTP contract, each with the number of the event that it comes from.
 *
 * @module
 */

import { decimalText } from "../../domain/decimal.ts";
import type { Fill } from "../../domain/fill.ts";
import type { OrderIntent } from "../../domain/order.ts";
import type { PerformanceFigures } from "../../domain/performance.ts";
import { type ErrorRecord, tradeRecord } from "../../domain/records.ts";

/** What a portfolio is worth and how it has done, at the end of a minute. */
export interface MetricsRecord {
  /** Start of the minute, Unix milliseconds. */
  readonly at: number;
  /** Dollars. */
  readonly value: number;
  /** Dollars that came from outside. */
  readonly startingValue: number;
  /** Absent while there was nothing to win or lose with. */
  readonly figures: PerformanceFigures | undefined;
  /** Orders that were filled, in part or whole, so far. */
  readonly trades: number;
}

/** Returns the line of an execution. */
export function tradeLine(seq: number, fill: Fill, order: OrderIntent): string {
  const trade = tradeRecord(fill, order);
  return JSON.stringify({
    seq,
    team_id: fill.teamId,
    timestamp: isoTime(trade.at),
    symbol: trade.symbol,
    side: trade.side,
    quantity: trade.quantity,
    requested_price: trade.requestedPrice,
    execution_price: trade.executionPrice,
    order_type: trade.orderType,
    broker_order_id: trade.brokerOrderId,
    order_id: order.id,
    execution_id: fill.id,
    fee: decimalText(fill.fee),
    fee_quantity: decimalText(fill.feeQuantity),
  });
}

/** Returns the line of a failure or a denial. */
export function errorLine(seq: number, error: ErrorRecord): string {
  return JSON.stringify({
    seq,
    timestamp: isoTime(error.at),
    error_type: error.errorType,
    message: error.message,
    strategy: error.strategy,
    timeout: error.timeout,
    phase: error.phase,
  });
}

/** Returns the line of what a strategy wrote in a minute. */
export function logLine(seq: number, minute: number, log: string): string {
  return JSON.stringify({ seq, timestamp: isoTime(minute), log });
}

/** Returns the line of a minute's figures; null where one cannot be had. */
export function metricsLine(seq: number, metrics: MetricsRecord): string {
  const { at, value, startingValue, figures, trades } = metrics;
  const { totalReturn = null, maxDrawdown = null, currentDrawdown = null } =
    figures ?? {};
  // By hand: these are half of all rows, and nothing in them wants escaping.
  return `{"seq":${seq},"timestamp":"${isoTime(at)}",` +
    `"portfolio_value":${value},"starting_value":${startingValue},` +
    `"total_return":${totalReturn},"max_drawdown":${maxDrawdown},` +
    `"current_drawdown":${currentDrawdown},"total_trades":${trades}}`;
}

/** Returns the number of the event that a line comes from; `undefined` when it is none of ours. */
export function seqOf(line: string): number | undefined {
  const value = parsed(line)?.seq;
  return Number.isSafeInteger(value) ? value as number : undefined;
}

/** Returns the instant that a line names, Unix milliseconds; `undefined` when it names none. */
export function timeOf(line: string): number | undefined {
  const at = Date.parse(String(parsed(line)?.timestamp));
  return Number.isNaN(at) ? undefined : at;
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(line);
    return value instanceof Object ? value : undefined;
  } catch {
    return undefined; // a torn line says nothing
  }
}

/** As the HTTP contract writes instants; milliseconds only when there are any. */
function isoTime(at: number): string {
  if (at !== latest.at) {
    const text = new Date(at).toISOString().replace(/(\.000)?Z$/, "+00:00");
    latest = { at, text };
  }
  return latest.text;
}

/** A minute's lines all name the same instant. */
let latest = { at: NaN, text: "" };
