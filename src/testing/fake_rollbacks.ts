import type { Clock } from "../ports/clock.ts";
import type { RollbackRequest, Rollbacks } from "../ports/rollbacks.ts";

/** Requests by the times they are made at, and how they were answered. */
export interface FakeRollbacks {
  /** Returns what a process sees: all that was asked and not answered by then. */
  at(clock: Clock): Rollbacks;
  /** Answers in order: request id, and the refusal if it was one. */
  readonly answers: (readonly [id: string, refusal?: string])[];
}

/** Returns requests that outlive processes, as a file does. */
export function fakeRollbacks(
  requests: readonly (readonly [from: number, request: RollbackRequest])[],
): FakeRollbacks {
  const answers: [id: string, refusal?: string][] = [];
  return {
    answers,
    at: (clock) => ({
      pending: () =>
        requests.find(([from, { id }]) =>
          from <= clock.now() && !answers.some(([answered]) => answered === id)
        )?.[1],
      answer: ({ id }, refusal) =>
        void answers.push(refusal === undefined ? [id] : [id, refusal]),
    }),
  };
}
