import { abs, decimalText } from "../../domain/decimal.ts";
import type { Desk } from "./desk.ts";
import { unreadable } from "./errors.ts";
import { type Execution, filledOf, type Movement } from "./executions.ts";
import { milliseconds, MS, parseStamp, stampText } from "./stamps.ts";
import { fakeUuid } from "./symbols.ts";
import { positionForm } from "./trading_world.ts";

/** One activity; the row is made when it is shown, for there are thousands. */
interface Activity {
  readonly uuid: string;
  readonly type: string;
  /** Nanoseconds since 1970. */
  readonly at: bigint;
  readonly row: (id: string) => Record<string, unknown>;
}

/** Most rows of a page, and how many there are when nobody says. */
const PAGE_MAX = 100;
const DAY = 86_400_000n * MS;
const MOVEMENT_TYPES: Readonly<Record<Movement["kind"], string>> = {
  deposit: "CSD",
  transfer: "JNLS",
  split: "SPLIT",
};

/**
 * Returns the activities that a query asks for, as the API shows them: a bare
 * list. Rows of one millisecond are in the order of their ids, not of time.
 *
 * Source: Trading API specification 2.0.1, GET /v2/account/activities
 *
 * @throws {Refusal} 422 for a parameter that cannot be read
 */
export function activitiesJson(
  desk: Desk,
  query: URLSearchParams,
  type?: string,
): Record<string, unknown>[] {
  const wanted = wantedTypes(query, type);
  const { from, until } = timesOf(query);
  const size = pageSize(query.get("page_size"));
  const isRising = directionOf(query.get("direction")) === "asc";
  const sign = isRising ? 1 : -1;
  const all = activities(desk, from)
    .filter((each) =>
      wanted(each.type) && each.at > from &&
      (until === undefined || each.at < until)
    )
    .sort((a, b) => sign * compare(a, b));
  const token = readToken(query.get("page_token"));
  const start = token === undefined
    ? 0
    : all.findIndex((each) => sign * compare(each, token) > 0);
  return start < 0
    ? []
    : all.slice(start, start + size).map((each) => each.row(idOf(each)));
}

/** By the millisecond, then by UUID: the order of the ids. */
function compare(
  a: Pick<Activity, "at" | "uuid">,
  b: Pick<Activity, "at" | "uuid">,
): number {
  const gap = a.at / MS - b.at / MS;
  return gap === 0n
    ? a.uuid < b.uuid ? -1 : a.uuid > b.uuid ? 1 : 0
    : gap < 0n
    ? -1
    : 1;
}

/** `YYYYMMDDhhmmssSSS::uuid`, UTC. */
function idOf({ at, uuid }: Pick<Activity, "at" | "uuid">): string {
  return `${stampText(at).replace(/\D/g, "").slice(0, 17)}::${uuid}`;
}

/** Returns what the id of a page's last row names, whether or not it is still there. */
function readToken(
  token: string | null,
): Pick<Activity, "at" | "uuid"> | undefined {
  if (token === null || token === "") return undefined;
  const [, date, hour, minute, second, part, uuid] =
    /^(\d{8})(\d\d)(\d\d)(\d\d)(\d{3})::(.+)$/.exec(token) ?? [];
  const day = date?.replace(/^(....)(..)(..)$/, "$1-$2-$3");
  const at = parseStamp(`${day}T${hour}:${minute}:${second}.${part}Z`);
  if (at === undefined || uuid === undefined) {
    throw unreadable("page_token is not the id of an activity");
  }
  return { at, uuid };
}

function activities(desk: Desk, from: bigint): Activity[] {
  const { ledger, timeline } = desk;
  // Fees are posted at midnight, up to a day after their executions.
  const midnight = BigInt(timeline.now) * MS / DAY * DAY;
  const earlier = midnight > from ? ledger.since(from - DAY) : [];
  return [
    ...ledger.since(from).map((each) => fillActivity(desk, each)),
    ...earlier.flatMap((each) => feeActivity(desk, each)),
    ...ledger.movements.map((each) => movementActivity(desk, each)),
  ];
}

function fillActivity(desk: Desk, execution: Execution): Activity {
  const { at, orderId, quantity, price, symbol } = execution;
  const row = (id: string) => {
    const those = desk.ledger.of(orderId);
    const index = those.indexOf(execution);
    const done = filledOf(those.slice(0, index + 1)).quantity;
    const order = desk.orders.get(orderId);
    const leaves = (order?.target ?? done) - done;
    const isLast = leaves <= 0n;
    return {
      id,
      activity_type: "FILL",
      transaction_time: stampText(at),
      type: isLast ? "fill" : "partial_fill",
      price: decimalText(price),
      qty: decimalText(abs(quantity)),
      side: quantity > 0n ? "buy" : "sell",
      symbol: desk.world.asset(symbol)?.wire ?? symbol,
      leaves_qty: decimalText(isLast ? 0n : leaves),
      cum_qty: decimalText(done),
      order_id: orderId,
      order_status: isLast ? "filled" : "partially_filled",
    };
  };
  return { uuid: execution.id, type: "FILL", at, row };
}

/** The fee in coins of an execution, once the day (UTC) is over. */
function feeActivity(desk: Desk, execution: Execution): Activity[] {
  const { fee, feeQuantity, symbol } = execution;
  if (fee === 0n && feeQuantity === 0n) return [];
  const at = (execution.at / DAY + 1n) * DAY;
  if (milliseconds(at) > desk.timeline.now) return [];
  const row = (id: string) =>
    otherRow(id, "CFEE", execution.at, {
      net_amount: decimalText(-fee),
      symbol: positionOf(desk, symbol),
      qty: decimalText(-feeQuantity),
    });
  return [{ uuid: fakeUuid("fee", execution.id), type: "CFEE", at, row }];
}

function movementActivity(desk: Desk, movement: Movement): Activity {
  const { at, cash, symbol, quantity } = movement;
  const type = MOVEMENT_TYPES[movement.kind];
  const row = (id: string) =>
    otherRow(id, type, at, {
      net_amount: decimalText(cash),
      ...(symbol !== undefined && {
        symbol: positionOf(desk, symbol),
        qty: decimalText(quantity),
      }),
    });
  return { uuid: movement.id, type, at, row };
}

function otherRow(
  id: string,
  type: string,
  at: bigint,
  more: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const date = stampText(at).slice(0, 10);
  return { id, activity_type: type, date, status: "executed", ...more };
}

function positionOf({ world }: Desk, symbol: string): string {
  const asset = world.asset(symbol);
  return asset ? positionForm(asset) : symbol;
}

function wantedTypes(
  query: URLSearchParams,
  type: string | undefined,
): (type: string) => boolean {
  const types = type ?? query.get("activity_types");
  const category = query.get("category");
  if (types !== null && category !== null) {
    throw unreadable("category and activity_types cannot be used together");
  }
  if (category === null) {
    return (each) => types === null || types.split(",").includes(each);
  }
  if (category === "trade_activity") return (each) => each === "FILL";
  if (category === "non_trade_activity") return (each) => each !== "FILL";
  throw unreadable("category must be trade_activity or non_trade_activity");
}

/** Both ends exclusive, nanoseconds since 1970. */
function timesOf(
  query: URLSearchParams,
): { readonly from: bigint; readonly until: bigint | undefined } {
  const [date, after, until] = ["date", "after", "until"].map((name) => {
    const text = query.get(name);
    return text === null ? undefined : readTime(name, text);
  });
  if (date === undefined) return { from: after ?? 0n, until };
  if (after !== undefined || until !== undefined) {
    throw unreadable("date cannot be used together with after or until");
  }
  return { from: date - 1n, until: date + DAY };
}

/**
 * Reads an instant of a query, nanoseconds since 1970.
 *
 * @throws {Refusal} 422
 */
export function readTime(name: string, text: string): bigint {
  const at = parseStamp(text);
  if (at === undefined) {
    throw unreadable(`${name} is not a valid time: ${text}`);
  }
  return at;
}

/**
 * Reads the direction of a list; `desc` when there is none.
 *
 * @throws {Refusal} 422
 */
export function directionOf(text: string | null): "asc" | "desc" {
  if (text === null || text === "desc") return "desc";
  if (text === "asc") return "asc";
  throw unreadable("direction must be asc or desc");
}

function pageSize(text: string | null): number {
  if (text === null) return PAGE_MAX;
  const size = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (size >= 1 && size <= PAGE_MAX) return size;
  throw unreadable(`page_size must be a number of 1 to ${PAGE_MAX}`);
}
