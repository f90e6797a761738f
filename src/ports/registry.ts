import type { CompetitionSpec } from "../domain/competition.ts";
import type { TeamSpec } from "../domain/team.ts";

/** One team of the registry, with its code as it stands now. */
export interface RegisteredTeam {
  readonly spec: TeamSpec;
  /** Why its strategy cannot run, for the team; absent when it can. */
  readonly fault?: CodeFault;
  /** Why its newest version does not run though it may be able to, for the team. */
  readonly heldBack?: CodeFault;
  /** Its newest code is being prepared: what is wrong with it is not known yet. */
  readonly isPending?: boolean;
  /**
   * Minute for which its code, entry point and params were seen first (its start,
   * Unix milliseconds), however long it took to prepare them; absent: unknown.
   */
  readonly seenAt?: number;
}

/** What is wrong with a strategy's sources. */
export interface CodeFault {
  /** `ImportError`, `SyntaxError`, … */
  readonly type: string;
  /** With file, line and column where there are any. */
  readonly message: string;
  /** The machine may have been too busy: another try can end otherwise. */
  readonly isTransient?: true;
}

/** The registry as it stands. */
export interface RegistryEdition {
  readonly teams: readonly RegisteredTeam[];
  /** What they take part in; absent: in nothing that starts or ends. */
  readonly competition?: CompetitionSpec;
}

/** Which teams take part, in what, and with which code. */
export interface Registry {
  /**
   * Returns everything when something changed since the last call, else
   * `undefined`. The first call returns at once, maybe without code; the second
   * has it, as far as it was ready in time. A mistake in the file is logged once
   * and changes nothing; nothing that a team does makes it reject.
   *
   * @param minute Start of the minute that it is for, Unix milliseconds
   */
  changes(minute?: number): Promise<RegistryEdition | undefined>;
}
