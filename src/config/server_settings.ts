import { alertKindsText } from "./alerts.ts";
import {
  hostText,
  numberText,
  plainText,
  switchText,
  wordText,
} from "./readers.ts";
import type { Setting } from "./setting.ts";

const SERVER = "Server";
const FILES = "Files and alerts";

/** How the server is reached, and what it writes and tells. */
export const SERVER_SETTINGS = {
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
  printTeam: {
    group: SERVER,
    value: "ID",
    help: "show a team's latest portfolio and figures, then exit",
    schema: plainText("the id of a team"),
    flagOnly: true,
  },
  printGlobal: {
    group: SERVER,
    help: "show the account's latest portfolio and figures, then exit",
    schema: switchText(),
    default: "false",
    flagOnly: true,
  },
  logLevel: {
    group: SERVER,
    value: "LEVEL",
    help: "least important lines to log: debug, info, warning or error",
    schema: wordText("debug", "info", "warning", "error"),
    default: "info",
  },
  alerts: {
    group: FILES,
    value: "KINDS",
    help: "what QTC_ALERT_WEBHOOK is told: all, none, or some of " +
      "halt,feed,frozen,quarantine,invariant,disk",
    schema: alertKindsText(),
    default: "all",
  },
  alertFormat: {
    group: FILES,
    value: "FORMAT",
    help: "form of an alert: slack, discord or json",
    schema: wordText("slack", "discord", "json"),
    otherwise: "by the webhook's host",
  },
  repair: {
    group: FILES,
    value: "on|off",
    help: "look for bars that are missing, and fetch them",
    schema: wordText("on", "off"),
    otherwise: "on with feed alpaca",
  },
  keepLogsDays: {
    group: FILES,
    value: "DAYS",
    help: "days that what strategies log is kept; 0 for ever",
    schema: numberText({ min: 0, max: 36_500, whole: true }),
    default: "30",
  },
  keepTelemetryDays: {
    group: FILES,
    value: "DAYS",
    help: "days that times and outcomes of runs are kept; 0 for ever",
    schema: numberText({ min: 0, max: 36_500, whole: true }),
    default: "90",
  },
  logFileMb: {
    group: FILES,
    value: "MB",
    help: "size at which a log file is set aside",
    schema: numberText({ min: 1, max: 10_000, whole: true }),
    default: "10",
  },
  logFiles: {
    group: FILES,
    value: "N",
    help: "older log files that are kept",
    schema: numberText({ min: 0, max: 1_000, whole: true }),
    default: "5",
  },
  diskWarnDays: {
    group: FILES,
    value: "DAYS",
    help: "warn when the disk will be full in fewer days",
    schema: numberText({ min: 0, max: 3_650 }),
    default: "7",
  },
  diskWarnMb: {
    group: FILES,
    value: "MB",
    help: "warn when less is free",
    schema: numberText({ min: 0, max: 100_000_000 }),
    default: "1024",
  },
} as const satisfies Readonly<Record<string, Setting>>;
