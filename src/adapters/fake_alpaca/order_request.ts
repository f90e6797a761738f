import { decimalText, ONE, parseDecimal } from "../../domain/decimal.ts";
import { QtcError } from "../../domain/error.ts";
import type { Asset } from "./assets.ts";
import { invalid, malformed, unreadable } from "./errors.ts";
import type { OrderTerms } from "./orders.ts";
import { namedAsset, type TradingWorld } from "./trading_world.ts";

/** Longest `client_order_id`. */
export const CLIENT_ID_MAX = 128;

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

const SIDES = ["buy", "sell"] as const;
const TYPES = ["market", "limit", "stop", "stop_limit"] as const;
const TIFS = ["day", "gtc", "opg", "cls", "ioc", "fok"] as const;
const INTENTS = [
  "buy_to_open",
  "buy_to_close",
  "sell_to_open",
  "sell_to_close",
] as const;
const CENT = ONE / 100n;

/** Returns the object that a request's body is. */
export function bodyOf(text: string): JsonObject {
  try {
    const body: unknown = JSON.parse(text);
    if (isObject(body)) return body;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw malformed();
}

/**
 * Reads what somebody wants, and checks all that needs no account: fields that
 * nobody knows are passed over, values that nobody knows are not.
 *
 * @param newId Makes the `client_order_id` of an order that comes without
 * @throws {Refusal} 422
 */
export function readOrder(
  body: JsonObject,
  world: Pick<TradingWorld, "asset">,
  newId: () => string,
): OrderTerms {
  checkOffered(body);
  const asset = readAsset(body.symbol, world);
  const terms: OrderTerms = {
    asset,
    side: oneOf(body, "side", SIDES),
    type: oneOf(body, "type", TYPES),
    tif: oneOf(body, "time_in_force", TIFS),
    extendedHours: readFlag(body, "extended_hours"),
    clientOrderId: readClientId(body) ?? newId(),
    ...amount(body, "qty", "quantity"),
    ...amount(body, "notional", "notional"),
    ...amount(body, "limit_price", "limit"),
    ...amount(body, "stop_price", "stop"),
    ...(isGiven(body.position_intent) &&
      { positionIntent: oneOf(body, "position_intent", INTENTS) }),
  };
  checkTerms(terms);
  return terms;
}

/** Returns the `client_order_id` of a body, if it has one. */
export function readClientId(body: JsonObject): string | undefined {
  const { client_order_id: id } = body;
  if (!isGiven(id) || id === "") return undefined;
  if (typeof id === "string" && id.length <= CLIENT_ID_MAX) return id;
  throw unreadable(
    `client_order_id must be a string of at most ${CLIENT_ID_MAX} characters`,
  );
}

/** Returns the `time_in_force` of a body; nothing when it is not there. */
export function readTif(body: JsonObject): Partial<Pick<OrderTerms, "tif">> {
  return isGiven(body.time_in_force)
    ? { tif: oneOf(body, "time_in_force", TIFS) }
    : {};
}

/** Returns an amount > 0 of a body, 1e-9 units, under a name; nothing when it is not there. */
export function amount<K extends string>(
  body: JsonObject,
  field: string,
  name: K,
): { readonly [name in K]?: bigint } {
  const value = body[field];
  if (!isGiven(value) || value === "") return {};
  const isText = typeof value === "string" || typeof value === "number";
  const units = isText ? decimal(String(value)) : undefined;
  if (units === undefined) {
    throw unreadable(`${field} must be a decimal number`);
  }
  if (units <= 0n) throw invalid(`${field} must be > 0`);
  return { [name]: units } as { [name in K]: bigint };
}

/**
 * Checks the terms of an order among themselves.
 *
 * @throws {Refusal} 422
 */
export function checkTerms(terms: OrderTerms): void {
  const { quantity, notional, type, limit, stop, asset } = terms;
  if ((quantity === undefined) === (notional === undefined)) {
    throw invalid(
      quantity === undefined
        ? "qty or notional is required"
        : "only one of qty or notional is accepted",
    );
  }
  const wantsLimit = type === "limit" || type === "stop_limit";
  const wantsStop = type === "stop" || type === "stop_limit";
  if (wantsLimit !== (limit !== undefined)) {
    throw invalid(
      `${type} orders ${wantsLimit ? "require" : "must not have"} limit_price`,
    );
  }
  if (wantsStop !== (stop !== undefined)) {
    throw invalid(
      `${type} orders ${wantsStop ? "require" : "must not have"} stop_price`,
    );
  }
  if (notional !== undefined) {
    if (notional % CENT !== 0n) {
      throw invalid("notional value must be limited to 2 decimal places");
    }
    if (type !== "market") {
      throw invalid("notional orders must be market orders");
    }
  }
  if (asset.class === "crypto") checkCrypto(terms);
  else checkEquity(terms);
}

function checkEquity(terms: OrderTerms): void {
  const { asset, quantity, notional, tif, type, limit, stop } = terms;
  if (notional !== undefined || (quantity ?? 0n) % ONE !== 0n) {
    if (!asset.fractionable) {
      throw invalid("requested asset is not fractionable");
    }
    if (tif !== "day") throw invalid("fractional orders must be DAY orders");
  }
  for (const [name, price] of [["limit_price", limit], ["stop_price", stop]]) {
    checkPenny(name as string, price as bigint | undefined);
  }
  if (terms.extendedHours && !(type === "limit" && tif === "day")) {
    throw invalid("extended hours order must be DAY limit orders");
  }
  if (
    (tif === "opg" || tif === "cls") && type !== "market" && type !== "limit"
  ) {
    throw invalid(`${type} orders cannot be ${tif} orders`);
  }
}

/** At a dollar and more two decimals, below four. */
function checkPenny(name: string, price: bigint | undefined): void {
  if (price === undefined) return;
  const step = price >= ONE ? CENT : CENT / 100n;
  if (price % step === 0n) return;
  const text = decimalText(price);
  throw invalid(
    `invalid ${name} ${text}. sub-penny increment does not fulfill minimum pricing criteria`,
  );
}

function checkCrypto(
  { asset, type, tif, quantity, ...rest }: OrderTerms,
): void {
  if (type === "stop") throw unreadable("invalid order type for crypto order");
  if (tif !== "gtc" && tif !== "ioc") {
    throw invalid("invalid crypto time_in_force");
  }
  if (rest.extendedHours) {
    throw invalid("extended_hours is not accepted for crypto orders");
  }
  if (quantity !== undefined) {
    if (quantity < (asset.minOrderSize ?? 0n)) {
      throw invalid(
        `minimal order size is ${decimalText(asset.minOrderSize ?? 0n)}`,
      );
    }
    checkStep("qty", quantity, asset.minTradeIncrement);
  }
  checkStep("limit_price", rest.limit, asset.priceIncrement);
  checkStep("stop_price", rest.stop, asset.priceIncrement);
}

function checkStep(name: string, value: bigint | undefined, step = 1n): void {
  if (value === undefined || value % step === 0n) return;
  throw invalid(
    `${name} ${decimalText(value)} must be a multiple of ${decimalText(step)}`,
  );
}

/** Groups of orders, trailing stops and instructions for routing are not offered here. */
function checkOffered(body: JsonObject): void {
  const { order_class: group, type } = body;
  if (isGiven(group) && group !== "" && group !== "simple") {
    throw invalid(`order_class ${JSON.stringify(group)} is not offered`);
  }
  if (type === "trailing_stop") {
    throw invalid("type trailing_stop is not offered");
  }
}

function readAsset(
  symbol: unknown,
  world: Pick<TradingWorld, "asset">,
): Asset {
  if (typeof symbol !== "string" || symbol === "") {
    throw unreadable("symbol is required");
  }
  const asset = namedAsset(world, symbol);
  if (!asset) throw invalid(`asset "${symbol}" not found`);
  if (asset.status !== "active") {
    throw invalid(`asset "${symbol}" is not active`);
  }
  if (!asset.tradable) throw invalid(`asset "${symbol}" is not tradable`);
  return asset;
}

function oneOf<T extends string>(
  body: JsonObject,
  field: string,
  values: readonly T[],
): T {
  const value = body[field];
  const found = values.find((each) => each === value);
  if (found !== undefined) return found;
  throw isGiven(value)
    ? invalid(`invalid ${field}: ${JSON.stringify(value)}`)
    : unreadable(`${field} is required`);
}

function readFlag(body: JsonObject, field: string): boolean {
  const value = body[field] ?? false;
  if (typeof value === "boolean") return value;
  throw unreadable(`${field} must be true or false`);
}

function decimal(text: string): bigint | undefined {
  try {
    return parseDecimal(text);
  } catch (error) {
    if (error instanceof QtcError) return undefined;
    throw error;
  }
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
