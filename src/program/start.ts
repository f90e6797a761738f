import { resolve } from "node:path";
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
import { type OpenFeed, openFeed } from "./feed.ts";

/** What a start has found out before it writes anything. */
export interface Start {
  readonly config: Config;
  readonly mode: Mode;
  readonly teams: Teams;
  readonly feed: OpenFeed;
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
  const feed = await openFeed({ config, env, mode, teams, wall, log });
  const { marketData } = feed;
  const instruments = chosen(marketData.instruments, teams.only);
  const { broker, account, clock } = mode;
  const { seed } = config;
  const identity = { broker, account, feed: mode.feed, clock, seed };
  const found = { config, mode, teams, feed, marketData, instruments };
  return { ...found, identity, webhook, log, server };
}

/** Reads the teams as the settings name them; see {@linkcode readTeams}. */
export function teamsOf(config: Config): Teams {
  return readTeams(config, { ...files, resolvePath: resolve }, KNOWN_COINS);
}
