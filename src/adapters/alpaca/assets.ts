import { utcDate } from "../../domain/calendar.ts";
import {
  fromNumber,
  ONE,
  type Price,
  type Quantity,
} from "../../domain/decimal.ts";
import {
  type AssetClass,
  type Instrument,
  instrument,
  SYMBOL_PATTERN,
} from "../../domain/instrument.ts";
import type { Clock } from "../../ports/clock.ts";
import type { AlpacaRest } from "./rest.ts";
import { ASSET } from "./schemas.ts";
import { alpacaSymbol, type KnownSymbol, readSymbol } from "./symbols.ts";

/** What Alpaca says of the symbols of a universe. */
export interface CheckedUniverse {
  /** Those that can be traded, with their own steps, by symbol. */
  readonly instruments: readonly Instrument[];
  /** Symbols that Alpaca does not know. */
  readonly unknown: readonly string[];
  /** Symbols that it knows and does not let anybody trade. */
  readonly untradable: readonly string[];
  /** Of the instruments, equities that come in whole shares only. */
  readonly wholeOnly: readonly string[];
}

/** Knows which symbols can be traded. */
export interface AlpacaAssets {
  /**
   * Looks symbols up in Alpaca's list, which is fetched once a UTC day.
   *
   * @throws {AlpacaError}
   */
  check(
    symbols: Iterable<KnownSymbol>,
    signal: AbortSignal,
  ): Promise<CheckedUniverse>;
  /**
   * Returns all that can be traded, in our form, by symbol.
   *
   * @throws {AlpacaError}
   */
  tradable(signal: AbortSignal): Promise<readonly KnownSymbol[]>;
}

interface Asset {
  readonly isTradable: boolean;
  readonly isFractionable: boolean;
  readonly quantityStep?: string | undefined;
  readonly tick?: string | undefined;
}

/** Assets by Alpaca's symbol, as they were on a day. */
interface DayList {
  readonly date: string;
  readonly assets: ReadonlyMap<string, Asset>;
}

/** Every asset there is; about 15 MB in 2026. */
const LIST_BYTES = 96 * 2 ** 20;

/** Returns what looks symbols up at Alpaca. */
export function alpacaAssets(
  { rest, clock }: { readonly rest: AlpacaRest; readonly clock: Clock },
): AlpacaAssets {
  const lists = new Map<AssetClass, DayList>();

  const listOf = async (
    assetClass: AssetClass,
    signal: AbortSignal,
  ): Promise<DayList["assets"]> => {
    const date = utcDate(clock.now());
    const kept = lists.get(assetClass);
    if (kept?.date === date) return kept.assets;
    const limits = { signal, maxBytes: LIST_BYTES, timeoutMs: 60_000 };
    const assets = readAssets(await rest.assets(assetClass, limits));
    lists.set(assetClass, { date, assets });
    return assets;
  };

  return {
    async check(symbols, signal) {
      const instruments: Instrument[] = [];
      const unknown: string[] = [];
      const untradable: string[] = [];
      const wholeOnly: string[] = [];
      for (const known of symbols) {
        const { symbol, assetClass } = known;
        const asset = (await listOf(assetClass, signal))
          .get(alpacaSymbol(known));
        if (!asset) unknown.push(symbol);
        else if (!asset.isTradable) untradable.push(symbol);
        else {
          const isWhole = assetClass === "equity" && !asset.isFractionable;
          if (isWhole) wholeOnly.push(symbol);
          instruments.push(withSteps(instrument(symbol, assetClass), asset));
        }
      }
      instruments.sort((a, b) => a.symbol < b.symbol ? -1 : 1);
      return { instruments, unknown, untradable, wholeOnly };
    },
    async tradable(signal) {
      const found = new Map<string, KnownSymbol>();
      for (const assetClass of ["crypto", "equity"] as const) {
        for (const [name, asset] of await listOf(assetClass, signal)) {
          // Pairs in other money and what no symbol of ours looks like stay out.
          const symbol = assetClass === "crypto"
            ? readSymbol(name)?.symbol ?? ""
            : name;
          if (asset.isTradable && SYMBOL_PATTERN.test(symbol)) {
            found.set(symbol, { symbol, assetClass });
          }
        }
      }
      return [...found.values()].sort((a, b) => a.symbol < b.symbol ? -1 : 1);
    },
  };
}

function readAssets(list: readonly unknown[]): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const json of list) {
    const parsed = ASSET.safeParse(json);
    if (!parsed.success) continue;
    const { symbol, status, tradable, fractionable } = parsed.data;
    const asset: Asset = {
      isTradable: tradable && status === "active",
      isFractionable: fractionable === true,
      quantityStep: parsed.data.min_trade_increment ?? undefined,
      tick: parsed.data.price_increment ?? undefined,
    };
    // A symbol may stand there twice: as it was, inactive, and as it is.
    if (!assets.get(symbol)?.isTradable) assets.set(symbol, asset);
  }
  return assets;
}

function withSteps(usual: Instrument, asset: Asset): Instrument {
  if (usual.assetClass === "equity") {
    return asset.isFractionable
      ? usual
      : { ...usual, quantityStep: ONE as Quantity };
  }
  return {
    ...usual,
    quantityStep: readStep<Quantity>(asset.quantityStep) ?? usual.quantityStep,
    tick: readStep<Price>(asset.tick) ?? usual.tick,
  };
}

/** Reads a step such as `0.000000001` or `1e-9`; finer than 1e-9 is 1e-9. */
function readStep<T extends bigint>(text: string | undefined): T | undefined {
  const value = Number(text ?? NaN);
  if (!(value > 0 && value < 1e6)) return undefined;
  return fromNumber<T>(Math.max(value, 1e-9));
}
