import { stringify } from "../adapters/csv/csv.ts";
import { sha256 } from "../adapters/system/digest.ts";
import { pack } from "../adapters/system/pack.ts";
import {
  BAR_FIELDS,
  barJson,
  type BarsAnswer,
  barsJson,
  type BarsQuestion,
} from "../api/bars_question.ts";
import type { Bar } from "../domain/bar.ts";
import {
  type AdjustableHistory,
  readAdjusted,
} from "../sandbox/read_adjusted.ts";

/** Shorter answers are not packed, bytes. */
const PACK_FROM = 1_000;
/** Hexadecimal digits of a tag. */
const TAG_DIGITS = 32;

const encoder = new TextEncoder();

/** Reads what a question asks for, and writes the answer. */
export function answerBars(
  history: AdjustableHistory,
  question: BarsQuestion,
): BarsAnswer {
  const found = new Map<string, readonly Bar[]>();
  let room = question.rows;
  for (const symbol of question.symbols) {
    const bars = readBars(history, question, symbol, room);
    room -= bars.length;
    if (room < 0) {
      const next = bars.at(-1)?.at;
      const isOne = question.symbols.length === 1 && next !== undefined;
      return { kind: "too_many", ...(isOne && { next }) };
    }
    found.set(symbol, bars);
  }
  const text = question.format === "csv"
    ? barsCsv(question, found)
    : barsJson(question, found);
  const packing = text.length >= PACK_FROM ? question.packing : undefined;
  // What is packed has other bytes, so another tag.
  const tag = sha256(text).slice(0, TAG_DIGITS) +
    (packing ? `-${packing}` : "");
  const etag = `"${tag}"`;
  if (holds(question.ifNoneMatch, etag)) return { kind: "same", etag };
  const body = encoder.encode(text);
  return packing
    ? { kind: "bars", body: pack(body, packing), packing, etag }
    : { kind: "bars", body, etag };
}

/** Returns the bars of a symbol; one more than there is room for, if there are more. */
function readBars(
  history: AdjustableHistory,
  { from, to, newest, known, values, adjustment, ...more }: BarsQuestion,
  symbol: string,
  room: number,
): readonly Bar[] {
  if (from >= to) return [];
  const rows = newest ? room : room + 1;
  const extended = more.extended.includes(symbol);
  const query = { symbol, from, to, rows, newest, known, values, extended };
  return readAdjusted(history, query, adjustment);
}

/** Every cell is a number, a time or a symbol of ours: none can be a formula. */
function barsCsv(
  { symbols }: BarsQuestion,
  found: ReadonlyMap<string, readonly Bar[]>,
): string {
  const records = symbols.flatMap((symbol) =>
    (found.get(symbol) ?? []).map((bar) => {
      const { trade_count, vwap, ...rest } = barJson(bar);
      return {
        symbol,
        ...rest as Record<string, string | number>,
        trade_count: trade_count ?? undefined,
        vwap: vwap ?? undefined,
      };
    })
  );
  return stringify(records, { header: ["symbol", ...BAR_FIELDS] });
}

/** Says whether an `If-None-Match` names a tag; who packs on the way makes it a weak one. */
function holds(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = ifNoneMatch?.split(",").map((each) =>
    each.trim().replace(/^W\//, "")
  );
  return tags !== undefined && (tags.includes(etag) || tags.includes("*"));
}
