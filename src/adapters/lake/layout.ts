/**
 * Where the lake's files lie below a data folder. Paths are relative to it, with
 * slashes; an owner is a team's folder or the account's.
 *
 * @module
 */

import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";
import { barsPath } from "./bars_table.ts";

/** Files of lines that an owner has; the account has metrics alone. */
export type LineFile = "trades" | "errors" | "log" | "metrics";

/** The folder of all teams together. */
export const ACCOUNT = "qtc-alpha";

/** Says how far the lake's files are. */
export const CATALOGUE = "runtime/lake.json";

const OWNER_FILE =
  /^(team\/[a-z0-9-]+\/(trades|errors|log)\.jsonl|(team\/[a-z0-9-]+|qtc-alpha)\/(metrics\.jsonl|portfolio\/(\d{4}-\d\d-\d\d\.jsonl|portfolio\.parquet(\.stage)?)))$/;
const TABLE_OR_LINES =
  /^(team\/[^/]+|qtc-alpha)\/(portfolio\/)?[^/]+\.(jsonl|parquet)$/;
/** Ends the name of what is being published. */
const NEW = ".new";
const STRATEGY = /^team\/[^/]+\/strategy$/;
const BARS_FILE =
  /^prices\/minute_bars\/y=\d+\/m=\d+\/d=\d+\/minute_bars-\d{4}-\d\d-\d\d\.parquet$/;

/** Returns the folder of a team. */
export function teamFolder(teamId: string): string {
  return `team/${teamId}`;
}

/** Returns the path of one of an owner's files of lines. */
export function linesPath(owner: string, file: LineFile): string {
  return `${owner}/${file}.jsonl`;
}

/** Returns where an owner's portfolio of a UTC day lies until it is folded. */
export function dayPath(owner: string, date: string): string {
  return `${owner}/portfolio/${date}.jsonl`;
}

/** Returns where an owner's folded days lie. */
export function parquetPath(owner: string): string {
  return `${owner}/portfolio/portfolio.parquet`;
}

/** Returns owner and UTC day of a path of {@linkcode dayPath}; `undefined` for others. */
export function dayOf(
  path: string,
): { readonly owner: string; readonly date: string } | undefined {
  const match = /^(.+)\/portfolio\/(\d{4}-\d\d-\d\d)\.jsonl$/.exec(path);
  return match ? { owner: match[1]!, date: match[2]! } : undefined;
}

/** Returns the owner of a path of {@linkcode parquetPath}; `undefined` for others. */
export function parquetOwner(path: string): string | undefined {
  return /^(.+)\/portfolio\/portfolio\.parquet$/.exec(path)?.[1];
}

/** Says whether a path is that of a Parquet file that has not got its name yet. */
export function isStage(path: string): boolean {
  return path.endsWith(".stage");
}

/** Says whether a path is that of a log. */
export function isLog(path: string): boolean {
  return path.endsWith("/log.jsonl");
}

/** Returns where the bars of a UTC day lie. */
export function barsFile(date: string): string {
  return barsPath(".", date).slice(2);
}

/** Returns the UTC day of a path of {@linkcode barsFile}; `undefined` for others. */
export function barsDate(path: string): string | undefined {
  return BARS_FILE.test(path) ? path.slice(-18, -8) : undefined;
}

/** Returns the UTC day of an instant, `YYYY-MM-DD`. */
export function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Returns the start of a UTC day, Unix milliseconds. */
export function dayStart(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

/** Returns whose file a path is; `undefined` for bars. */
export function ownerOf(path: string): string | undefined {
  return /^(team\/[^/]+|qtc-alpha)\//.exec(path)?.[1];
}

/**
 * Returns the files below a data folder that are named as the lake names its
 * own, sorted. Strategies and whatever else lies there are none of them.
 *
 * @throws {Error} the system's own, when a folder cannot be read
 */
export function listLake(dataDir: string): string[] {
  return filesBelow(dataDir).filter(isLake);
}

/** Returns what a kill has left beside the names of the lake's own files. */
export function listUnpublished(dataDir: string): string[] {
  return filesBelow(dataDir).filter((path) =>
    path.endsWith(NEW) && isLake(path.slice(0, -NEW.length))
  );
}

/**
 * Returns the files that the lake does not write, in its owners' folders and
 * with its endings, sorted: who reads all of a kind reads them too.
 *
 * @throws {Error} the system's own, when a folder cannot be read
 */
export function listStrays(dataDir: string): string[] {
  return filesBelow(dataDir)
    .filter((path) => TABLE_OR_LINES.test(path) && !isLake(path));
}

function isLake(path: string): boolean {
  return OWNER_FILE.test(path) || BARS_FILE.test(path);
}

function filesBelow(dataDir: string): string[] {
  const found: string[] = [];
  const walk = (folder: string, depth: number): void => {
    for (const entry of entriesOf(join(dataDir, folder))) {
      const path = `${folder}/${entry.name}`;
      if (!entry.isDirectory()) found.push(path);
      else if (depth > 0 && !STRATEGY.test(path)) walk(path, depth - 1);
    }
  };
  walk("team", 2);
  walk(ACCOUNT, 1);
  walk("prices", 4);
  return found.sort();
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return [];
    throw error;
  }
}
