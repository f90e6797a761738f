import { simulatedMarketData } from "../adapters/simulated/market_data.ts";
import { readText } from "../adapters/system/files.ts";
import type { Config } from "../config/config.ts";
import { parseUniverse, type Universe } from "../config/registry_file.ts";
import { splitSymbols } from "../config/teams.ts";
import { KNOWN_COINS } from "../domain/instrument.ts";
import type { MarketData } from "../ports/market_data.ts";

/**
 * Returns the simulated market that a strategy is tried in.
 *
 * @throws {QtcError} `invalid` when the universe cannot be used
 */
export function trialMarket(
  config: Pick<Config, "seed" | "symbols" | "universe">,
): MarketData {
  const universe = universeOf(config);
  return simulatedMarketData({
    seed: config.seed,
    ...(universe && { universe }),
  });
}

function universeOf(
  { symbols, universe }: Pick<Config, "symbols" | "universe">,
): Universe | undefined {
  if (symbols) return splitSymbols(symbols, KNOWN_COINS);
  if (universe === undefined) return undefined;
  return parseUniverse(readText("universe", universe), universe);
}
