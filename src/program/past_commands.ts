import type { DataCommand, Flags } from "../cli/command.ts";
import type { Config } from "../config/config.ts";
import { backfillCommand, type PastProgram } from "./backfill.ts";
import { exportBarsCommand } from "./export_bars.ts";
import { importCommand } from "./import_bars.ts";
import { type OpenPastFeed, pastFeed } from "./past_feed.ts";
import { repairCommand } from "./repair.ts";

/** What the commands about bars of the past work with. */
export interface PastCommands extends PastProgram {
  /** Reads the settings. */
  readonly config: (flags: Flags) => Config;
  /** Opens Alpaca's bars; absent: there are none. */
  readonly openAlpaca?: (config: Config) => OpenPastFeed;
}

/**
 * Runs a command about bars of the past.
 *
 * @returns The exit code
 * @throws {QtcError} with what the caller has to mend
 */
export async function pastCommand(
  parsed: DataCommand,
  program: PastCommands,
): Promise<number> {
  const config = program.config(parsed.flags);
  const { dataDir, keepLogsDays } = config;
  const openFeed = pastFeed(config, program.openAlpaca?.(config));
  switch (parsed.command) {
    case "backfill":
      return await backfillCommand({
        ...parsed,
        dataDir,
        keepLogsDays,
        openFeed,
      }, program);
    case "repair":
      return await repairCommand(
        { ...parsed, dataDir, keepLogsDays, openFeed },
        program,
      );
    case "import":
      return await importCommand({ ...parsed, dataDir, keepLogsDays }, program);
    case "export bars":
      return await exportBarsCommand({ ...parsed, dataDir }, program);
  }
}
