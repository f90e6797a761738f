import { decimalText, mulDiv } from "../../domain/decimal.ts";
import type { Asset } from "./assets.ts";
import type { Desk } from "./desk.ts";
import { filledOf, valueOf } from "./executions.ts";
import { type AlpacaOrder, remainingOf } from "./orders.ts";
import { stampText } from "./stamps.ts";

/** What an account is worth and may do; dollars, 1e-9. */
export interface Valuation {
  readonly equity: bigint;
  /** >= 0. */
  readonly longValue: bigint;
  /** <= 0. */
  readonly shortValue: bigint;
  readonly initialMargin: bigint;
  readonly maintenanceMargin: bigint;
  /** Equity that nothing needs, orders included; >= 0. */
  readonly excess: bigint;
  /** `excess` times the multiplier. */
  readonly buyingPower: bigint;
}

/** Least equity of an account that sells short, 1e-9 USD. */
export const SHORT_EQUITY_MIN = 2_000_000_000_000n;

/** Returns the part of a position's value that equity must cover, in percent. */
export function marginPercent(
  asset: Pick<Asset, "class" | "marginable"> | undefined,
  multiplier: 1 | 2,
): bigint {
  const isMarginable = asset?.class === "us_equity" && asset.marginable;
  return isMarginable && multiplier === 2 ? 50n : 100n;
}

/** Returns the dollars, 1e-9, that an open order holds for what it has not filled. */
export function reserveOf({ ledger }: Desk, order: AlpacaOrder): bigint {
  if (!order.opens || order.isDormant) return 0n;
  const executions = ledger.of(order.id);
  if (order.notional === undefined) {
    return valueOf(order.worst, remainingOf(order, executions));
  }
  const filled = filledOf(executions);
  const spent = valueOf(filled.average ?? 0n, filled.quantity);
  const left = order.notional - spent;
  return left > 0n ? left : 0n;
}

/** Returns what the account is worth now, without the orders named. */
export function valuation(desk: Desk, without?: AlpacaOrder): Valuation {
  const value = valueBook(desk);
  let held = 0n;
  for (const order of desk.orders.open) {
    if (order === without) continue;
    const percent = marginPercent(order.asset, desk.multiplier);
    held += mulDiv(reserveOf(desk, order), percent, 100n);
  }
  const free = value.equity - value.initialMargin - held;
  const excess = free > 0n ? free : 0n;
  return { ...value, excess, buyingPower: excess * BigInt(desk.multiplier) };
}

function valueBook(
  desk: Desk,
): Omit<Valuation, "excess" | "buyingPower"> {
  const { world, multiplier, ledger: { book } } = desk;
  let longValue = 0n;
  let shortValue = 0n;
  let initialMargin = 0n;
  let maintenanceMargin = 0n;
  for (const [symbol, { quantity, average }] of book.holdings) {
    const asset = world.asset(symbol);
    const size = valueOf(desk.price(symbol) ?? average, quantity);
    if (quantity > 0n) longValue += size;
    else shortValue -= size;
    const percent = marginPercent(asset, multiplier);
    initialMargin += mulDiv(size, percent, 100n);
    maintenanceMargin += mulDiv(size, percent === 100n ? 100n : 30n, 100n);
  }
  const equity = book.cash + longValue + shortValue;
  return { equity, longValue, shortValue, initialMargin, maintenanceMargin };
}

/**
 * Returns the account as the API shows it.
 *
 * Source: Trading API specification 2.0.1, schema Account
 */
export function accountJson(desk: Desk): Record<string, unknown> {
  const now = valuation(desk);
  const last = desk.dayEnd;
  const { flags, world, ledger, multiplier, accountId } = desk;
  const { shortValue, longValue, equity } = now;
  const isBlocked = (name: "account_blocked" | "trading_blocked") =>
    world.faults.find(name) !== undefined;
  const isShorting = flags.shortingEnabled && multiplier === 2 &&
    equity >= SHORT_EQUITY_MIN;
  return {
    id: accountId,
    account_number: `PA${accountId.replace(/\W/g, "").slice(0, 10)}`
      .toUpperCase(),
    status: "ACTIVE",
    crypto_status: "ACTIVE",
    currency: "USD",
    cash: decimalText(ledger.book.cash),
    equity: decimalText(equity),
    last_equity: decimalText(last.equity),
    portfolio_value: decimalText(equity),
    buying_power: decimalText(now.buyingPower),
    regt_buying_power: decimalText(now.buyingPower),
    non_marginable_buying_power: decimalText(now.excess),
    options_buying_power: decimalText(now.excess),
    long_market_value: decimalText(longValue),
    short_market_value: decimalText(shortValue),
    initial_margin: decimalText(now.initialMargin),
    maintenance_margin: decimalText(now.maintenanceMargin),
    last_maintenance_margin: decimalText(last.maintenanceMargin),
    multiplier: String(multiplier),
    sma: "0",
    shorting_enabled: isShorting,
    trading_blocked: flags.tradingBlocked || isBlocked("trading_blocked"),
    transfers_blocked: false,
    account_blocked: flags.accountBlocked || isBlocked("account_blocked"),
    trade_suspended_by_user: flags.suspendedByUser,
    accrued_fees: "0",
    pending_transfer_in: "0",
    pending_transfer_out: "0",
    pending_reg_taf_fees: "0",
    intraday_adjustments: "0",
    balance_asof: stampText(last.at).slice(0, 10),
    created_at: stampText(desk.openedAt),
    options_approved_level: 0,
    options_trading_level: 0,
  };
}

/**
 * Returns the settings of an account as the API shows them.
 *
 * Source: Trading API specification 2.0.1, schema AccountConfigurations
 */
export function configurationsJson(
  { flags, multiplier }: Desk,
): Record<string, unknown> {
  return {
    disable_overnight_trading: false,
    fractional_trading: true,
    max_margin_multiplier: String(multiplier),
    max_options_trading_level: 0,
    no_shorting: !flags.shortingEnabled,
    ptp_no_exception_entry: false,
    suspend_trade: flags.suspendedByUser,
    trade_confirm_email: "all",
  };
}

/** Notes what is now as the end of a day: what `last_equity` and `lastday_price` say from now on. */
export function endDay(desk: Desk, symbols: readonly string[]): void {
  const { equity, maintenanceMargin } = valueBook(desk);
  const prices = new Map<string, bigint>();
  for (const symbol of symbols) {
    const price = desk.price(symbol);
    if (price !== undefined) prices.set(symbol, price);
  }
  const held = new Map(
    [...desk.ledger.book.holdings].map(([symbol, { quantity }]) => [
      symbol,
      quantity,
    ]),
  );
  desk.dayEnd = { at: desk.stamp(), equity, maintenanceMargin, prices, held };
}
