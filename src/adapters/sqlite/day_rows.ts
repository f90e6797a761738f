import type { DatabaseSync } from "node:sqlite";
import type { Bar } from "../../domain/bar.ts";
import { MINUTE_MS } from "../../domain/bar.ts";
import {
  BAR_COLUMNS,
  barOf,
  DAY_MS,
  dayOf,
  prepareArrays,
} from "./bar_rows.ts";

/** What there is of one symbol on one UTC day. */
export interface SymbolDay {
  /** Its start, Unix milliseconds. */
  readonly day: number;
  /** Bars in all, > 0, those of them that came late, and those of sessions. */
  readonly minutes: number;
  readonly added: number;
  readonly regular: number;
  /** Oldest and newest of those of sessions, Unix milliseconds; `null` when there is none. */
  readonly first: number | null;
  readonly last: number | null;
}

/** Which bars of a symbol's day are wanted. */
export interface DayPart {
  readonly symbol: string;
  /** `from <= at < to`, Unix milliseconds; may reach beyond the day. */
  readonly from: number;
  readonly to: number;
  /** Most of them. */
  readonly rows: number;
  /** Whether the newest come first, and of too many the newest alone. */
  readonly newest: boolean;
  /** Whether bars outside of sessions count. */
  readonly extended: boolean;
  /** Only what a strategy of this minute could have seen, Unix milliseconds. */
  readonly known: number;
}

/** Reads bars of one symbol, a UTC day at a time. */
export interface DayRows {
  /** Returns the days with bars of a symbol that `from <= at < to` touches. */
  days(
    part: Pick<DayPart, "symbol" | "from" | "to" | "newest">,
  ): Iterable<SymbolDay>;
  /** Returns bars that were there when their minutes ran. */
  own(day: SymbolDay, part: DayPart): Bar[];
  /** Returns bars that came late. */
  added(day: SymbolDay, part: DayPart): Bar[];
}

/** Returns what reads bars by symbol and day. */
export function dayRows(database: DatabaseSync): DayRows {
  const statement = (sql: string) => prepareArrays(database, sql);
  // A minute's bars lie together: one symbol's are looked up minute by minute.
  const columns = BAR_COLUMNS.replaceAll(/\w+/g, "b.$&");
  const own = (step: string, before: string) =>
    statement(
      "with recursive minutes (time) as (values (?1) union all " +
        `select time ${step} ${MINUTE_MS} from minutes where time ${before} ?2) ` +
        `select ${columns} from minutes cross join bars b ` +
        "on b.at = time and b.symbol = ?3 where b.regular >= ?4 " +
        "and (b.known is null or b.known <= ?5) limit ?6",
    );
  const added = (order: string) =>
    statement(
      `select ${BAR_COLUMNS} from added_bars where symbol = ? and at >= ? ` +
        "and at <= ? and regular >= ? and known <= ? " +
        `order by at ${order} limit ?`,
    );
  const oldestOwn = own("+", "<");
  const newestOwn = own("-", ">");
  const oldestAdded = added("asc");
  const newestAdded = added("desc");
  return {
    days: dayIndex(database),
    own(day, part) {
      // Nobody has seen a bar of a later minute.
      const range = rangeOf(day, part, part.known);
      if (!range || day.minutes === day.added) return [];
      const { from, last } = range;
      const { symbol, newest, extended, known, rows } = part;
      const [begin, end] = newest ? [last, from] : [from, last];
      const floor = extended ? 0 : 1;
      return (newest ? newestOwn : oldestOwn)
        .all(begin, end, symbol, floor, known, rows)
        .map(barOf);
    },
    added(day, part) {
      const range = rangeOf(day, part, Infinity);
      if (!range || day.added === 0) return [];
      const { from, last } = range;
      const { symbol, newest, extended, known, rows } = part;
      const floor = extended ? 0 : 1;
      return (newest ? newestAdded : oldestAdded)
        .all(symbol, from, last, floor, known, rows)
        .map(barOf);
    },
  };
}

/** Returns what walks the index of days. */
function dayIndex(database: DatabaseSync): DayRows["days"] {
  const bounds = prepareArrays(
    database,
    "select (select min(day) from bar_days), (select max(day) from bar_days)",
  );
  const day = prepareArrays(
    database,
    "select minutes, added, regular, regular_first, regular_last " +
      "from bar_days where day = ? and symbol = ?",
  );
  return function* ({ symbol, from, to, newest }) {
    const [min, max] = bounds.get() ?? [];
    if (typeof min !== "number" || typeof max !== "number") return;
    const first = Math.max(dayOf(from), min);
    const last = Math.min(dayOf(to - 1), max);
    const step = newest ? -DAY_MS : DAY_MS;
    for (
      let start = newest ? last : first;
      start >= first && start <= last;
      start += step
    ) {
      const found = day.get(start, symbol);
      if (!found) continue;
      const [minutes, added, regular] = found as number[];
      yield {
        day: start,
        minutes: minutes!,
        added: added!,
        regular: regular!,
        first: found[3] as number | null,
        last: found[4] as number | null,
      };
    }
  };
}

/** Returns the first and the last minute of a day that can be wanted. */
function rangeOf(
  { day, first, last }: SymbolDay,
  { from, to, extended }: DayPart,
  upTo: number,
): { readonly from: number; readonly last: number } | undefined {
  if (!extended && (first === null || last === null)) return undefined;
  const begin = Math.max(from, extended ? day : first!);
  const end = Math.min(to - 1, upTo, extended ? day + DAY_MS - 1 : last!);
  const range = {
    from: Math.ceil(begin / MINUTE_MS) * MINUTE_MS,
    last: Math.floor(end / MINUTE_MS) * MINUTE_MS,
  };
  return range.from <= range.last ? range : undefined;
}
