import { createHash } from "node:crypto";
import { fromNumber, type Price } from "../domain/decimal.ts";
import { draft } from "../domain/draft.ts";
import type { Instrument } from "../domain/instrument.ts";
import { SIGNALS_MAX } from "../domain/limits.ts";
import { parseSignal } from "../domain/signal.ts";
import type { CodeFault } from "../ports/registry.ts";
import type { StrategyCall, StrategyRun } from "../ports/strategies.ts";
import type { Bundle } from "./bundle.ts";
import { type MadeUpMarket, madeUpMarket } from "./made_up_market.ts";
import { exportedNames, placeOfMethod } from "./places.ts";
import { type SandboxOptions, sandboxStrategies } from "./runner.ts";
import { STUCK } from "./verdict.ts";

/** How {@linkcode strategyDryRun} runs: as the server does. */
export interface DryRunOptions
  extends
    Pick<SandboxOptions, "launch" | "wall" | "instruments">,
    Pick<SandboxOptions, "timeoutMs" | "memoryMb" | "window"> {
  /** Returns around when a script's made-up minute is (its sha256, hex), Unix milliseconds. */
  readonly at: (code: string) => number;
}

/** A strategy that is to be tried. */
export interface DryRunSource {
  readonly bundle: Bundle;
  /** File without extension and class: `strategy:MyStrategy`. */
  readonly entryPoint: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Who it is for; absent: a team like any other. */
  readonly team?: TriedTeam;
}

/** What a strategy sees of its team before its first minute. */
export interface TriedTeam {
  readonly id: string;
  readonly name: string;
  /** Dollars. */
  readonly cash: number;
}

/** A try that says nothing: there is to be another one, after those of others. */
export const LATER = "later";

/**
 * Tries a strategy; returns what is wrong with it, if anything is.
 *
 * @param round How many tries of it there were before
 */
export type DryRun = (
  source: DryRunSource,
  round: number,
) => Promise<CodeFault | typeof LATER | undefined>;

/** Rows of a symbol, where the window is longer: its beginning is like any other's. */
const ROWS_MAX = 390;
/** Longest start of a process and first minute together, milliseconds. */
const BUDGET_MS = 30_000;
/** Longest first try, milliseconds: who is quick waits for nobody's deadline. */
const FIRST_TRY_MS = 1_000;
/** Tries under the real limit: a process can fail to start, or be late, because the machine is busy. */
const TRIES = 2;
/** The real limit where none is said, milliseconds. */
const TIMEOUT_MS = 5_000;
/** Most characters of the strategy's own words in a message. */
const TEXT_MAX = 1_500;
/** Most names in a message, and most characters of each. */
const [NAMES_MAX, NAME_MAX] = [10, 40];
const TEAM: TriedTeam = { id: "my-team", name: "My Team", cash: 10_000 };

/**
 * Returns the dry run: a process of its own and one made-up minute, under the
 * limits of a real one, and nothing that tells it from one. The first try is
 * short; only who is late twice under the real limit is refused for it.
 */
export function strategyDryRun(options: DryRunOptions): DryRun {
  const { timeoutMs = TIMEOUT_MS } = options;
  const short = timeoutMs > FIRST_TRY_MS ? [FIRST_TRY_MS] : [];
  const limits = [...short, ...Array<number>(TRIES).fill(timeoutMs)];
  return async (source, round) => {
    const limited = { ...options, timeoutMs: limits[round] ?? timeoutMs };
    const { run, market } = await runOnce(limited, source);
    if (round < limits.length - 1 && mayBeBusy(run)) return LATER;
    const fault = faultOf(run, source) ??
      signalFault(run, source, { ...options, market });
    const isTransient = mayBeBusy(run) || run.outcome === "crashed";
    return fault && isTransient ? { ...fault, isTransient } : fault;
  };
}

function mayBeBusy({ outcome, error }: StrategyRun): boolean {
  return outcome.startsWith("skipped") ||
    outcome === "timeout" && error !== STUCK;
}

async function runOnce(
  options: DryRunOptions,
  source: DryRunSource,
): Promise<{ readonly run: StrategyRun; readonly market: MadeUpMarket }> {
  const { bundle, entryPoint } = source;
  const { instruments, window = ROWS_MAX } = options;
  const code = createHash("sha256").update(bundle.script).digest("hex");
  const market = madeUpMarket({
    instruments: instruments.values(),
    at: options.at(code),
    rows: Math.min(window, ROWS_MAX),
    seed: code + entryPoint,
  });
  const strategies = sandboxStrategies({
    ...options,
    codeOf: () => bundle,
    bars: market.bars,
    slots: 1,
    log: { write() {} },
  });
  try {
    const [run] = await strategies.run({
      minute: market.minute,
      calls: [callOf(source, code)],
      bars: market.newest,
      budgetMs: BUDGET_MS,
    });
    return { run: run!, market };
  } finally {
    await strategies.close();
  }
}

function callOf(
  { entryPoint, params, team = TEAM }: DryRunSource,
  code: string,
): StrategyCall {
  const { id, name, cash } = team;
  const word = (index: number) =>
    parseInt(code.slice(index * 8, index * 8 + 8), 16);
  return {
    spec: {
      ...{ id, name, entryPoint, code, params },
      initialCash: fromNumber(cash),
      run247: false,
      limits: {},
    },
    view: { cash, buyingPower: cash, positions: [], openOrders: [] },
    seed: [word(0), word(1), word(2), word(3)],
  };
}

/** What is said after a failure's own words: what would be right. */
const REMEDIES = {
  load: "what stands outside of functions, and the constructor with the " +
    "team's params, must run without an error",
  minute: "generate_signal() must run without an error, also in the first " +
    "minute, and return a signal, a list of them, or nothing",
  timeout: "loading it, its constructor and generate_signal() must end " +
    "within that; look for a loop without end",
  memory: "keep less, or only the bars that are needed",
  crashed: "its first minute must end with an answer",
};

/** Returns why a minute has no answer. */
function faultOf(
  { outcome, error }: StrategyRun,
  { bundle, entryPoint }: DryRunSource,
): CodeFault | undefined {
  if (!error) return undefined;
  const { type, phase } = error;
  const method = placeOfMethod(bundle, entryPoint);
  const told = error.message.replace(/; it starts anew with .*$/, "");
  const [, words = told, place] = /^([^]*) \((\S+:\d+:\d+)\)$/.exec(told) ??
    [];
  const text = words.slice(0, TEXT_MAX);
  const fault = (remedy: string, where = place ?? method): CodeFault => ({
    type,
    message: `${text}; ${remedy} (${where})`,
  });
  if (outcome === "timeout") {
    return error === STUCK
      ? { type, message: `${text} (${method})` }
      : fault(REMEDIES.timeout);
  }
  if (outcome === "memory") return fault(REMEDIES.memory);
  if (outcome === "crashed") return fault(REMEDIES.crashed);
  if (outcome.startsWith("skipped")) {
    return { type, message: `${text}; save it again to have it tried again` };
  }
  if (phase !== "load") return fault(REMEDIES.minute);
  return place === undefined && classFault(text, bundle, entryPoint) ||
    fault(REMEDIES.load);
}

/** Returns what to do when the class is not there, or is none. */
function classFault(
  text: string,
  bundle: Bundle,
  entryPoint: string,
): CodeFault | undefined {
  const [file = "", name = ""] = entryPoint.split(":");
  const place = placeOfMethod(bundle, entryPoint);
  const fault = (what: string): CodeFault => ({
    type: "ImportError",
    message: `${text.replace(/^TypeError: /, "")}${what} (${place})`,
  });
  if (text.includes("there is no exported class")) {
    const names = exportedNames(bundle).filter((each) => each !== name)
      .slice(0, NAMES_MAX).map((each) => each.slice(0, NAME_MAX));
    const there = names.length === 0
      ? `${file} exports nothing else`
      : `${file} exports ${names.join(", ")}`;
    return fault(
      `: ${there}; write export class ${name}, or change entry_point`,
    );
  }
  if (text.includes("has no generate_signal()")) {
    return fault("; write generate_signal(team, bars, current_prices) into it");
  }
  return text.includes("is not a constructor")
    ? fault(`; write export class ${name}`)
    : undefined;
}

/** Rules of R12 that hold in every minute; others depend on the market. */
const ALWAYS = ["invalid_quantity", "invalid_price", "not_allowed_together"];

/** Returns what is wrong with the first signal that is none. */
function signalFault(
  { signals }: StrategyRun,
  { bundle, entryPoint }: DryRunSource,
  { instruments, market }: Pick<DryRunOptions, "instruments"> & {
    readonly market: MadeUpMarket;
  },
): CodeFault | undefined {
  for (const [index, raw] of signals.slice(0, SIGNALS_MAX).entries()) {
    const why = wrongWith(raw, instruments, market);
    if (why === undefined) continue;
    const place = placeOfMethod(bundle, entryPoint);
    const which = `signal ${index + 1} of ${signals.length}`;
    return { type: "SignalError", message: `${which}: ${why} (${place})` };
  }
  return undefined;
}

function wrongWith(
  raw: unknown,
  instruments: ReadonlyMap<string, Instrument>,
  { minute, newest }: MadeUpMarket,
): string | undefined {
  const signal = parseSignal(raw);
  if (signal.kind === "fault") return signal.message;
  if (signal.kind === "cancel") return undefined;
  const found = instruments.get(signal.symbol);
  if (!found) {
    const symbols = [...instruments.keys()].sort().slice(0, 40).join(", ");
    return `symbol ${JSON.stringify(signal.symbol)} is not in the universe: ` +
      symbols;
  }
  // Recorded data may begin later than the made-up minute.
  const { listedFrom: _from, listedUntil: _until, ...instrument } = found;
  const close = newest.find(({ symbol }) => symbol === signal.symbol)!.close;
  const order = draft(signal, {
    instrument,
    mark: fromNumber<Price>(close),
    minute,
    fractionsAtMarketOnly: false,
  });
  return "rule" in order && ALWAYS.includes(order.rule)
    ? order.message
    : undefined;
}
