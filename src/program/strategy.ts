import { stopSignal } from "../adapters/system/signals.ts";
import type { StrategyCommand } from "../cli/command.ts";
import type { Config, Flags } from "../config/config.ts";
import type { Program } from "./program.ts";
import { runRollback } from "./rollback.ts";
import { runCheck } from "./strategy_check.ts";
import { newStrategy } from "./strategy_new.ts";
import { runTrial } from "./strategy_run.ts";
import { runWatch } from "./strategy_watch.ts";
import { runVersions } from "./versions.ts";

/** What the commands of a strategy need beside {@linkcode Program}. */
export interface StrategyContext extends Program {
  /** Reads the settings. */
  readonly config: (flags: Flags) => Config;
  /** Returns the files of `qtc init`: text by path. */
  readonly samples: () => Readonly<Record<string, string>>;
}

/**
 * Runs `qtc strategy` and what follows.
 *
 * @returns The exit code
 * @throws {QtcError} with what the caller has to mend
 */
export async function strategyCommand(
  parsed: StrategyCommand,
  context: StrategyContext,
): Promise<number> {
  const { config, print } = context;
  switch (parsed.word) {
    case "new":
      return newStrategy(parsed.folder, context);
    case "versions": {
      const { dataDir } = config(parsed.flags);
      return runVersions({ ...parsed, dataDir }, context);
    }
    case "rollback": {
      const { dataDir } = config(parsed.flags);
      const stop = stopSignal(() => {}); // it says so itself
      return await runRollback({ ...parsed, dataDir }, { ...context, stop });
    }
    case "check":
      return await runCheck(parsed, config(parsed.flags), context);
    default: {
      const settings = config(parsed.flags);
      const stop = stopSignal(() => parsed.json || print("Stopping"));
      const program = { ...context, stop };
      return parsed.word === "run"
        ? await runTrial(parsed, settings, program)
        : await runWatch(parsed, settings, program);
    }
  }
}
