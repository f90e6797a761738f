/** How a strategy's minute ended. */
export type RunOutcome =
  | "ok"
  | "error" // it threw, or answered with something that is no answer
  | "timeout" // it did not end within its deadline
  | "memory" // it went above its memory limit
  | "crashed" // its process ended
  | "load_error" // it could not be loaded
  | "skipped_budget" // the phase's time was used up before its turn
  | "skipped_spawn" // no process could be started for it
  | "quarantined"; // it is out for some minutes

/** Where a failure arose, in the words of the HTTP contract. */
export type RunPhase =
  | "load"
  | "signal_generation"
  | "signal_validation"
  | "execution";

/** What the team is told about a failure. */
export interface RunError {
  /** `TimeoutError`, `ImportError`, `MemoryError`, or the thrown error's name. */
  readonly type: string;
  /** At most 2,000 characters, with file and line of the team's source if known. */
  readonly message: string;
  readonly phase: RunPhase;
}

/** A run as the ledger keeps it: everything that the next steps depend on. */
export interface RunRecord {
  readonly teamId: string;
  readonly outcome: RunOutcome;
  /** The first raw signals, as JSON values; absent when there are none. */
  readonly signals?: readonly unknown[];
  /** How many more there were; absent when these are all. */
  readonly dropped?: number;
  /** sha256 of the new state's JSON text, hex; absent when it has not changed. */
  readonly state?: string;
}
