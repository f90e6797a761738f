import type { TeamSpec } from "../domain/team.ts";

/** What an operator asks for: that a team runs an older version, or the newest again. */
export interface RollbackRequest {
  /** Unlike that of any other request. */
  readonly id: string;
  readonly teamId: string;
  /** The version to run and to pin; absent: the pin is lifted. */
  readonly version?: {
    /** sha256 of its sources, hex. */
    readonly code: string;
    /** `strategy:MyStrategy`. */
    readonly entryPoint: string;
    /** As it had them last; absent when it never ran: the team's present ones stay. */
    readonly params?: TeamSpec["params"];
  };
}

/** What operators ask a running engine for. Nothing here ever throws. */
export interface Rollbacks {
  /** Returns what was asked for and is not answered yet. */
  pending(): RollbackRequest | undefined;
  /**
   * Answers what is pending. Whoever dies before this is asked the same again.
   *
   * @param refusal Why nothing was changed; absent when it was done
   */
  answer(request: RollbackRequest, refusal?: string): void;
}
