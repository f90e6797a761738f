import type { Alert } from "../domain/alert.ts";

/** Tells operators, wherever they are. */
export interface Alerts {
  /** Takes an alert to be sent as soon as that may be. Never throws or waits. */
  send(alert: Alert): void;
  /**
   * Takes no more, sends what can still be sent, and returns.
   *
   * @param maxMs Longest that it may take, milliseconds
   */
  close(maxMs: number): Promise<void>;
}
