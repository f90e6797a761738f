import {
  exists,
  fileStamp,
  folderExists,
  folderStamp,
} from "../adapters/system/files.ts";
import { checkLines } from "../cli/check_report.ts";
import type { StrategyTrial } from "../cli/command.ts";
import type { Config } from "../config/config.ts";
import { errorCode, errorText, QtcError } from "../domain/error.ts";
import type { Intake } from "../sandbox/intake.ts";
import type { Program } from "./program.ts";
import { checkStrategy, trialIntake } from "./strategy_check.ts";
import { endLines, tablePrinter, tryStrategy } from "./strategy_run.ts";
import { isParamsText, readAmounts, readParams } from "./strategy_source.ts";

/** Time between two looks at the files, milliseconds. */
const LOOK_MS = 200;
/** A save is over when this many looks in a row find the same. */
const QUIET_LOOKS = 2;

/**
 * Runs `qtc strategy watch` until it is stopped: looks at the files again and
 * again, so that no way of saving, renaming or deleting them escapes it.
 *
 * @returns The exit code: 0
 * @throws {QtcError} `invalid` or `not_found` when the command is wrong
 */
export async function runWatch(
  trial: StrategyTrial,
  config: Config,
  program: Program & { readonly stop: AbortSignal },
): Promise<number> {
  const { print, wall, stop } = program;
  const { path } = trial;
  readAmounts(trial, 5);
  readParams(trial.params);
  if (!exists(path)) {
    throw new QtcError(
      "not_found",
      `Cannot watch "${path}": there is no such folder or file`,
    );
  }
  const rest = () => wall.sleepUntil(wall.now() + LOOK_MS, stop);
  const intake = trialIntake(config, wall);
  let done: string | undefined;
  while (!stop.aborted) {
    const seen = await quietStamp(() => stampOf(trial), rest, stop);
    if (stop.aborted) break;
    if (seen === done) {
      await rest();
      continue;
    }
    done = seen;
    print(`--- ${new Date(wall.now()).toISOString().slice(11, 19)} ${path}`);
    await tryOnce(trial, { ...program, config, intake });
    if (!stop.aborted) print("Waiting for the next save; Ctrl-C ends it");
  }
  return 0;
}

/** Waits until the files are the same in some looks in a row. */
async function quietStamp(
  look: () => string,
  rest: () => Promise<void>,
  stop: AbortSignal,
): Promise<string> {
  let stamp = look();
  for (let same = 1; same < QUIET_LOOKS && !stop.aborted;) {
    await rest();
    const next = look();
    same = next === stamp ? same + 1 : 1;
    stamp = next;
  }
  return stamp;
}

/** Parameters in a file count like the code. */
function stampOf({ path, params }: StrategyTrial): string {
  const code = folderExists(path)
    ? folderStamp(path, [".ts", ".js"])
    : fileStamp(path);
  const isFile = params !== undefined && !isParamsText(params);
  return isFile ? `${code}\n${fileStamp(params)}` : code;
}

async function tryOnce(
  trial: StrategyTrial,
  { print, wall, stop, config, intake }: Program & {
    readonly stop: AbortSignal;
    readonly config: Config;
    readonly intake: Intake;
  },
): Promise<void> {
  try {
    const checked = await checkStrategy(trial, intake);
    for (const line of checkLines(checked.report)) print(line);
    if (!checked.bundle || stop.aborted) return;
    print("");
    const { minutes, end } = await tryStrategy(checked, {
      ...{ config, wall, stop, ...readAmounts(trial, 5) },
      onMinute: tablePrinter(checked.report.sources, print),
    });
    for (const line of endLines(config, minutes, end)) print(line);
  } catch (error) {
    // Half saved, renamed, deleted: the next save mends it.
    if (errorCode(error) === "internal") throw error;
    print(errorText(error));
  }
}
