import { alpacaAssets } from "../adapters/alpaca/assets.ts";
import { alpacaCalendar } from "../adapters/alpaca/calendar.ts";
import { alpacaCorporateActions } from "../adapters/alpaca/corporate_actions.ts";
import { alpacaMarketData } from "../adapters/alpaca/market_data.ts";
import { alpacaRest } from "../adapters/alpaca/rest.ts";
import type { KnownSymbol } from "../adapters/alpaca/symbols.ts";
import { defaultUniverse } from "../adapters/simulated/universe.ts";
import { isLoopback, readAlpacaAccess } from "../config/alpaca.ts";
import type { Config, Environment } from "../config/config.ts";
import type { Mode } from "../config/mode.ts";
import type { Teams } from "../config/teams.ts";
import { random } from "../domain/random.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import { neverBehind } from "./alpaca_behind.ts";
import { alpacaClock } from "./alpaca_clock.ts";
import { alpacaUniverse, readBegun } from "./alpaca_universe.ts";
import type { OpenFeed } from "./feed.ts";
import type { OpenPastFeed } from "./past_feed.ts";

/** What {@linkcode openAlpacaFeed} works with. */
export interface AlpacaFeedOptions {
  readonly config: Config;
  /** With `.env` in it. */
  readonly env: Environment;
  readonly mode: Pick<Mode, "clock">;
  readonly universe: Teams["universe"];
  /** Real time. */
  readonly wall: Clock;
  readonly log: Log;
}

/**
 * Opens Alpaca's bars, calendar and corporate actions. The universe is looked up
 * there: a symbol that it does not know is the operator's mistake before the
 * competition has begun, and one that is no longer traded after that.
 *
 * @throws {QtcError} `invalid` for keys that are refused and symbols that are
 *   unknown, `unavailable` when an Alpaca on loopback does not tell its time
 */
export async function openAlpacaFeed(
  { config, env, mode, universe, wall, log }: AlpacaFeedOptions,
): Promise<OpenFeed> {
  const { tradingUrl, dataUrl, ...access } = readAlpacaAccess(env);
  const { keyId, secretKey } = access;
  const restOn = (clock: Clock) =>
    alpacaRest({
      ...{ tradingUrl, dataUrl, keyId, secretKey, clock, log },
      random: random("alpaca", config.seed),
    });
  const clock = mode.clock === "alpaca"
    ? await alpacaClock(restOn(wall), wall, tradingUrl)
    : wall;
  const rest = restOn(clock);
  const begun = readBegun(config.dataDir, log);
  const isOpen = universe === undefined && mode.clock === "alpaca";
  const { instruments, lookUp } = await alpacaUniverse({
    ...{ assets: alpacaAssets({ rest, clock }), begun, wall, log },
    named: isOpen ? undefined : symbolsOf(universe ?? defaultUniverse()),
  });
  const market = alpacaMarketData({
    ...{ rest, instruments, clock, log, feed: config.alpacaFeed },
    random: random("alpaca bars", config.seed),
    ...(config.barsSocket && { stream: access }),
  });
  return {
    marketData: neverBehind(market, begun, { clock, log }),
    clock,
    calendar: alpacaCalendar(rest),
    actions: alpacaCorporateActions({ rest, log }),
    instruments: lookUp,
    close: () => market.close(),
  };
}

/** Returns what opens the past alone, for commands that fill what is missing. */
export function alpacaPast(
  { config, env, wall, log }: Omit<AlpacaFeedOptions, "mode" | "universe">,
): OpenPastFeed {
  return async (_, instruments) => {
    const access = readAlpacaAccess(env);
    const restOn = (clock: Clock) =>
      alpacaRest({
        ...{ ...access, clock, log },
        random: random("alpaca past", config.seed),
      });
    const clock = isLoopback(access.tradingUrl)
      ? await alpacaClock(restOn(wall), wall, access.tradingUrl)
      : wall;
    return alpacaMarketData({
      ...{ rest: restOn(clock), clock, log, feed: config.alpacaFeed },
      instruments: [...instruments.values()],
      random: random("alpaca past bars", config.seed),
    });
  };
}

function symbolsOf(
  { equities, crypto }: NonNullable<Teams["universe"]>,
): KnownSymbol[] {
  return [
    ...equities.map((symbol) => ({ symbol, assetClass: "equity" as const })),
    ...crypto.map((symbol) => ({ symbol, assetClass: "crypto" as const })),
  ];
}
