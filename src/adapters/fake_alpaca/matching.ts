import {
  isRegular,
  newYorkDate,
  nextSession,
  type Session,
  sessionAt,
  sessionOn,
} from "../../domain/calendar.ts";
import { floorTo, mulDiv, ONE } from "../../domain/decimal.ts";
import type { AlpacaOrder, OrderTerms } from "./orders.ts";

/** When an order lives; Unix milliseconds. */
export interface Lifetime {
  /** It is on the book from here. */
  readonly from: number;
  /** It expires here. */
  readonly until: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Extended hours: 04:00 until four hours after the close. */
const BEFORE_OPEN_MS = 5.5 * HOUR_MS;
const AFTER_CLOSE_MS = 4 * HOUR_MS;
/** How long an order for an auction waits for it to be over. */
const AUCTION_MS = 60_000;
const AGED_DAYS = 90;

/** Most of a market order's slippage, hundredths of a basis point. */
const SLIPPAGE_MAX = 500;
const MAKER_FEE_BPS = 15n;
const TAKER_FEE_BPS = 25n;

/** Returns when an order that comes at a time (Unix milliseconds) lives. */
export function lifetimeOf(
  { asset, tif, extendedHours }: OrderTerms,
  at: number,
): Lifetime {
  const aged = at + AGED_DAYS * DAY_MS;
  if (asset.class === "crypto") return { from: at, until: aged };
  if (tif === "opg") {
    const from = nextSession(at).open;
    return { from, until: from + AUCTION_MS };
  }
  const session = extendedHours
    ? extendedAt(at)
    : sessionAt(at) ?? nextSession(at);
  if (tif === "cls") {
    return { from: session.close, until: session.close + AUCTION_MS };
  }
  // Nothing waits for a session in order to be filled at once.
  const from = tif === "ioc" || tif === "fok" ? at : Math.max(at, session.open);
  return { from, until: tif === "gtc" ? aged : session.close };
}

/** Says whether an order's market is open at a time (Unix milliseconds). */
export function isOpenFor(order: OrderTerms, at: number): boolean {
  if (order.asset.class === "crypto") return true;
  if (order.tif === "opg" || order.tif === "cls") return true;
  if (!order.extendedHours) return isRegular(at);
  const { open, close } = extendedAt(at);
  return at >= open && at < close;
}

/** The extended session that lies around a time, or the next one. */
function extendedAt(at: number): Session {
  const widen = ({ date, open, close }: Session): Session => ({
    date,
    open: open - BEFORE_OPEN_MS,
    close: close + AFTER_CLOSE_MS,
  });
  const today = sessionOn(newYorkDate(at));
  const wide = today && widen(today);
  return wide && at < wide.close ? wide : widen(nextSession(at));
}

/** Says whether a stop is touched by the last price (1e-9 USD); `true` for all other orders. */
export function isTriggered(
  { stop, side, triggered }: Pick<AlpacaOrder, "stop" | "side" | "triggered">,
  last: bigint,
): boolean {
  if (stop === undefined || triggered) return true;
  return side === "buy" ? last >= stop : last <= stop;
}

/**
 * Returns the price (1e-9 USD) at which an order can be executed now, or
 * `undefined` when its limit is not reached. Slippage is at most 5 basis points
 * against the order, never past its limit.
 *
 * @param chance Uniform in [0, 1)
 */
export function executionPrice(
  { side, limit, asset }: OrderTerms,
  last: bigint,
  chance: number,
): bigint | undefined {
  const isBuy = side === "buy";
  if (limit !== undefined && (isBuy ? last > limit : last < limit)) {
    return undefined;
  }
  const slip = mulDiv(
    last,
    BigInt(Math.floor(chance * SLIPPAGE_MAX)),
    1_000_000n,
  );
  const step = asset.priceIncrement ??
    (last >= ONE ? ONE / 100n : ONE / 10_000n);
  const raw = isBuy ? last + slip : last - slip;
  const rounded = floorTo(raw + step / 2n, step);
  const price = rounded > 0n ? rounded : step;
  if (limit === undefined) return price;
  return (isBuy ? price > limit : price < limit) ? limit : price;
}

/**
 * Returns the fee of an execution: of coins a part of what is credited, coins
 * for a purchase, dollars for a sale; of equities none.
 *
 * @param quantity Signed, 1e-9 units
 * @param price 1e-9 USD
 * @param rested The order waited on the book: 0.15 %, else 0.25 %
 */
export function coinFee(
  { class: kind }: OrderTerms["asset"],
  quantity: bigint,
  price: bigint,
  rested: boolean,
): { readonly fee: bigint; readonly feeQuantity: bigint } {
  if (kind !== "crypto") return { fee: 0n, feeQuantity: 0n };
  const bps = rested ? MAKER_FEE_BPS : TAKER_FEE_BPS;
  if (quantity > 0n) {
    return { fee: 0n, feeQuantity: mulDiv(quantity, bps, 10_000n) };
  }
  return {
    fee: mulDiv(mulDiv(-quantity, price, ONE), bps, 10_000n),
    feeQuantity: 0n,
  };
}

/**
 * Returns a quantity (1e-9 units) cut into at most `parts` pieces of unlike
 * size, whole shares where it is whole; their sum is the quantity.
 */
export function cut(
  quantity: bigint,
  parts: number,
  { step, next }: { readonly step: bigint; readonly next: () => number },
): bigint[] {
  const pieces: bigint[] = [];
  let left = quantity;
  for (let i = parts; i > 1 && left > step; i--) {
    const share = 0.5 + next();
    const wanted = BigInt(Math.floor(Number(left) / i * share));
    const piece = floorTo(wanted, step);
    if (piece <= 0n || piece >= left) continue;
    pieces.push(piece);
    left -= piece;
  }
  return [...pieces, left];
}

/** Returns the step in which an order's quantity is cut, 1e-9 units. */
export function stepOf({ asset }: OrderTerms, quantity: bigint): bigint {
  return asset.minTradeIncrement ?? (quantity % ONE === 0n ? ONE : 1n);
}
