import { abs, decimalText, mulDiv, ONE } from "../../domain/decimal.ts";
import { marginPercent, SHORT_EQUITY_MIN, valuation } from "./account.ts";
import type { Desk } from "./desk.ts";
import { forbidden, invalid } from "./errors.ts";
import { valueOf } from "./executions.ts";
import type { AlpacaOrder, OrderTerms } from "./orders.ts";
import { heldForOrders } from "./positions.ts";

/** What the rules find out about an order that they let pass. */
export interface Admission {
  /** It opens or adds to a position. */
  readonly opens: boolean;
  /** Dollars a unit to be held, 1e-9. */
  readonly worst: bigint;
  /** Units, 1e-9; of an order in dollars what it comes to at the last price. */
  readonly target: bigint;
}

const CRYPTO_MINIMUM = 10n * ONE;
const EQUITY_MINIMUM = ONE;

/**
 * Checks an order against the account, as the broker does before it takes it.
 *
 * @param replaced An order that this one comes instead of
 * @throws {Refusal} 403, or 422 for what no account may do
 */
export function admit(
  desk: Desk,
  terms: OrderTerms,
  replaced?: AlpacaOrder,
): Admission {
  checkFlags(desk);
  const { asset } = terms;
  const last = desk.price(asset.symbol) ?? terms.limit ?? terms.stop;
  if (last === undefined) {
    throw invalid(`asset "${asset.wire}" has no price yet`);
  }
  const others = desk.orders.openOf(asset.symbol)
    .filter((order) => order !== replaced);
  checkWash(terms, others);
  const target = terms.quantity ?? (terms.notional ?? 0n) * ONE / last;
  checkMinimum(terms, target, last);
  const opens = checkPosition(desk, { ...terms, target }, others, replaced);
  const worst = worstPrice(terms, last, opens);
  if (opens) checkBuyingPower(desk, terms, worst, replaced);
  return { opens, worst, target };
}

/**
 * Returns the price that buying power is held at, 1e-9 USD: a limit; else the
 * last price and a collar, 2.5 % from 50 dollars on, 4 % below.
 */
export function worstPrice(
  { type, side, limit, stop }: OrderTerms,
  last: bigint,
  opens: boolean,
): bigint {
  if (side === "sell") {
    const ask = mulDiv(last, 103n, 100n);
    return opens && (limit === undefined || limit < ask) ? ask : limit ?? ask;
  }
  if (limit !== undefined) return limit;
  const base = type === "stop" ? stop ?? last : last;
  return mulDiv(base, base >= 50n * ONE ? 1025n : 1040n, 1000n);
}

function checkFlags({ flags, world }: Desk): void {
  const isBlocked = flags.accountBlocked || flags.tradingBlocked ||
    flags.suspendedByUser ||
    world.faults.find("account_blocked") !== undefined ||
    world.faults.find("trading_blocked") !== undefined;
  if (isBlocked) throw forbidden("account is restricted from trading");
}

/** Two orders of one account that could trade with each other are refused. */
function checkWash(terms: OrderTerms, others: readonly AlpacaOrder[]): void {
  for (const other of others) {
    if (other.side === terms.side) continue;
    const areLimits = hasLimit(terms) && hasLimit(other);
    const [buy, sell] = terms.side === "buy" ? [terms, other] : [other, terms];
    const crosses = (buy.limit ?? 0n) >= (sell.limit ?? 0n);
    if (areLimits && !crosses) continue;
    throw forbidden("potential wash trade detected. use complex orders", {
      existing_order_id: other.id,
      reject_reason: areLimits
        ? "opposite side limit order exists"
        : "opposite side market/stop order exists",
    });
  }
}

function hasLimit({ type }: OrderTerms): boolean {
  return type === "limit";
}

function checkMinimum(terms: OrderTerms, target: bigint, last: bigint): void {
  const { asset, side, limit, stop, notional } = terms;
  const isCrypto = asset.class === "crypto";
  if (!isCrypto && side === "sell") return;
  const cost = notional ?? valueOf(limit ?? stop ?? last, target);
  const minimum = isCrypto ? CRYPTO_MINIMUM : EQUITY_MINIMUM;
  if (cost >= minimum) return;
  throw forbidden(
    `cost basis must be >= minimal amount of order ${decimalText(minimum)}`,
  );
}

/** Says whether an order opens a position, or checks that it closes no more than there is. */
function checkPosition(
  desk: Desk,
  terms: OrderTerms & { readonly target: bigint },
  others: readonly AlpacaOrder[],
  replaced: AlpacaOrder | undefined,
): boolean {
  const { asset, side } = terms;
  const { symbol } = asset;
  const held = desk.ledger.book.holdings.get(symbol)?.quantity ?? 0n;
  const closes = side === "sell" ? held > 0n : held < 0n;
  const isCoinSale = side === "sell" && asset.class === "crypto";
  if (closes || isCoinSale) {
    checkAvailable(desk, terms, held, replaced);
    return false;
  }
  const isOpposed = others.some((other) => other.side !== side && other.opens);
  if (isOpposed) {
    throw forbidden(
      side === "buy"
        ? "cannot open a long buy while a short sell order is open"
        : "cannot open a short sell while a long buy order is open",
    );
  }
  if (side === "sell") checkShort(desk, terms);
  return true;
}

function checkAvailable(
  desk: Desk,
  { asset, side, target }: OrderTerms & { readonly target: bigint },
  held: bigint,
  replaced: AlpacaOrder | undefined,
): void {
  const { symbol } = asset;
  const own = replaced && !replaced.opens ? replaced.target ?? 0n : 0n;
  const reserved = heldForOrders(desk, symbol, side) - own;
  const free = abs(held) - reserved;
  const available = free > 0n ? free : 0n;
  if (target <= available) return;
  const texts = {
    requested: decimalText(target),
    available: decimalText(available),
  };
  throw forbidden(
    `insufficient qty available for order (requested: ${texts.requested}, available: ${texts.available})`,
    {
      available: texts.available,
      existing_qty: decimalText(abs(held)),
      held_for_orders: decimalText(reserved),
      symbol: asset.wire,
    },
  );
}

function checkShort(
  desk: Desk,
  { asset, quantity }: OrderTerms,
): void {
  if (quantity === undefined || quantity % ONE !== 0n) {
    throw invalid("fractional orders cannot be sold short");
  }
  if (!asset.shortable || !asset.easyToBorrow) {
    throw forbidden(`asset "${asset.wire}" cannot be sold short`);
  }
  const isAllowed = desk.flags.shortingEnabled && desk.multiplier === 2 &&
    valuation(desk).equity >= SHORT_EQUITY_MIN;
  if (!isAllowed) throw forbidden("account is not allowed to short");
}

function checkBuyingPower(
  desk: Desk,
  { asset, quantity, notional }: OrderTerms,
  worst: bigint,
  replaced: AlpacaOrder | undefined,
): void {
  const cost = notional ?? valueOf(worst, quantity ?? 0n);
  const percent = marginPercent(asset, desk.multiplier);
  const { excess } = valuation(desk, replaced);
  if (mulDiv(cost, percent, 100n) <= excess) return;
  throw forbidden("insufficient buying power", {
    buying_power: decimalText(mulDiv(excess, 100n, percent)),
    cost_basis: decimalText(cost),
  });
}
