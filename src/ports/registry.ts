import type { TeamSpec } from "../domain/team.ts";

/** One team of the registry, with its code as it stands now. */
export interface RegisteredTeam {
  readonly spec: TeamSpec;
  /** Why its strategy cannot run, for the team; absent when it can. */
  readonly fault?: CodeFault;
  /** Its newest code is being prepared: what is wrong with it is not known yet. */
  readonly isPending?: boolean;
}

/** What is wrong with a strategy's sources. */
export interface CodeFault {
  /** `ImportError`, `SyntaxError`, … */
  readonly type: string;
  /** With file, line and column where there are any. */
  readonly message: string;
}

/** Which teams take part, and with which code. */
export interface Registry {
  /**
   * Returns the teams when something changed since the last call, else
   * `undefined`. The first call returns at once, maybe without code; the second
   * has it. A mistake in the file is logged once and changes nothing.
   */
  changes(): Promise<readonly RegisteredTeam[] | undefined>;
}
