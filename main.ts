/**
 * The composition root: words and environment become a configuration and one
 * command, which `src/program` puts together. The only file that exits.
 *
 * @module
 */

import { wallClock } from "./src/adapters/system/clock.ts";
import { embeddedIn } from "./src/adapters/system/embedded.ts";
import * as files from "./src/adapters/system/files.ts";
import { systemLog } from "./src/adapters/system/log.ts";
import { stdoutLines } from "./src/adapters/system/stdout.ts";
import { init } from "./src/cli/init.ts";
import { parseCommand } from "./src/cli/parse_command.ts";
import * as settings from "./src/config/config.ts";
import { settingFlags } from "./src/config/setting_flags.ts";
import { QtcError } from "./src/domain/error.ts";
import { alpacaPast } from "./src/program/alpaca_feed.ts";
import { backupCommand } from "./src/program/backup.ts";
import { runExport } from "./src/program/export.ts";
import { pastCommand } from "./src/program/past_commands.ts";
import { fakeAlpacaCommand } from "./src/program/fake_alpaca.ts";
import { printNewest } from "./src/program/print.ts";
import type { Program } from "./src/program/program.ts";
import { resetCommand } from "./src/program/reset.ts";
import { restoreCommand } from "./src/program/restore.ts";
import { runServer } from "./src/program/run.ts";
import { serve } from "./src/program/serve.ts";
import { strategyCommand } from "./src/program/strategy.ts";
import { verifyCommand } from "./src/program/verify.ts";

/** Refused, while nothing has been written; later it could not go on. */
let knownErrorCode = 2;

try {
  Deno.exit(await main(Deno.args));
} catch (error) {
  const isKnown = error instanceof QtcError && error.code !== "internal";
  const text = isKnown ? error.message : (error as Error)?.stack ?? error;
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
  Deno.exit(isKnown ? knownErrorCode : 1);
}

/** Runs one command and returns its exit code. */
async function main(words: readonly string[]): Promise<number> {
  const parsed = parseCommand(words, settingFlags());
  const embedded = embeddedIn(import.meta.url);
  const print = stdoutLines();
  const env = Deno.env.toObject();
  const dotEnv = settings.parseDotEnv(files.readIfThere("settings", ".env"));
  const cores = navigator.hardwareConcurrency;
  const config = (flags: settings.Flags) =>
    settings.parseConfig({ flags, env, dotEnv, cores });
  const onStarted = () => void (knownErrorCode = 1);
  const program: Program = { print, wall: wallClock(), onStarted };
  const merged = settings.mergeEnvironment(env, dotEnv);
  switch (parsed.command) {
    case "help":
      print(parsed.text);
      return 0;
    case "version":
      print(embedded.version());
      return 0;
    case "init": {
      const context = { ...files, files: embedded.samples(), print };
      return init(parsed.folder, context);
    }
    case "strategy": {
      const { samples } = embedded;
      return await strategyCommand(parsed, { ...program, config, samples });
    }
    case "fake-alpaca":
      return await fakeAlpacaCommand(parsed, merged, program);
    case "verify":
      return await verifyCommand(config(parsed.flags), program);
    case "serve":
      return await serve(config(parsed.flags), program);
    case "export":
      return await runExport(config(parsed.flags), program);
    case "backfill":
    case "repair":
    case "import":
    case "export bars":
      return await pastCommand(parsed, {
        ...{ ...program, config },
        openAlpaca: (config) =>
          alpacaPast({
            ...{ config, wall: program.wall },
            env: settings.mergeEnvironment(env, dotEnv),
            log: systemLog({ level: config.logLevel }),
          }),
      });
    case "backup": {
      const { dataDir } = config(parsed.flags);
      return await backupCommand({ ...parsed, dataDir }, program);
    }
    case "restore": {
      const { dataDir } = config(parsed.flags);
      return await restoreCommand({ ...parsed, dataDir }, program);
    }
    case "reset": {
      const { dataDir } = config(parsed.flags);
      return await resetCommand({ ...parsed, dataDir }, program);
    }
    case "run": {
      const all = config(parsed.flags);
      if (all.printTeam !== undefined || all.printGlobal) {
        return await printNewest(all, program);
      }
      return await runServer(all, merged, program);
    }
  }
}
