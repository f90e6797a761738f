import { decimalText, fromNumber } from "../../domain/decimal.ts";
import type { Instrument } from "../../domain/instrument.ts";
import { alpacaSymbol, assetId } from "./symbols.ts";

/** What can be traded, as the account's rules see it. */
export interface Asset {
  /** UUID. */
  readonly id: string;
  /** In our own form: `AAPL`, `BTC`. */
  readonly symbol: string;
  /** As the API writes it: `AAPL`, `BTC/USD`. */
  readonly wire: string;
  readonly class: "us_equity" | "crypto";
  readonly exchange: string;
  readonly status: "active" | "inactive";
  readonly tradable: boolean;
  readonly fractionable: boolean;
  readonly shortable: boolean;
  readonly easyToBorrow: boolean;
  readonly marginable: boolean;
  /** Of crypto alone, 1e-9 units. */
  readonly minOrderSize?: bigint;
  readonly minTradeIncrement?: bigint;
  readonly priceIncrement?: bigint;
}

/** Returns the asset of an instrument. */
export function assetOf(instrument: Instrument, isActive: boolean): Asset {
  const { symbol, assetClass, quantityStep, tick } = instrument;
  const isEquity = assetClass === "equity";
  return {
    id: assetId(symbol),
    symbol,
    wire: alpacaSymbol(instrument),
    class: isEquity ? "us_equity" : "crypto",
    exchange: isEquity ? "NASDAQ" : "CRYPTO",
    status: isActive ? "active" : "inactive",
    tradable: isActive,
    fractionable: true,
    shortable: isEquity && isActive,
    easyToBorrow: isEquity && isActive,
    marginable: isEquity,
    ...(!isEquity && {
      minOrderSize: fromNumber(1e-6),
      minTradeIncrement: quantityStep,
      priceIncrement: tick,
    }),
  };
}

/** Returns an asset as `/v2/assets` shows it. */
export function assetJson(asset: Asset): Record<string, unknown> {
  const { minOrderSize, minTradeIncrement, priceIncrement } = asset;
  const isEquity = asset.class === "us_equity";
  return {
    id: asset.id,
    class: asset.class,
    exchange: asset.exchange,
    symbol: asset.wire,
    name: isEquity
      ? `${asset.symbol} Common Stock`
      : `${asset.symbol} / US Dollar`,
    status: asset.status,
    tradable: asset.tradable,
    marginable: asset.marginable,
    shortable: asset.shortable,
    easy_to_borrow: asset.easyToBorrow,
    fractionable: asset.fractionable,
    attributes: isEquity ? ["fractional_eh_enabled", "has_options"] : [],
    ...(isEquity && {
      borrow_status: asset.easyToBorrow ? "easy_to_borrow" : "hard_to_borrow",
      maintenance_margin_requirement: 30,
      margin_requirement_long: "30",
      margin_requirement_short: "30",
    }),
    ...(minOrderSize !== undefined &&
      { min_order_size: decimalText(minOrderSize) }),
    ...(minTradeIncrement !== undefined &&
      { min_trade_increment: decimalText(minTradeIncrement) }),
    ...(priceIncrement !== undefined &&
      { price_increment: decimalText(priceIncrement) }),
  };
}
