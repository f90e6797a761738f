/**
 * Events as the ledger's JSON texts. Amounts are exact decimal texts; which
 * fields are amounts is known from the event's kind, never from the value, so
 * that no text of a team can pass for a number.
 *
 * @module
 */

import { decimalText, parseDecimal } from "./decimal.ts";
import type { LedgerEvent } from "./event.ts";

/** Fields that hold amounts, wherever the books' own objects have them. */
const AMOUNTS: ReadonlySet<string> = new Set([
  "amount",
  "quantity",
  "price",
  "fee",
  "feeQuantity",
  "limit",
  "reference",
  "mark",
  "worst",
  "quantityStep",
  "tick",
  "initialCash",
  "maxOrderNotional",
  "maxPositionNotional",
  "maxGrossExposure",
  "maxDailyLoss",
  "newShares",
  "oldShares",
  "cash",
]);

/** Fields of each kind that hold our own objects with amounts inside. */
const NESTED: ReadonlySet<string> = new Set([
  "action",
  "order",
  "spec",
  "limits",
  "instruments",
]);

/** Returns an event's JSON text. */
export function encodeEvent(event: LedgerEvent): string {
  return JSON.stringify(convert(event, encodeAmount));
}

/** Returns the event of a JSON text that `encodeEvent()` wrote. */
export function decodeEvent(text: string): LedgerEvent {
  return convert(JSON.parse(text), decodeAmount) as LedgerEvent;
}

type Convert = (value: unknown) => unknown;

function encodeAmount(value: unknown): unknown {
  return typeof value === "bigint" ? decimalText(value) : value;
}

function decodeAmount(value: unknown): unknown {
  return typeof value === "string" ? parseDecimal(value) : value;
}

function convert(event: object, amount: Convert): unknown {
  const kind = (event as { kind?: unknown }).kind;
  // What these carry is the teams' own, or holds no amounts.
  if (kind === "runs" || kind === "failure" || kind === "denial") return event;
  return convertObject(event, amount);
}

function convertObject(object: object, amount: Convert): object {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object)) {
    if (AMOUNTS.has(key)) result[key] = amount(value);
    else if (key === "equity") result[key] = mapValues(value, amount);
    else if (key === "marks") {
      result[key] = mapValues(
        value,
        (mark) => convertObject(mark as object, amount),
      );
    } else if (NESTED.has(key)) {
      result[key] = Array.isArray(value)
        ? value.map((each) => convertObject(each, amount))
        : convertObject(value as object, amount);
    } else result[key] = value;
  }
  return result;
}

function mapValues(object: unknown, convert: Convert): object {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object as object)) {
    result[key] = convert(value);
  }
  return result;
}
