import type { Bar } from "./bar.ts";

/** How a source of bars is, as the status shows it. */
export interface FeedHealth {
  /** `delayed`: some bars come late; `stale`: none that can be used. */
  readonly state: "healthy" | "delayed" | "stale";
  /** What is wrong, in a few words that name no secret; absent while all is well. */
  readonly reason?: string;
}

/** A bar of an earlier minute that was not, or not so, there when its minute ran. */
export interface BarChange {
  /** `late`: there was none; `revised`: there was one with other values. */
  readonly kind: "late" | "revised";
  readonly bar: Bar;
}
