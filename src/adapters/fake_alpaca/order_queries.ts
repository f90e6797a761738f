import { directionOf, readTime } from "./activities.ts";
import type { Desk } from "./desk.ts";
import { notFound, unreadable } from "./errors.ts";
import { type AlpacaOrder, hasEnded } from "./orders.ts";
import { positionForm } from "./trading_world.ts";

/** Rows when nobody says, and at most. */
const LIMIT = 50;
const LIMIT_MAX = 500;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Returns the order of an id.
 *
 * @throws {Refusal} 422 for what is no UUID, 404 when there is none
 */
export function findOrder({ orders }: Desk, id: string): AlpacaOrder {
  if (!UUID.test(id)) throw unreadable(`order_id is not a valid UUID: ${id}`);
  const order = orders.get(id);
  if (!order) throw notFound(`order not found for ${id}`);
  return order;
}

/**
 * Returns the order of a client's id.
 *
 * @throws {Refusal} 422 without an id, 404 when there is none, or not yet
 */
export function findByClientId(
  { orders, timeline }: Desk,
  id: string | null,
): AlpacaOrder {
  if (id === null || id === "") throw unreadable("client_order_id is missing");
  const order = orders.byClientId(id);
  if (!order || (order.hiddenUntil ?? 0) > timeline.now) {
    throw notFound(`order not found for ${id}`);
  }
  return order;
}

/**
 * Returns the orders that a query asks for, newest first unless it says
 * otherwise. There is no page token: the next page begins where this one ends.
 *
 * Source: Trading API specification 2.0.1, GET /v2/orders
 *
 * @throws {Refusal} 422 for a parameter that cannot be read
 */
export function listOrders(desk: Desk, query: URLSearchParams): AlpacaOrder[] {
  const isWanted = filters(query);
  const isWithin = bounds(desk, query);
  const limit = readLimit(query.get("limit"));
  const found = desk.orders.all
    .filter((order) => isWanted(order) && isWithin(order));
  if (directionOf(query.get("direction")) === "desc") found.reverse();
  return found.slice(0, limit);
}

function filters(query: URLSearchParams): (order: AlpacaOrder) => boolean {
  const status = choice(query, "status", ["open", "closed", "all"]) ?? "open";
  const side = choice(query, "side", ["buy", "sell"]);
  const kinds = query.get("asset_class")?.split(",");
  const symbols = query.get("symbols")?.split(",");
  return (order) =>
    (status === "all" || hasEnded(order) === (status === "closed")) &&
    (side === undefined || order.side === side) &&
    (kinds === undefined || kinds.includes(order.asset.class)) &&
    (symbols === undefined || symbols.includes(order.asset.wire) ||
      symbols.includes(positionForm(order.asset)));
}

/** Times are exclusive, and so are orders; one or the other. */
function bounds(
  desk: Desk,
  query: URLSearchParams,
): (order: AlpacaOrder) => boolean {
  const [after, until] = ["after", "until"].map((name) => {
    const text = query.get(name);
    return text === null || text === "" ? undefined : readTime(name, text);
  });
  const [afterId, beforeId] = ["after_order_id", "before_order_id"].map(
    (name) => query.get(name) ?? undefined,
  );
  const isTimed = after !== undefined || until !== undefined;
  const isNamed = afterId !== undefined || beforeId !== undefined;
  if (isTimed && isNamed || afterId !== undefined && beforeId !== undefined) {
    throw unreadable(
      "before_order_id, after_order_id and after or until are mutually exclusive",
    );
  }
  const lower = afterId === undefined
    ? after
    : findOrder(desk, afterId).createdAt;
  const upper = beforeId === undefined
    ? until
    : findOrder(desk, beforeId).createdAt;
  return ({ createdAt }) =>
    (lower === undefined || createdAt > lower) &&
    (upper === undefined || createdAt < upper);
}

function choice<T extends string>(
  query: URLSearchParams,
  name: string,
  values: readonly T[],
): T | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  const found = values.find((each) => each === text);
  if (found !== undefined) return found;
  throw unreadable(`${name} must be ${values.join(", ")}`);
}

function readLimit(text: string | null): number {
  if (text === null || text === "") return LIMIT;
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= LIMIT_MAX) return limit;
  throw unreadable(`limit must be a number of 1 to ${LIMIT_MAX}`);
}
