import type { Clock } from "../ports/clock.ts";

/** What every command works with. */
export interface Program {
  /** Writes a line to the standard output. */
  readonly print: (line: string) => void;
  /** Real time. */
  readonly wall: Clock;
  /** To be called when something is about to be written: what fails later is no refused start. */
  readonly onStarted: () => void;
}
