import { actionsFile } from "../adapters/recorded/actions_file.ts";
import { recordedMarketData } from "../adapters/recorded/market_data.ts";
import { simulatedMarketData } from "../adapters/simulated/market_data.ts";
import type { SystemLog } from "../adapters/system/log.ts";
import type { Config, Environment } from "../config/config.ts";
import type { Mode } from "../config/mode.ts";
import type { Teams } from "../config/teams.ts";
import type { Instrument } from "../domain/instrument.ts";
import type { Clock } from "../ports/clock.ts";
import type { CorporateActions } from "../ports/corporate_actions.ts";
import type { ExchangeCalendar } from "../ports/exchange_calendar.ts";
import type { MarketData } from "../ports/market_data.ts";
import { openAlpacaFeed } from "./alpaca_feed.ts";

/** Where bars come from, and what else is known there. */
export interface OpenFeed {
  readonly marketData: MarketData;
  /** The market's time when the market has one; absent: see the mode. */
  readonly clock?: Clock;
  /** Absent: the rules are all there is. */
  readonly calendar?: ExchangeCalendar;
  /** Absent: nobody knows of any. */
  readonly actions?: CorporateActions;
  /** Looks the universe up again; absent: it does not change. */
  readonly instruments?: (
    signal: AbortSignal,
  ) => Promise<readonly Instrument[]>;
  /** Lets go of connections; absent: there are none. */
  readonly close?: () => Promise<void>;
}

/** What {@linkcode openFeed} works with. */
export interface FeedOptions {
  readonly config: Config;
  /** With `.env` in it. */
  readonly env: Environment;
  readonly mode: Pick<Mode, "clock" | "feed">;
  readonly teams: Pick<Teams, "coins" | "universe">;
  /** Real time. */
  readonly wall: Clock;
  readonly log: SystemLog;
}

/**
 * Opens the feed that the mode names. A file of actions counts instead of what
 * the feed knows of them: one split under two names would be booked twice.
 *
 * @throws {QtcError} with what the caller has to mend
 */
export async function openFeed(options: FeedOptions): Promise<OpenFeed> {
  const { config: { actions }, teams: { coins } } = options;
  const own = actions === undefined
    ? undefined
    : actionsFile(actions, { coins });
  const feed = await openMarket(options);
  return { ...feed, ...(own && { actions: own }) };
}

async function openMarket(options: FeedOptions): Promise<OpenFeed> {
  const { config, mode, teams, log } = options;
  const { universe, coins } = teams;
  switch (mode.feed) {
    case "alpaca":
      return await openAlpacaFeed({ ...options, universe });
    case "recorded": {
      const { bars: folder = "" } = config;
      return {
        marketData: await recordedMarketData({
          ...{ folder, coins, onFault: log.fault },
        }),
      };
    }
    case "simulated":
      return {
        marketData: simulatedMarketData({
          seed: config.seed,
          ...(universe && { universe }),
        }),
      };
  }
}
