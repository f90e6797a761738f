import type { Bar } from "../domain/bar.ts";
import { MINUTE_MS } from "../domain/bar.ts";
import { sessionOn } from "../domain/calendar.ts";
import { errorCode, errorText, QtcError } from "../domain/error.ts";
import { instantOf } from "../domain/instant.ts";
import type { Instrument } from "../domain/instrument.ts";
import { z } from "zod";
import type { DataRequest } from "./protocol.ts";
import { type AdjustableHistory, readAdjusted } from "./read_adjusted.ts";
import { REQUESTS_MAX } from "./realm.ts";
import type { WireAnswer } from "./realm_api.ts";
import { encodeColumns } from "./window.ts";

/** Most rows that a team is given in a minute by `team.api`. */
export const ROWS_MAX = 50_000;

/**
 * Longest that reading for a team may take in a minute, milliseconds of real
 * time: far above what the other bounds allow, so that a busy machine stays below.
 */
export const READING_MAX_MS = 5_000;
/** Longest answer, bytes of JSON text: more than the most rows have. */
export const ANSWER_MAX = 16 * 1024 * 1024;

/** What data requests are answered from. */
export interface DataSource {
  readonly history: AdjustableHistory;
  readonly instruments: ReadonlyMap<string, Instrument>;
  /** Returns real time on any scale, milliseconds; by default `performance.now()`. */
  readonly now?: () => number;
}

/** What a team has asked for in this minute. */
export interface DataUse {
  /** Start of the minute, Unix milliseconds: no later bar is ever given. */
  readonly minute: number;
  calls: number;
  rows: number;
  /** Time that reading took, milliseconds; waiting for it does not count. */
  readMs: number;
}

/** Answers data requests, wherever that is done; one batch of a team at a time. */
export interface DataDesk {
  /**
   * Returns the answers to a batch as JSON text, and counts it in `use`. What
   * fails is said in the answers: this never rejects.
   *
   * @param end When nobody waits any more, on the scale of `performance.now()`
   */
  answer(
    use: DataUse,
    requests: readonly DataRequest[],
    end: number,
  ): Promise<Uint8Array>;
  /** Lets go of what it reads; what is still asked is refused. */
  close(): Promise<void>;
}

const encoder = new TextEncoder();

/** Returns the use of a team that has asked for nothing in a minute. */
export function noUse(minute: number): DataUse {
  return { minute, calls: 0, rows: 0, readMs: 0 };
}

/** Returns a desk that answers at once, on the thread that asks. */
export function directDesk(source: DataSource): DataDesk {
  return {
    answer: (use, requests) =>
      Promise.resolve(answerText(source, use, requests)),
    close: () => Promise.resolve(),
  };
}

/** Returns what {@linkcode answerRequests} answers as JSON text, as long as it may be. */
export function answerText(
  source: DataSource,
  use: DataUse,
  requests: readonly DataRequest[],
): Uint8Array<ArrayBuffer> {
  const text = encoder.encode(
    JSON.stringify(answerRequests(source, use, requests)),
  );
  return text.length <= ANSWER_MAX
    ? text
    : refusalText(requests, `it has more than ${ANSWER_MAX} bytes`);
}

/** Returns answers that say why there are none, as JSON text. */
export function refusalText(
  requests: readonly DataRequest[],
  why: string,
): Uint8Array<ArrayBuffer> {
  return encoder.encode(
    JSON.stringify(
      requests.map(([id, method]) => refusedAnswer(id, method, why)),
    ),
  );
}

type Reads = (symbol: string, rows: number) => readonly Bar[];

const symbol = z.string().max(40);
const symbols = z.array(symbol).max(200);
const rows = z.int().min(1);
const date = z.string().max(40);
/** Comes last when prices are wanted in the shares of this minute. */
const adjusted = z.literal(true).optional();
const SHAPES = {
  getLastN: z.tuple([symbol, rows, adjusted]),
  getDay: z.tuple([symbol, date, adjusted]),
  getRange: z.tuple([symbol, date, date, adjusted]),
  getLastNMulti: z.tuple([symbols, rows, adjusted]),
  getDayMulti: z.tuple([symbols, date, adjusted]),
  getRangeMulti: z.tuple([symbols, date, date, adjusted]),
} as const;

const DAY = /^\d{4}-\d\d-\d\d$/;

/**
 * Answers what a strategy asked for. A request that cannot be answered is told
 * why; requests beyond the caps too. Nothing throws but a broken store.
 */
export function answerRequests(
  source: DataSource,
  use: DataUse,
  requests: readonly DataRequest[],
): WireAnswer[] {
  const { now = () => performance.now() } = source;
  return requests.map(([id, method, args]) => {
    const started = now();
    const before = use.readMs;
    const reading = () => use.readMs = before + now() - started;
    try {
      if (++use.calls > REQUESTS_MAX) {
        throw refusal(`at most ${REQUESTS_MAX} calls a minute`);
      }
      return [id, 1, answer(source, { use, reading }, method, args)];
    } catch (error) {
      if (errorCode(error) !== "invalid") throw error;
      return refusedAnswer(id, method, errorText(error));
    } finally {
      reading();
    }
  });
}

function refusedAnswer(id: number, method: string, why: string): WireAnswer {
  return [id, 0, `Cannot answer team.api.${method}(): ${why}`];
}

function answer(
  source: DataSource,
  { use, reading }: {
    readonly use: DataUse;
    /** Measures: returns how long reading has taken in this minute, milliseconds. */
    readonly reading: () => number;
  },
  method: string,
  args: readonly unknown[],
): unknown {
  if (!Object.hasOwn(SHAPES, method)) throw refusal("there is no such method");
  const parsed = SHAPES[method as keyof typeof SHAPES].safeParse(args);
  if (!parsed.success) {
    throw refusal(
      "it wants a symbol or a list of at most 200, then " +
        (method.startsWith("getLastN")
          ? "a whole number of rows from 1"
          : "a date such as 2026-11-20"),
    );
  }
  const [wanted, ...rest] = parsed.data;
  const reads = readerOf(source, use, rest);
  const one = (name: string): (number | null)[][] => {
    if (!source.instruments.has(name)) {
      throw refusal(`"${name}" is not in the universe`);
    }
    if (reading() >= READING_MAX_MS) {
      throw refusal(`at most ${READING_MAX_MS / 1_000} s of reading a minute`);
    }
    const room = ROWS_MAX - use.rows;
    if (room <= 0) throw refusal(`at most ${ROWS_MAX} rows a minute`);
    const bars = reads(name, room + 1);
    // What was read counts, given out or not: reading is what it costs.
    use.rows += bars.length;
    if (bars.length > room) {
      throw refusal(`at most ${ROWS_MAX} rows a minute`);
    }
    const known = bars.filter(({ at }) => at <= use.minute);
    return [
      ...encodeColumns(known),
      known.map(({ tradeCount }) => tradeCount ?? null),
      known.map(({ vwap }) => vwap ?? null),
    ];
  };
  if (typeof wanted === "string") return one(wanted);
  const all: Record<string, unknown> = {};
  for (const name of wanted) all[name] = one(name);
  return all;
}

/**
 * Returns how the rows of one symbol are read, at most `rows` of them: what a
 * strategy of this minute can know, with the values that were seen first.
 */
function readerOf(
  { history, instruments }: DataSource,
  { minute }: DataUse,
  rest: readonly (string | number | true | undefined)[],
): Reads {
  const [first, second] = rest;
  const mode = rest.at(-1) === true ? "split" : "raw";
  const read = (
    symbol: string,
    [from, to]: readonly [number, number],
    rows: number,
    newest = false,
  ): readonly Bar[] => {
    const end = Math.min(to, minute + MINUTE_MS);
    const query = { symbol, from, to: end, rows, newest, known: minute };
    return from < end ? readAdjusted(history, query, mode) : [];
  };
  if (typeof first === "number") {
    return (name, rows) =>
      read(name, [0, Infinity], Math.min(first, rows), true);
  }
  const start = first as string;
  if (typeof second === "string") {
    const range = [timeOf(start), timeOf(second)] as const;
    return (name, rows) => read(name, range, rows);
  }
  return (name, rows) => {
    const isCrypto = instruments.get(name)?.assetClass === "crypto";
    const day = isCrypto ? utcDay(start) : sessionOn(dayOf(start));
    return day ? read(name, [day.open, day.close], rows) : [];
  };
}

function dayOf(text: string): string {
  return DAY.test(text)
    ? text
    : new Date(timeOf(text)).toISOString().slice(0, 10);
}

function utcDay(
  text: string,
): { readonly open: number; readonly close: number } {
  const open = timeOf(dayOf(text));
  return { open, close: open + 86_400_000 };
}

function timeOf(text: string): number {
  const time = instantOf(text);
  if (time !== undefined) return time;
  throw refusal(
    `"${text}" is not a date such as 2026-11-20 or 2026-11-20T14:30:00Z`,
  );
}

function refusal(message: string): QtcError {
  return new QtcError("invalid", message);
}
