import { readNewest } from "../adapters/lake/newest.ts";
import { printPortfolio } from "../cli/print_portfolio.ts";
import type { Config } from "../config/config.ts";
import type { Program } from "./program.ts";

/**
 * Runs `--print-team` and `--print-global`.
 *
 * @returns The exit code
 * @throws {QtcError} `not_found` when there is no such team or no data
 */
export async function printNewest(
  { dataDir, printTeam, printGlobal }: Config,
  { print }: Program,
): Promise<number> {
  if (printTeam !== undefined) {
    printPortfolio(printTeam, await readNewest(dataDir, printTeam), print);
  }
  if (printGlobal) printPortfolio("account", await readNewest(dataDir), print);
  return 0;
}
