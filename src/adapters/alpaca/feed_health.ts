import type { FeedHealth } from "../../domain/feed.ts";
import { reasonOf } from "./alpaca_error.ts";
import type { MinuteResult } from "./minute_bars.ts";

/** What may be wrong with a feed, the worst first. */
const CAUSES = ["feed", "equity", "crypto", "late", "socket", "clock"] as const;

/** What a reason is about: the feed as a whole, one of its parts, or how it comes. */
export type HealthCause = typeof CAUSES[number];

/** Keeps what is wrong with a feed. */
export interface HealthBoard {
  /** Says what is wrong in a respect, or with `undefined` that nothing is any more. */
  set(cause: HealthCause, reason: string | undefined): void;
  /** Says so in several respects at once: what is in between is told to nobody. */
  setAll(reasons: Iterable<readonly [HealthCause, string | undefined]>): void;
  /** Returns the worst of it. */
  health(): FeedHealth;
}

/** Returns a board on which nothing is wrong; each change of its state goes to `onChange`. */
export function healthBoard(
  onChange: (health: FeedHealth) => void = () => {},
): HealthBoard {
  const reasons = new Map<HealthCause, string>();
  const health = (): FeedHealth => {
    for (const cause of CAUSES) {
      const reason = reasons.get(cause);
      if (reason === undefined) continue;
      return { state: cause === "feed" ? "stale" : "delayed", reason };
    }
    return { state: "healthy" };
  };
  const setAll: HealthBoard["setAll"] = (said) => {
    const before = health();
    for (const [cause, reason] of said) {
      if (reason === undefined) reasons.delete(cause);
      else reasons.set(cause, reason);
    }
    const after = health();
    if (before.state !== after.state || before.reason !== after.reason) {
      onChange(after);
    }
  };
  return {
    set: (cause, reason) => setAll([[cause, reason]]),
    setAll,
    health,
  };
}

/** A larger share of missing bars than that is not just quiet symbols. */
const QUIET = 0.05;

/** Says on a board how the bars of a minute came, of the classes that were asked for. */
export function reportMinute(
  board: HealthBoard,
  results: readonly MinuteResult[],
): void {
  const said = new Map<HealthCause, string | undefined>();
  for (const assetClass of ["equity", "crypto"] as const) {
    const result = results.find((each) => each.assetClass === assetClass);
    const what = assetClass === "equity" ? "stock bars" : "crypto bars";
    const reason = result?.failure !== undefined
      ? reasonOf(result.failure)
      : result && hasNone(result)
      ? "no_bars"
      : undefined;
    said.set(assetClass, reason && `${what}: ${reason}`);
  }
  const expected = results.reduce((sum, each) => sum + each.expected, 0);
  const missing = results.reduce((sum, each) => sum + each.missing, 0);
  const isDown = results.length > 0 &&
    results.every(({ failure }) => failure !== undefined);
  const isEmpty = missing === expected;
  said.set(
    "feed",
    isDown && isEmpty
      ? reasonOf(results[0]?.failure)
      : isEmpty && expected > 0
      ? "no_bars: none of the minute's bars has come"
      : undefined,
  );
  said.set(
    "late",
    missing > QUIET * expected
      ? `late_bars: ${missing} of ${expected} have not come`
      : undefined,
  );
  board.setAll(said);
}

/** Says whether of all that was to be expected nothing has come. */
function hasNone({ expected, missing }: MinuteResult): boolean {
  return expected > 0 && missing === expected;
}
