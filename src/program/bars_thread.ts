import type { BarsAnswer, BarsQuestion } from "../api/bars_question.ts";
import { DataQueue, type DataQueueOptions } from "./data_queue.ts";

/** Questions that wait for the thread: later ones are refused. */
const WAITING_MAX = 64;
/** Longest that a question waits for its turn, milliseconds. */
const WAIT_MAX_MS = 5_000;

/** Answers the API's questions about bars, elsewhere. */
export interface BarsDesk {
  /** Returns the answer; `busy` when it cannot be had now. Never rejects. */
  read(question: BarsQuestion): Promise<BarsAnswer>;
  /** Lets go of what it reads; what is still asked is `busy`. */
  close(): Promise<void>;
}

/**
 * Returns a desk that reads, writes and packs answers in a thread of its own,
 * so that the engine's only passes on bytes.
 */
export function barsThread(
  options: Omit<DataQueueOptions, "whom" | "waitingMax" | "instruments">,
): BarsDesk {
  const queue = new DataQueue({
    ...options,
    whom: "the API",
    waitingMax: WAITING_MAX,
  });
  return {
    async read(question) {
      const end = performance.now() + WAIT_MAX_MS;
      const answer = await queue.ask({ kind: "bars", question }, end);
      return answer.kind === "bars_answered" ? answer.answer : { kind: "busy" };
    },
    close: () => queue.close(),
  };
}
