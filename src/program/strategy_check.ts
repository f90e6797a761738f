import type { StrategyTrial } from "../cli/command.ts";
import {
  checkJson,
  checkLines,
  type CheckReport,
} from "../cli/check_report.ts";
import type { Config } from "../config/config.ts";
import { toNumber } from "../domain/decimal.ts";
import { emptyBooks } from "../domain/books.ts";
import { lastSessionStart } from "../domain/calendar.ts";
import type { Clock } from "../ports/clock.ts";
import type { Bundle } from "../sandbox/bundle.ts";
import type { Intake } from "../sandbox/intake.ts";
import { launchers } from "../sandbox/launch.ts";
import { serverIntake, simulatedTime } from "./intake.ts";
import type { Program } from "./program.ts";
import { trialMarket } from "./strategy_market.ts";
import {
  type Params,
  readAmounts,
  readCandidate,
  readParams,
} from "./strategy_source.ts";

/** The team that a strategy is tried as. */
export const TRIAL_TEAM = { id: "my-team", name: "My Team" };

/** What a check found, with what runs when it is good. */
export interface Checked {
  readonly report: CheckReport;
  /** Absent when the strategy is refused. */
  readonly bundle?: Bundle;
  readonly params: Params;
}

/**
 * Does what the server does with a strategy before it runs it: packs it and
 * calls it for a made-up minute in its sandbox.
 *
 * @throws {QtcError} `invalid` or `not_found` when the command is wrong
 */
export async function checkStrategy(
  trial: Pick<StrategyTrial, "path" | "entry" | "params" | "cash">,
  intake: Intake,
): Promise<Checked> {
  const started = performance.now();
  const params = readParams(trial.params);
  const candidate = await readCandidate(trial);
  const base = () => ({
    path: trial.path,
    ms: performance.now() - started,
  });
  if ("type" in candidate) {
    const report = { ...base(), sources: {}, fault: candidate };
    return { params, report };
  }
  const { files: sources, entryPoint, fault } = candidate;
  const cash = toNumber(readAmounts(trial, 1).cash);
  const team = { ...TRIAL_TEAM, cash };
  const taken = fault ??
    await intake.pack({ files: sources, entryPoint, params, team });
  const known = { ...base(), sources, entryPoint };
  if ("type" in taken) return { params, report: { ...known, fault: taken } };
  const packedBytes = new TextEncoder().encode(taken.script).length;
  return { params, bundle: taken, report: { ...known, packedBytes } };
}

/** Returns the server's intake, with the simulated market for what a signal may name. */
export function trialIntake(config: Config, wall: Clock): Intake {
  const { instruments } = trialMarket(config);
  return serverIntake({
    programs: launchers(Deno.build.standalone),
    instruments: new Map(instruments.map((each) => [each.symbol, each])),
    at: (code) =>
      simulatedTime(emptyBooks(), lastSessionStart(wall.now()), code),
    ...{ config, wall },
  });
}

/**
 * Runs `qtc strategy check`.
 *
 * @returns The exit code: 0, or 1 when the server would refuse it
 * @throws {QtcError} `invalid` or `not_found` when the command is wrong
 */
export async function runCheck(
  trial: StrategyTrial,
  config: Config,
  program: Program,
): Promise<number> {
  const intake = trialIntake(config, program.wall);
  const { report } = await checkStrategy(trial, intake);
  const lines = trial.json
    ? [JSON.stringify(checkJson(report), undefined, 2)]
    : checkLines(report);
  for (const line of lines) program.print(line);
  return report.fault ? 1 : 0;
}
