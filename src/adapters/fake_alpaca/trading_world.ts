import type { Asset } from "./assets.ts";
import type { World } from "./world.ts";

/** Whatever the trading half asks of the world that it trades in. */
export type TradingWorld = Pick<
  World,
  | "clock"
  | "seed"
  | "asset"
  | "price"
  | "faults"
  | "authorized"
  | "random"
  | "market"
>;

/** Returns the form of positions, without a slash: `AAPL`, `BTCUSD`. */
export function positionForm({ wire }: Pick<Asset, "wire">): string {
  return wire.replace("/", "");
}

/** Returns the asset that a request names: `AAPL`, `BTC/USD`, `BTCUSD` or an id, never `BTC`. */
export function namedAsset(
  world: Pick<TradingWorld, "asset">,
  text: string,
): Asset | undefined {
  const asset = world.asset(text);
  const isNamed = asset &&
    [asset.id, asset.wire, positionForm(asset)].includes(text);
  return isNamed ? asset : undefined;
}
