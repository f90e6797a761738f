import type { Bar } from "../domain/bar.ts";
import type { BarSource } from "../domain/event.ts";

/** Who brings bars of the past. */
export type PastSource = Exclude<BarSource, "history">;

/** What adding bars has come to. */
export interface Added {
  /** Bars that filled a hole, and bars that were there with other values; ≥ 0. */
  readonly added: number;
  readonly revised: number;
}

/** What a command asks whoever writes to a data folder for. */
export type IncomingRequest =
  & {
    /** Unlike that of any other request. */
    readonly id: string;
  }
  & (
    | {
      readonly kind: "bars";
      readonly source: PastSource;
      /** A few thousand at most. */
      readonly bars: readonly Bar[];
    }
    /** A price that jumped is right: the symbol trades again. */
    | { readonly kind: "accept"; readonly symbol: string }
  );

/** What has become of a request. */
export interface IncomingAnswer extends Added {
  /** Why nothing was done; absent when it was. */
  readonly refusal?: string;
}

/** What commands leave for a running engine. Nothing here ever throws. */
export interface Incoming {
  /** Returns the oldest request that is not answered yet. */
  next(): IncomingRequest | undefined;
  /**
   * Answers a request; `next()` returns it no more. Whoever dies before this is
   * asked the same again.
   */
  answer(request: IncomingRequest, answer: IncomingAnswer): void;
}
