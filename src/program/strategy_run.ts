/**
 * `qtc strategy run`: the server's own engine, sandbox and simulated market,
 * for one team, as fast as it goes, over a ledger in memory.
 *
 * @module
 */

import { openMemoryLedger } from "../adapters/sqlite/data_folder.ts";
import { systemLog } from "../adapters/system/log.ts";
import type { StrategyTrial } from "../cli/command.ts";
import { checkJson, checkLines } from "../cli/check_report.ts";
import type { Sources } from "../cli/fault_lines.ts";
import { minuteCollector, type MinuteReport } from "../cli/minute_report.ts";
import {
  marketLine,
  minuteLines,
  summaryLines,
  tableHead,
  type TrialEnd,
} from "../cli/run_report.ts";
import { trialJson } from "../cli/trial_json.ts";
import type { Config } from "../config/config.ts";
import type { Mode } from "../config/mode.ts";
import { termsOf } from "../config/terms.ts";
import { equityOf, teamOf } from "../domain/books.ts";
import { type Money, notional, type Price } from "../domain/decimal.ts";
import { KNOWN_COINS } from "../domain/instrument.ts";
import type { TeamSpec } from "../domain/team.ts";
import type { Engine } from "../engine/engine.ts";
import { runLoop } from "../engine/loop.ts";
import { recover } from "../engine/recover.ts";
import type { Bundle } from "../sandbox/bundle.ts";
import { packageHash } from "../sandbox/package.ts";
import { buildEngine } from "./engine.ts";
import type { Program } from "./program.ts";
import type { Start } from "./start.ts";
import {
  type Checked,
  checkStrategy,
  TRIAL_TEAM,
  trialIntake,
} from "./strategy_check.ts";
import { trialMarket } from "./strategy_market.ts";
import { readAmounts } from "./strategy_source.ts";

/** Exit code of a trial that was interrupted. */
const INTERRUPTED = 130;
const TEAM = TRIAL_TEAM.id;
const MODE: Mode = {
  ...{ label: "SIMULATED", feed: "simulated", broker: "simulated" },
  ...{ clock: "simulated", speed: "max", account: "simulated" },
};

/** What a trial came to. */
export interface Trial {
  readonly minutes: readonly MinuteReport[];
  readonly end: TrialEnd;
}

/** How {@linkcode tryStrategy} runs. */
export interface TrialOptions {
  readonly config: Config;
  readonly wall: Program["wall"];
  /** Ends it after the minute under way, which is cut short. */
  readonly stop: AbortSignal;
  /** Dollars. */
  readonly cash: Money;
  /** Minutes in which the strategy is called. */
  readonly minutes: number;
  readonly onMinute: (report: MinuteReport) => void;
}

/**
 * Runs `qtc strategy run`.
 *
 * @returns The exit code: 0, 1 when a minute failed or the strategy is refused,
 *   130 when it was interrupted
 * @throws {QtcError} `invalid` or `not_found` when the command is wrong
 */
export async function runTrial(
  trial: StrategyTrial,
  config: Config,
  program: Program & { readonly stop: AbortSignal },
): Promise<number> {
  const { print, wall, stop } = program;
  const amounts = readAmounts(trial, 30);
  const checked = await checkStrategy(trial, trialIntake(config, wall));
  const { report, bundle } = checked;
  if (!bundle) {
    const json = () => ({ ok: false, check: checkJson(report) });
    const lines = trial.json
      ? [JSON.stringify(json(), undefined, 2)]
      : checkLines(report);
    for (const line of lines) print(line);
    return 1;
  }
  const { minutes, end } = await tryStrategy(checked, {
    ...{ config, wall, stop, ...amounts },
    onMinute: tablePrinter(report.sources, trial.json ? undefined : print),
  });
  const lines = trial.json
    ? [JSON.stringify(trialJson(checkJson(report), minutes, end), undefined, 2)]
    : endLines(config, minutes, end);
  for (const line of lines) print(line);
  if (stop.aborted) return INTERRUPTED;
  const hasFailed = minutes.some(({ outcome = "ok" }) => outcome !== "ok");
  return hasFailed ? 1 : 0;
}

/** Returns the end of a trial as lines. */
export function endLines(
  { seed }: Pick<Config, "seed">,
  minutes: readonly MinuteReport[],
  end: TrialEnd,
): string[] {
  const from = minutes[0]?.minute;
  const market = from === undefined ? [] : [marketLine(seed, from)];
  return ["", ...market, ...summaryLines(minutes, end)];
}

/** Returns what prints each minute as it comes, the first with a title. */
export function tablePrinter(
  sources: Sources,
  print: Program["print"] | undefined,
): (report: MinuteReport) => void {
  const told = new Set<string>();
  let isBegun = false;
  return (report) => {
    if (!print) return;
    if (!isBegun) print(tableHead());
    isBegun = true;
    for (const line of minuteLines(report, sources, told)) print(line);
  };
}

/** Lets a strategy that was checked trade in the simulated market. */
export async function tryStrategy(
  { bundle, params, report }: Checked,
  { config, wall, stop, cash, minutes, onMinute }: TrialOptions,
): Promise<Trial> {
  const start = startOf(config);
  const ledger = openMemoryLedger();
  const reports: MinuteReport[] = [];
  const enough = new AbortController();
  const collect = minuteCollector(TEAM);
  const { entryPoint = "", sources } = report;
  const spec: TeamSpec = {
    ...{ ...TRIAL_TEAM, initialCash: cash, run247: false },
    ...{ entryPoint, params, limits: {} },
    code: packageHash(sources, entryPoint),
  };
  let called = 0;
  const engine = buildEngine(start, ledger, {
    wall,
    stop,
    own: ownTeam(spec, bundle),
    onRecorded(batch) {
      const closed = collect(batch);
      // A minute that was cut short says nothing about the strategy.
      if (!closed || stop.aborted) return;
      if (closed.outcome === undefined && closed.fills.length === 0) return;
      reports.push(closed);
      onMinute(closed);
      if (closed.outcome !== undefined && ++called >= minutes) enough.abort();
    },
  });
  const cutShort = () => void engine.strategies.close();
  stop.addEventListener("abort", cutShort, { once: true });
  try {
    const { identity, instruments } = start;
    const terms = termsOf(config);
    const first = await recover(engine, { identity, terms, instruments });
    const signal = AbortSignal.any([stop, enough.signal]);
    await runLoop(engine, first, { signal });
    return { minutes: reports, end: endOf(engine, cash) };
  } finally {
    stop.removeEventListener("abort", cutShort);
    await engine.strategies.close();
    ledger.close();
  }
}

/** Returns what the engine is given instead of a registry and a code store. */
function ownTeam(spec: TeamSpec, bundle: Bundle | undefined) {
  let isSaid = false;
  return {
    codeOf: () => bundle,
    registry: {
      changes: () => {
        const edition = isSaid ? undefined : { teams: [{ spec }] };
        isSaid = true;
        return Promise.resolve(edition);
      },
    },
  };
}

function startOf(config: Config): Start {
  const marketData = trialMarket(config);
  const { broker, account, feed, clock } = MODE;
  return {
    ...{ config, mode: MODE, feed: { marketData }, marketData },
    instruments: marketData.instruments,
    identity: { broker, account, feed, clock, seed: config.seed },
    teams: { entries: [], coins: KNOWN_COINS },
    webhook: undefined,
    log: systemLog({ level: "warning" }),
    server: undefined,
  };
}

function endOf({ books }: Engine, startCash: Money): TrialEnd {
  if (!books.teams.has(TEAM)) {
    return {
      ...{ startCash, cash: startCash, equity: startCash },
      ...{ positions: [], openOrders: 0 },
    };
  }
  const { cash, positions, open } = teamOf(books, TEAM);
  return {
    ...{ startCash, cash, equity: equityOf(books, TEAM) },
    positions: [...positions.values()].map(({ symbol, quantity }) => ({
      ...{ symbol, quantity },
      value: notional(books.marks.get(symbol)?.price ?? 0n as Price, quantity),
    })),
    openOrders: open.size,
  };
}
