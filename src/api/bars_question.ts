/**
 * What the data routes ask of whoever reads bars: plain values, because the
 * answer is made in another thread.
 *
 * @module
 */

import type { Bar } from "../domain/bar.ts";
import type { Packing } from "./packing.ts";
import { isoTime } from "./time.ts";

/** Bars that are wanted, and how they are to be written. */
export interface BarsQuestion {
  /** Answered in this order; all known, none twice. */
  readonly symbols: readonly string[];
  /** `from <= at < to`, Unix milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Most rows of all symbols together, > 0. */
  readonly rows: number;
  /** Of too many, the newest instead of a refusal. */
  readonly newest: boolean;
  /** What became known after this minute (its start, Unix milliseconds) does not count. */
  readonly known: number;
  readonly values: "first" | "latest";
  /** Symbols of which bars outside of regular sessions count: coins, others if asked for. */
  readonly extended: readonly string[];
  readonly adjustment: "raw" | "split" | "all";
  readonly format: "json" | "csv";
  /** `one`: as the public routes have it, `team`: as the team route has it. */
  readonly shape: "one" | "team";
  /** Fields of a JSON answer that stand before its bars. */
  readonly head: Readonly<Record<string, string>>;
  /** How the answer is to be packed; absent: not at all. */
  readonly packing?: Packing;
  /** The header, when the caller has an answer already. */
  readonly ifNoneMatch?: string;
}

/** What becomes of a question. */
export type BarsAnswer =
  | {
    readonly kind: "bars";
    readonly body: Uint8Array<ArrayBuffer>;
    /** How it is packed; absent when it is short, too. */
    readonly packing?: Packing;
    /** Strong: the same bytes, the same tag. */
    readonly etag: string;
  }
  /** The caller has it already. */
  | { readonly kind: "same"; readonly etag: string }
  | {
    readonly kind: "too_many";
    /** Minute of the first row that is too many, of one symbol; Unix milliseconds. */
    readonly next?: number;
  }
  /** Too many ask at once, or the reader has trouble; worth another try. */
  | { readonly kind: "busy" };

/** Columns of an answer, in JSON and CSV. */
export const BAR_FIELDS = [
  ...["timestamp", "open", "high", "low", "close", "volume"] as const,
  ...["trade_count", "vwap"] as const,
] as const;

/** Returns a bar as the contract has it. */
export function barJson(
  { at, open, high, low, close, volume, tradeCount, vwap }: Bar,
): Readonly<Record<typeof BAR_FIELDS[number], string | number | null>> {
  return {
    timestamp: isoTime(at),
    open,
    high,
    low,
    close,
    volume,
    trade_count: tradeCount ?? null,
    vwap: vwap ?? null,
  };
}

/** Returns the JSON text that answers a question. */
export function barsJson(
  { shape, head, symbols }: Pick<BarsQuestion, "shape" | "head" | "symbols">,
  found: ReadonlyMap<string, readonly Bar[]>,
): string {
  const all = symbols.map((symbol) => (found.get(symbol) ?? []).map(barJson));
  const [first = []] = all;
  if (shape === "one") {
    return JSON.stringify({ ...head, data_points: first.length, data: first });
  }
  if (symbols.length === 1) {
    return JSON.stringify({ ...head, bar_count: first.length, bars: first });
  }
  // What is inherited from nobody can have any name.
  const data = Object.create(null);
  symbols.forEach((symbol, i) => {
    const bars = all[i] ?? [];
    data[symbol] = { bar_count: bars.length, bars };
  });
  return JSON.stringify({ ...head, symbols, data });
}
