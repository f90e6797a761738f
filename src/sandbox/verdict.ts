import type { RunError, RunOutcome } from "../domain/run.ts";
import type { StrategyRun } from "../ports/strategies.ts";
import type { Death } from "./child.ts";

/** The outcomes of a team that was not called at all. */
export type SkippedOutcome = Extract<
  RunOutcome,
  "skipped_budget" | "skipped_spawn" | "load_error"
>;

/** Returns the run of a team whose strategy was not called. */
export function skipped(
  teamId: string,
  outcome: SkippedOutcome,
  message: string,
): StrategyRun {
  const isLoad = outcome === "load_error";
  return {
    teamId,
    outcome,
    signals: [],
    error: {
      type: isLoad ? "ImportError" : "SkippedError",
      message,
      phase: isLoad ? "load" : "signal_generation",
    },
    log: "",
    fresh: false,
    wallMs: 0,
    cpuMs: 0,
  };
}

/** What a team is told that the minute's time did not reach. */
export const NOT_REACHED =
  "the minute's time was used up before its turn; who was quick in the minutes before comes first";

/** What a team is told whose strategy the end of the minute's time met. */
export const CUT_OFF =
  "the minute's time was used up before it had answered; it starts anew with the state saved before";

/** What a team is told that has no process. */
export const NOT_STARTED = "its process could not be started";

/** What a team is told that has left, or whom the end of everything has met. */
export const ENDED = "its process was ended";

/** What a team is told whose process did not rest between two minutes. */
export const RESTLESS: RunError = {
  type: "CrashError",
  message:
    "the strategy went on computing after it had answered, and was ended; it starts anew with the state saved before",
  phase: "signal_generation",
};

/** Returns what a team is told about the end of its process. */
export function deathError(
  why: Exclude<Death, "closed" | "budget">,
  limits: { readonly timeoutMs: number; readonly memoryMb: number },
): RunError {
  const phase = "signal_generation";
  const again = "; it starts anew with the state saved before";
  switch (why) {
    case "timeout":
      return {
        type: "TimeoutError",
        message: `the strategy did not answer within ${
          limits.timeoutMs / 1000
        } s${again}`,
        phase,
      };
    case "memory":
      return {
        type: "MemoryError",
        message: `the strategy took more than ${limits.memoryMb} MB${again}`,
        phase,
      };
    case "crashed":
      return {
        type: "CrashError",
        message:
          `the strategy's process ended, or sent what is no answer${again}`,
        phase,
      };
  }
}

/** What a strategy is told that awaits something that nobody will ever resolve. */
export const STUCK: RunError = {
  type: "TimeoutError",
  message:
    "generate_signal() awaits a promise that nothing resolves: only team.api can be awaited",
  phase: "signal_generation",
};
