/**
 * What a team is shown of the ledger: its executions and what went wrong. One
 * mapping for the API and for the files.
 *
 * @module
 */

import { abs, decimalText } from "./decimal.ts";
import type { LedgerEvent } from "./event.ts";
import type { Fill } from "./fill.ts";
import type { OrderIntent, OrderType, Side } from "./order.ts";
import type { RunPhase } from "./run.ts";
import type { TeamSpec } from "./team.ts";

/** A confirmed execution. */
export interface TradeRecord {
  /** When it was executed, Unix milliseconds. */
  readonly at: number;
  readonly symbol: string;
  readonly side: Side;
  /** Unsigned shares or coins, decimal text. */
  readonly quantity: string;
  /** The limit, else the reference, else the mark; dollars as decimal text. */
  readonly requestedPrice: string;
  /** Dollars per share as decimal text. */
  readonly executionPrice: string;
  readonly orderType: OrderType;
  readonly brokerOrderId: string;
}

/** A minute in which a team's code failed, or a wish that was refused. */
export interface ErrorRecord {
  /** Start of the minute, Unix milliseconds. */
  readonly at: number;
  /** `TimeoutError`, `ValidationError`, or the thrown error's name. */
  readonly errorType: string;
  readonly message: string;
  /** See {@linkcode strategyName}. */
  readonly strategy: string;
  readonly timeout: boolean;
  readonly phase: RunPhase;
}

/** Returns an execution with what its order had asked for. */
export function tradeRecord(fill: Fill, order: OrderIntent): TradeRecord {
  return {
    at: fill.at,
    symbol: fill.symbol,
    side: fill.quantity > 0n ? "buy" : "sell",
    quantity: decimalText(abs(fill.quantity)),
    requestedPrice: decimalText(order.limit ?? order.reference ?? order.mark),
    executionPrice: decimalText(fill.price),
    orderType: order.type,
    brokerOrderId: fill.orderId,
  };
}

/**
 * Returns what an event tells a team about its mistakes; `undefined` for events
 * that tell nothing. A wish that we refused is an error in its eyes as well.
 *
 * @param strategy See {@linkcode strategyName}
 */
export function errorRecord(
  event: LedgerEvent,
  strategy: string,
): ErrorRecord | undefined {
  if (event.kind === "failure") {
    return {
      at: event.minute,
      errorType: event.type,
      message: event.message,
      strategy,
      timeout: event.timeout,
      phase: event.phase,
    };
  }
  if (event.kind !== "denial") return undefined;
  return {
    at: event.minute,
    errorType: "ValidationError",
    message: `Signal ${event.index + 1}` +
      `${event.symbol ? ` (${event.symbol})` : ""} was denied by ` +
      `${event.rule}: ${event.message}`,
    strategy,
    timeout: false,
    phase: "signal_validation",
  };
}

/** Returns the entry point's class, such as `Strategy`; empty when it names none. */
export function strategyName({ entryPoint }: TeamSpec): string {
  return entryPoint.split(":")[1] ?? "";
}
