import { resolve } from "node:path";
import { recordedMarketData } from "../adapters/recorded/market_data.ts";
import { simulatedMarketData } from "../adapters/simulated/market_data.ts";
import { sha256 } from "../adapters/system/digest.ts";
import type { Config } from "../config/config.ts";
import { QtcError } from "../domain/error.ts";
import type { Identity } from "../domain/event.ts";
import type { Instrument } from "../domain/instrument.ts";
import type { MarketData } from "../ports/market_data.ts";

/** Opens where a competition's bars come from. */
export type OpenPastFeed = (
  identity: Identity,
  instruments: ReadonlyMap<string, Instrument>,
) => Promise<Pick<MarketData, "past">>;

/** Where a competition's bars come from, by name. */
export interface PastFeed extends Pick<MarketData, "past"> {
  /** Unlike that of any other source, which may have other bars. */
  readonly source: string;
}

/** As {@linkcode OpenPastFeed}, with the name of what was opened. */
export type OpenNamedFeed = (
  ...args: Parameters<OpenPastFeed>
) => Promise<PastFeed>;

/**
 * Returns what opens the feed that a folder's competition began with: its seed
 * and its symbols stand in the ledger.
 *
 * @param openAlpaca Opens Alpaca's, with the keys of the environment
 */
export function pastFeed(
  { bars, feed, alpacaFeed }: Pick<Config, "bars" | "feed" | "alpacaFeed">,
  openAlpaca?: OpenPastFeed,
): OpenNamedFeed {
  return async (identity, instruments) => {
    if (feed !== undefined && feed !== identity.feed) {
      throw refused(`--feed ${feed}`, `it began with ${identity.feed}`);
    }
    const symbols = (assetClass: Instrument["assetClass"]) =>
      [...instruments.values()].filter((each) => each.assetClass === assetClass)
        .map(({ symbol }) => symbol);
    if (identity.feed === "simulated") {
      const equities = symbols("equity");
      const universe = { equities, crypto: symbols("crypto") };
      const market = simulatedMarketData({ seed: identity.seed, universe });
      return named(market, `simulated ${identity.seed}`);
    }
    if (identity.feed === "recorded") {
      if (bars === undefined) {
        throw refused("the feed", "name the folder of its bars, --bars FOLDER");
      }
      const coins = symbols("crypto");
      const market = await recordedMarketData({ folder: bars, coins });
      return named(market, `recorded ${sha256(resolve(bars))}`);
    }
    if (openAlpaca) {
      const market = await openAlpaca(identity, instruments);
      return named(market, `${identity.feed} ${alpacaFeed}`);
    }
    throw refused("the feed", `it began with ${identity.feed}`);
  };
}

function named(market: Pick<MarketData, "past">, source: string): PastFeed {
  return { past: (...args) => market.past(...args), source };
}

function refused(what: string, state: string): QtcError {
  return new QtcError(
    "invalid",
    `Cannot use ${what} for this competition: ${state}`,
  );
}
