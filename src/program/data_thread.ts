import { type DataDesk, refusalText } from "../sandbox/data_requests.ts";
import {
  DataQueue,
  type DataQueueOptions,
  type Refused,
} from "./data_queue.ts";

/** Why a strategy's question is refused. */
const WHY: Readonly<Record<Refused["why"], string>> = {
  unreadable: "bars cannot be read; ask again next minute",
  late: "the minute's time was used up",
  full: "too many ask at once; ask again next minute",
  closing: "everything stops",
};

/**
 * Returns a desk that answers strategies in a thread of its own, one question
 * after the other; no question waits for those of the API.
 */
export function dataThread(
  options: Omit<DataQueueOptions, "whom" | "waitingMax">,
): DataDesk {
  const queue = new DataQueue({ ...options, whom: "strategies" });
  return {
    async answer(use, requests, end) {
      const answer = await queue.ask({ kind: "ask", use, requests }, end);
      if (answer.kind === "answered") {
        Object.assign(use, answer.use);
        return answer.text;
      }
      const why = answer.kind === "refused" ? answer.why : "unreadable";
      return refusalText(requests, WHY[why]);
    },
    close: () => queue.close(),
  };
}
