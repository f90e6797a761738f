/**
 * Every setting, once. The name of a setting gives its flag and its variable:
 * `dataDir` is `--data-dir` and `QTC_DATA_DIR`.
 *
 * @module
 */

import {
  cashText,
  instantText,
  numberText,
  plainText,
  speedText,
  startTimeText,
  switchText,
  symbolsText,
  wordText,
} from "./readers.ts";
import { RUN_SETTINGS } from "./run_settings.ts";
import { SERVER_SETTINGS } from "./server_settings.ts";
import type { Setting } from "./setting.ts";

const TEAMS = "Teams";
const REAL = "What is real";
const TIME = "Time";

/** The table; {@linkcode Config} has its fields. */
export const SETTINGS = {
  registry: {
    group: TEAMS,
    value: "FILE",
    help: "teams from this registry",
    schema: plainText("the path of a registry such as team_registry.yaml"),
  },
  teams: {
    group: TEAMS,
    value: "TEAM",
    help: 'a team on the spot, "Name;./dir;strategy:MyStrategy;10000"; ' +
      "repeatable",
    schema: plainText('a team such as "Name;./dir;strategy:MyStrategy;10000"'),
    many: true,
  },
  startingCash: {
    group: TEAMS,
    value: "DOLLARS",
    help: "cash of a team whose initial cash is not given",
    schema: cashText(),
    default: "10000",
  },
  syncRegistry: {
    group: TEAMS,
    help: "clone or update the teams' git_urls first, and daily at 01:00 UTC",
    schema: switchText(),
    default: "false",
  },
  gitAllowFile: {
    group: TEAMS,
    help: "let a git_url be file://, a folder of this machine",
    schema: switchText(),
    default: "false",
  },
  symbols: {
    group: TEAMS,
    value: "A,B",
    help: "trade these symbols only",
    schema: symbolsText(),
  },
  universe: {
    group: TEAMS,
    value: "FILE",
    help: "trade the symbols of this YAML or JSON file, {equities, crypto}",
    schema: plainText("the path of a YAML or JSON file"),
  },
  feed: {
    group: REAL,
    value: "FEED",
    help: "where bars come from: simulated, alpaca or recorded",
    schema: wordText("simulated", "alpaca", "recorded"),
    otherwise: "alpaca with keys, else simulated",
  },
  bars: {
    group: REAL,
    value: "FOLDER",
    help: "the CSV files of --feed recorded",
    schema: plainText("the path of a folder of CSV files"),
  },
  actions: {
    group: REAL,
    value: "FILE",
    help: "splits and dividends of this CSV file",
    schema: plainText("the path of a CSV file"),
    otherwise: "the feed's, where it has any",
  },
  jumpLimit: {
    group: REAL,
    value: "PERCENT",
    help: "freeze a symbol whose price jumps further without a split; 0 never",
    schema: numberText({ min: 0, max: 99, whole: true }),
    default: "50",
  },
  alpacaFeed: {
    group: REAL,
    value: "FEED",
    help: "whose trades Alpaca's bars of equities are made of: iex or sip",
    schema: wordText("iex", "sip"),
    default: "iex",
  },
  barsSocket: {
    group: REAL,
    help: "take Alpaca's bars from its socket, which is faster; requests check",
    schema: switchText(),
    default: "false",
  },
  broker: {
    group: REAL,
    value: "BROKER",
    help: "who fills orders: simulated or alpaca",
    schema: wordText("simulated", "alpaca"),
    otherwise: "alpaca with keys and feed alpaca, else simulated",
  },
  live: {
    group: REAL,
    help: "trade real money; wants ALPACA_PAPER=false as well",
    schema: switchText(),
    default: "false",
    flagOnly: true,
  },
  speed: {
    group: TIME,
    value: "N|max",
    help: "simulated minutes a minute",
    schema: speedText(),
    otherwise: "60, in real time 1",
  },
  seed: {
    group: TIME,
    value: "N",
    help: "seed of everything simulated",
    schema: numberText({ min: 0, max: 4_294_967_295, whole: true }),
    default: "1",
  },
  at: {
    group: TIME,
    value: "TIME",
    help: "start of the simulated clock: a date, a time with its offset, or " +
      "now for real time; only for an empty ledger",
    schema: startTimeText(),
    otherwise: "the open of the last session",
  },
  duration: {
    group: TIME,
    value: "N",
    help: "stop after N minutes that ran",
    schema: numberText({ min: 1, max: 100_000_000, whole: true }),
  },
  until: {
    group: TIME,
    value: "TIME",
    help: "stop at this time, such as 2026-11-20T21:00:00Z",
    schema: instantText(),
  },
  barDelayMs: {
    group: TIME,
    value: "MS",
    help: "in real time, wait after a minute's end for its bars",
    schema: numberText({ min: 0, max: 30_000, whole: true }),
    otherwise: "2000, for Alpaca's bars 3000",
  },
  ...SERVER_SETTINGS,
  ...RUN_SETTINGS,
} as const satisfies Readonly<Record<string, Setting>>;

/** Name of a setting, as in {@linkcode SETTINGS}. */
export type SettingName = keyof typeof SETTINGS;

/** Returns the flag of a setting: `dataDir` is `--data-dir`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Returns the variable of a setting: `dataDir` is `QTC_DATA_DIR`. */
export function variableOf(name: string): string {
  return `QTC_${
    name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
  }`;
}
