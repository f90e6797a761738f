import { resolve } from "node:path";
import { recordedMarketData } from "../adapters/recorded/market_data.ts";
import { simulatedMarketData } from "../adapters/simulated/market_data.ts";
import { breathe } from "../adapters/system/clock.ts";
import * as files from "../adapters/system/files.ts";
import { listen, type Listening } from "../adapters/system/http.ts";
import { type SystemLog, systemLog } from "../adapters/system/log.ts";
import { readAlertWebhook } from "../config/alerts.ts";
import type { Config, Environment } from "../config/config.ts";
import { chooseMode, type Mode } from "../config/mode.ts";
import { requireSimulated } from "../config/mode_line.ts";
import { readTeams, type Teams } from "../config/teams.ts";
import type { Identity } from "../domain/event.ts";
import { chosen, type Instrument, KNOWN_COINS } from "../domain/instrument.ts";
import type { Clock } from "../ports/clock.ts";
import type { MarketData } from "../ports/market_data.ts";

/** What a start has found out before it writes anything. */
export interface Start {
  readonly config: Config;
  readonly mode: Mode;
  readonly teams: Teams;
  readonly marketData: MarketData;
  readonly instruments: readonly Instrument[];
  readonly identity: Identity;
  /** Where alerts go; a secret. Absent when nobody is told. */
  readonly webhook: string | undefined;
  readonly log: SystemLog;
  readonly server: Listening | undefined;
}

/**
 * Reads and checks everything, and listens.
 *
 * @throws {QtcError} with what the caller has to mend; nothing has been written
 */
export async function prepare(
  config: Config,
  env: Environment,
  wall: Clock,
): Promise<Start> {
  const mode = chooseMode({ ...config, env });
  requireSimulated(mode);
  const webhook = readAlertWebhook(env);
  const log = systemLog({ level: config.logLevel });
  const teams = teamsOf(config);
  const server = config.noApi ? undefined : listen(config.host, config.port);
  await breathe(wall);
  const marketData = await openFeed(config, mode, teams, log);
  const instruments = chosen(marketData.instruments, teams.only);
  const { broker, account, feed, clock } = mode;
  const identity = { broker, account, feed, clock, seed: config.seed };
  const found = { config, mode, teams, marketData, instruments };
  return { ...found, identity, webhook, log, server };
}

/** Reads the teams as the settings name them; see {@linkcode readTeams}. */
export function teamsOf(config: Config): Teams {
  return readTeams(config, { ...files, resolvePath: resolve }, KNOWN_COINS);
}

/** Opens the feed that the mode names. */
function openFeed(
  { seed, bars = "" }: Config,
  { feed }: Mode,
  { universe, coins }: Teams,
  log: SystemLog,
): MarketData | Promise<MarketData> {
  if (feed === "simulated") {
    return simulatedMarketData({ seed, ...(universe && { universe }) });
  }
  return recordedMarketData({ folder: bars, coins, onFault: log.fault });
}
