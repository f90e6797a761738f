import { readdirSync } from "node:fs";
import { join } from "node:path";
import { QtcError } from "../../domain/error.ts";
import { isThere } from "./file_access.ts";
import { lastLines, readJsonl } from "./jsonl_file.ts";
import {
  ACCOUNT,
  dayOf,
  linesPath,
  parquetPath,
  teamFolder,
} from "./layout.ts";
import {
  parsePortfolioLine,
  portfolioGroups,
  type PortfolioRow,
  readPortfolio,
} from "./portfolio_table.ts";

/** Figures as the last line of `metrics.jsonl` has them; null where one cannot be had. */
export interface NewestMetrics {
  /** Fraction. */
  readonly totalReturn: number | null;
  /** Fractions, ≤ 0. */
  readonly maxDrawdown: number | null;
  readonly currentDrawdown: number | null;
  /** Orders that were filled. */
  readonly totalTrades: number;
}

/** What the files say last of a team, or of the account. */
export interface Newest {
  readonly portfolio: PortfolioRow;
  /** Absent when there is no line of figures. */
  readonly metrics?: NewestMetrics;
}

/**
 * Reads the newest portfolio and figures of a data folder's files.
 *
 * @param teamId Absent for the account
 * @throws {QtcError} `not_found` when there are none, `unavailable` when a file
 *   cannot be read
 */
export async function readNewest(
  dataDir: string,
  teamId?: string,
): Promise<Newest> {
  const owner = teamId === undefined ? ACCOUNT : teamFolder(teamId);
  const portfolio = await newestPortfolio(dataDir, owner);
  if (!portfolio) throw nothingThere(dataDir, teamId);
  const [line] = lastLines(join(dataDir, linesPath(owner, "metrics")), 1);
  return {
    portfolio,
    ...(line !== undefined && { metrics: metricsOf(JSON.parse(line)) }),
  };
}

/** Days of lines are later than those that are folded. */
async function newestPortfolio(
  dataDir: string,
  owner: string,
): Promise<PortfolioRow | undefined> {
  const folder = join(dataDir, owner, "portfolio");
  const days = namesIn(folder)
    .filter((name) => dayOf(`${owner}/portfolio/${name}`)).sort();
  for (const day of days.reverse()) {
    const rows = readJsonl(join(folder, day), parsePortfolioLine);
    if (rows.length > 0) return rows.at(-1);
  }
  const path = join(dataDir, parquetPath(owner));
  const last = portfolioGroups(path)?.at(-1);
  if (!last) return undefined;
  return (await readPortfolio(path, { from: last.lastAt })).at(-1);
}

function namesIn(folder: string): string[] {
  return isThere(folder) ? readdirSync(folder) : [];
}

function metricsOf(line: Readonly<Record<string, unknown>>): NewestMetrics {
  const number = (name: string): number | null => {
    const value = line[name];
    return typeof value === "number" ? value : null;
  };
  return {
    totalReturn: number("total_return"),
    maxDrawdown: number("max_drawdown"),
    currentDrawdown: number("current_drawdown"),
    totalTrades: number("total_trades") ?? 0,
  };
}

function nothingThere(dataDir: string, teamId: string | undefined): QtcError {
  const teams = namesIn(join(dataDir, "team")).sort();
  const state = teamId === undefined || teams.length === 0
    ? "nothing has been written there yet; run qtc, or qtc export"
    : teams.includes(teamId)
    ? "it has no portfolio yet"
    : `there are ${teams.slice(0, 20).join(", ")}` +
      (teams.length > 20 ? " and more" : "");
  const what = teamId === undefined ? "the account" : `team "${teamId}"`;
  return new QtcError(
    "not_found",
    `Cannot show ${what} of "${dataDir}": ${state}`,
  );
}
