import type { Instrument } from "../../domain/instrument.ts";
import { random } from "../../domain/random.ts";

/** Returns a symbol as the API writes it in orders, bars and assets: `AAPL`, `BTC/USD`. */
export function alpacaSymbol(
  { symbol, assetClass }: Pick<Instrument, "symbol" | "assetClass">,
): string {
  return assetClass === "crypto" ? `${symbol}/USD` : symbol;
}

/** Returns a symbol as positions and activities have it: `AAPL`, `BTCUSD`. */
export function positionSymbol(
  instrument: Pick<Instrument, "symbol" | "assetClass">,
): string {
  return alpacaSymbol(instrument).replace("/", "");
}

/** Returns instruments by each of their names: `AAPL`, `BTC`, `BTC/USD`, `BTCUSD`, the asset's id. */
export function byName(
  instruments: readonly Instrument[],
): ReadonlyMap<string, Instrument> {
  const names = new Map<string, Instrument>();
  for (const each of instruments) {
    const { symbol } = each;
    for (
      const name of [
        symbol,
        positionSymbol(each),
        alpacaSymbol(each),
        assetId(symbol),
      ]
    ) names.set(name, each);
  }
  return names;
}

/** Returns the id of an asset, the same for ever. */
export function assetId(symbol: string): string {
  return fakeUuid("asset", symbol);
}

/** Returns a UUID (version 4 in form) that the parts choose. */
export function fakeUuid(...parts: readonly (string | number)[]): string {
  const next = random("uuid", ...parts);
  const hex = Array.from(
    { length: 32 },
    () => Math.floor(next() * 16).toString(16),
  );
  hex[12] = "4";
  hex[16] = "89ab"[Math.floor(next() * 4)] as string;
  const text = hex.join("");
  return [[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]]
    .map(([from, to]) => text.slice(from, to)).join("-");
}
