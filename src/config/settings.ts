/**
 * Every setting, once. The name of a setting gives its flag and its variable:
 * `dataDir` is `--data-dir` and `QTC_DATA_DIR`.
 *
 * @module
 */

import type { z } from "zod";
import {
  cashText,
  hostText,
  instantText,
  numberText,
  plainText,
  speedText,
  startTimeText,
  switchText,
  symbolsText,
  wordText,
} from "./readers.ts";

/** One setting: what `qtc help` says about it and how its text is read. */
export interface Setting<T = unknown> {
  /** Heading in `qtc help`. */
  readonly group: string;
  /** What stands after the flag; absent for a switch. */
  readonly value?: string;
  /** One line for `qtc help`. */
  readonly help: string;
  readonly schema: z.ZodType<T, string>;
  /** Text that is read when nothing is set; absent when there is no default. */
  readonly default?: string;
  /** What happens when nothing is set, where that is not one text. */
  readonly otherwise?: string;
  /** May be given several times; in a variable, with `|` between them. */
  readonly many?: true;
  /** Only a flag sets it, never a variable. */
  readonly flagOnly?: true;
}

const TEAMS = "Teams";
const REAL = "What is real";
const TIME = "Time";
const SERVER = "Server";
const SANDBOX = "Sandbox";
const EXCHANGE = "Simulated exchange";

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
    default: "2000",
  },
  host: {
    group: SERVER,
    value: "HOST",
    help: "address that the API listens on",
    schema: hostText(),
    default: "0.0.0.0",
  },
  port: {
    group: SERVER,
    value: "PORT",
    help: "port of the API; 0 lets the system choose",
    schema: numberText({ min: 0, max: 65_535, whole: true }),
    default: "8000",
  },
  trustedProxy: {
    group: SERVER,
    value: "ADDRESS",
    help: "proxy whose X-Forwarded-For counts; repeatable",
    schema: plainText("the address of a proxy"),
    many: true,
  },
  noApi: {
    group: SERVER,
    help: "run without the API",
    schema: switchText(),
    default: "false",
  },
  dataDir: {
    group: SERVER,
    value: "FOLDER",
    help: "folder of everything that QTC writes",
    schema: plainText("the path of a folder"),
    default: "./data",
  },
  logLevel: {
    group: SERVER,
    value: "LEVEL",
    help: "least important lines to log: debug, info, warning or error",
    schema: wordText("debug", "info", "warning", "error"),
    default: "info",
  },
  strategyTimeoutMs: {
    group: SANDBOX,
    value: "MS",
    help: "how long a strategy may think about one minute",
    schema: numberText({ min: 10, max: 30_000, whole: true }),
    default: "5000",
  },
  strategyMemoryMb: {
    group: SANDBOX,
    value: "MB",
    help: "memory of one team's process",
    schema: numberText({ min: 100, max: 65_536, whole: true }),
    default: "400",
  },
  phaseBudgetMs: {
    group: SANDBOX,
    value: "MS",
    help: "how long all strategies together may take",
    schema: numberText({ min: 100, max: 600_000, whole: true }),
    default: "40000",
  },
  slots: {
    group: SANDBOX,
    value: "N",
    help: "strategies that run at the same time",
    schema: numberText({ min: 1, max: 1_024, whole: true }),
    otherwise: "the number of cores",
  },
  window: {
    group: SANDBOX,
    value: "ROWS",
    help: "rows of each symbol that a strategy is handed",
    schema: numberText({ min: 1, max: 5_000, whole: true }),
    default: "390",
  },
  equitySpreadBps: {
    group: EXCHANGE,
    value: "BPS",
    help: "full spread of equities",
    schema: numberText({ min: 0, max: 1_000 }),
    default: "2",
  },
  cryptoSpreadBps: {
    group: EXCHANGE,
    value: "BPS",
    help: "full spread of crypto",
    schema: numberText({ min: 0, max: 1_000 }),
    default: "10",
  },
  impactBps: {
    group: EXCHANGE,
    value: "BPS",
    help: "impact of an order as large as the bar's volume (square-root law)",
    schema: numberText({ min: 0, max: 10_000 }),
    default: "30",
  },
  participation: {
    group: EXCHANGE,
    value: "SHARE",
    help: "most of a bar's volume that a team may take",
    schema: numberText({ min: 0, above: true, max: 0.1 }),
    default: "0.1",
  },
  equityFeeBps: {
    group: EXCHANGE,
    value: "BPS",
    help: "fee of equities",
    schema: numberText({ min: 0, max: 1_000 }),
    default: "0",
  },
  cryptoFeeBps: {
    group: EXCHANGE,
    value: "BPS",
    help: "fee of crypto",
    schema: numberText({ min: 0, max: 1_000 }),
    default: "25",
  },
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
