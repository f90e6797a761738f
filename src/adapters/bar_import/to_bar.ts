import { type Bar, barFault } from "../../domain/bar.ts";
import { SYMBOL_PATTERN } from "../../domain/instrument.ts";
import type { Field } from "./bar_columns.ts";
import { readTime } from "./read_time.ts";

/** One row of a file: a bar, or why it is none. */
export interface ImportedRow {
  /** Line of a text, else number of the row; 1 for the first. */
  readonly line: number;
  readonly bar?: Bar;
  readonly fault?: string;
}

/**
 * Returns the bar that a row holds, or what is wrong with it.
 *
 * @param cell Returns what the row has for a field
 */
export function toBar(cell: (field: Field) => unknown): Bar | string {
  const symbol = symbolOf(cell("symbol"));
  if (!SYMBOL_PATTERN.test(symbol)) {
    return `"${symbol.slice(0, 40)}" is no symbol`;
  }
  const at = readTime(cell("time"));
  if (typeof at === "string") return at;
  const tradeCount = optional(cell("trades"));
  const vwap = optional(cell("vwap"));
  const bar = {
    ...{ symbol, at },
    open: toNumber(cell("open")),
    high: toNumber(cell("high")),
    low: toNumber(cell("low")),
    close: toNumber(cell("close")),
    volume: toNumber(cell("volume")),
    ...(tradeCount !== undefined && { tradeCount }),
    // Without trades there is none; some write 0 then.
    ...(vwap !== undefined && vwap !== 0 && { vwap }),
  };
  return barFault(bar) ?? bar;
}

/** A coin's pair with the dollar is the coin. */
function symbolOf(value: unknown): string {
  return typeof value === "string" ? value.trim().replace(/\/USD$/, "") : "";
}

/** Returns NaN for what is no plain number; an empty cell is not zero. */
function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  const isPlain = typeof value === "string" && /^\s*[\d.]/.test(value);
  return isPlain ? Number(value) : NaN;
}

function optional(value: unknown): number | undefined {
  const isNothing = value === undefined || value === null ||
    typeof value === "string" && /^\s*(nan|null|none|na)?\s*$/i.test(value) ||
    typeof value === "number" && Number.isNaN(value);
  return isNothing ? undefined : toNumber(value);
}
