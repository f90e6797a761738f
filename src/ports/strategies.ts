import type { Bar } from "../domain/bar.ts";
import type { RunError, RunOutcome } from "../domain/run.ts";
import type { TeamSpec } from "../domain/team.ts";

/** What a strategy sees of its own book, ready for JSON. */
export interface TeamView {
  /** Settled dollars, as a number. */
  readonly cash: number;
  /** Dollars less what open orders reserve. */
  readonly buyingPower: number;
  /** `[symbol, signed quantity, average cost]`. */
  readonly positions: readonly (readonly [string, number, number])[];
  /** Open orders in the form that strategies see. */
  readonly openOrders: readonly Readonly<Record<string, unknown>>[];
}

/** One team to be called for one minute. */
export interface StrategyCall {
  readonly spec: TeamSpec;
  readonly view: TeamView;
  /** JSON text of `team.state` as it was last saved; absent when there is none. */
  readonly state?: string;
  /** Four unsigned 32-bit words that seed `Math.random` for this minute. */
  readonly seed: readonly [number, number, number, number];
}

/** What one strategy did in one minute. */
export interface StrategyRun {
  readonly teamId: string;
  readonly outcome: RunOutcome;
  /** What it returned, still raw, from JSON; empty unless the outcome is `ok`. */
  readonly signals: readonly unknown[];
  /** JSON text of `team.state` when it ended well and the state has changed. */
  readonly state?: string;
  readonly error?: RunError;
  /** What it wrote with `console.log`, at most 16 KB. */
  readonly log: string;
  /** Whether this was the first call of a new instance. */
  readonly fresh: boolean;
  /**
   * Milliseconds from handing the minute over to having its answer, without
   * those in which it was stopped so that others could run.
   */
  readonly wallMs: number;
  /** Milliseconds of processor time that it used. */
  readonly cpuMs: number;
  /**
   * Load of the host then: how many programs wanted a core, a mean of about a
   * minute, ≥ 0; absent when nobody has looked.
   */
  readonly load?: number;
}

/** One minute for all teams that are called. */
export interface StrategyMinute {
  /** Start of the minute, Unix milliseconds. */
  readonly minute: number;
  readonly calls: readonly StrategyCall[];
  /** Bars that became known with this minute, of equities regular ones; by minute, then symbol. */
  readonly bars: readonly Bar[];
  /** Milliseconds of real time that the whole phase may take. */
  readonly budgetMs: number;
}

/** Runs teams' code where it can harm nobody. */
export interface Strategies {
  /** Calls each team once. Never throws for what team code does. */
  run(minute: StrategyMinute): Promise<StrategyRun[]>;
  /** Ends what runs for teams that are not among these. */
  retain(teamIds: readonly string[]): void;
  /**
   * Makes ready, in the background and until a minute comes, what these teams
   * will need in their first one.
   *
   * @param upTo The last minute whose bars are stored, Unix milliseconds
   */
  prepare(teams: readonly TeamSpec[], upTo: number): Promise<void>;
  /** Ends every process. */
  close(): Promise<void>;
}
