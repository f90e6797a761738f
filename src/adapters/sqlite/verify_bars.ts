import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { type Bar, barLine } from "../../domain/bar.ts";
import { isRegular, utcDate } from "../../domain/calendar.ts";
import type { LedgerEvent } from "../../domain/event.ts";
import {
  BAR_COLUMNS,
  barOf,
  type BarRow,
  DAY_MS,
  prepareArrays,
} from "./bar_rows.ts";
import { COUNT_DAYS } from "./migrate.ts";

/** Behind {@linkcode BAR_COLUMNS}. */
const [REGULAR, KNOWN, SEQ] = [9, 10, 11];
const COLUMNS = `${BAR_COLUMNS}, regular, known, seq`;

/** Compares the bars beside a ledger with its events, as these come. */
export interface BarChecks {
  /**
   * @param place Names the event in a fault
   * @param seq Its number
   */
  event(place: string, seq: number, event: LedgerEvent): void;
  /** Looks for what no event was of, and at the index of days. */
  finish(): void;
}

type BarsAdded = Extract<LedgerEvent, { kind: "bars_added" }>;

/** Returns what compares the bars beside a ledger with its events. */
export function barChecks(
  database: DatabaseSync,
  fault: (what: string) => void,
): BarChecks {
  const bars = prepareArrays(
    database,
    `select ${COLUMNS} from bars where at > ? and at <= ? and seq is null ` +
      "order by at, symbol",
  );
  const late = (table: string) =>
    rowsByEvent(
      prepareArrays(
        database,
        `select ${COLUMNS} from ${table} where seq is not null ` +
          "order by seq, at, symbol",
      ).iterate(),
    );
  const [history, added, revised] = [
    late("bars"),
    late("added_bars"),
    late("bar_revisions"),
  ];
  const check = (
    place: string,
    rows: readonly BarRow[],
    expected: { readonly count: number; readonly hash: string },
  ): void => {
    const stored = rows.map(barOf);
    if (
      stored.length !== expected.count ||
      sha256(stored.map(barLine).join("\n")) !== expected.hash ||
      !rows.every(isMarked)
    ) fault(`${place}: the stored bars are not those that were hashed`);
  };
  const checkAdded = (place: string, seq: number, event: BarsAdded): void => {
    const { count, revised: others, hash, minute, from, to } = event;
    const filled = (event.source === "history" ? history : added)(seq);
    const other = revised(seq);
    const rows = [...filled, ...other];
    check(place, rows, { count: count + others, hash });
    const times = rows.map(([, at]) => Number(at));
    if (
      filled.length !== count || other.length !== others ||
      rows.some((row) => row[KNOWN] !== minute) ||
      times.some((at) => at < from || at > to)
    ) fault(`${place}: bars that came late are not as it says`);
  };
  return {
    event(place, seq, event): void {
      if (event.kind === "opened") {
        check(place, bars.all(event.after, event.minute), event);
      } else if (event.kind === "history") {
        check(place, bars.all(0, event.minute), event);
      } else if (event.kind === "bars_added") checkAdded(place, seq, event);
    },
    finish(): void {
      for (const rest of [history, added, revised]) {
        const [row] = rest(Infinity);
        if (row) fault(`a bar is of event ${row[SEQ]}, which has none of it`);
      }
      checkTwice(database, fault);
      checkDays(database, fault);
    },
  };
}

/**
 * Returns what takes an event's rows of rows in the order of events; those of
 * events before it, which it skips, are left for `Infinity`.
 */
function rowsByEvent(
  rows: Iterable<BarRow>,
): (seq: number) => readonly BarRow[] {
  const iterator = rows[Symbol.iterator]();
  let next = iterator.next();
  const skipped: BarRow[] = [];
  return (seq) => {
    const found: BarRow[] = [];
    while (!next.done && Number(next.value[SEQ]) <= seq) {
      if (next.value[SEQ] === seq) found.push(next.value);
      else skipped.splice(0, 1, next.value);
      next = iterator.next();
    }
    return seq === Infinity ? skipped : found;
  };
}

function isMarked(row: BarRow): boolean {
  return (row[REGULAR] === 1) === isRegular((barOf(row) as Bar).at);
}

/** A hole was one, and what has other values has first ones. */
function checkTwice(
  database: DatabaseSync,
  fault: (what: string) => void,
): void {
  const first = (sql: string): BarRow | undefined =>
    prepareArrays(database, `${sql} limit 1`).get();
  const twice = first(
    "select a.symbol, a.at from added_bars a cross join bars b " +
      "on b.at = a.at and b.symbol = a.symbol",
  );
  if (twice) fault(`${nameOf(twice)} is there twice`);
  const alone = first(
    "select r.symbol, r.at from bar_revisions r where not exists (select 1 " +
      "from bars b where b.at = r.at and b.symbol = r.symbol) and not exists " +
      "(select 1 from added_bars a where a.at = r.at and a.symbol = r.symbol)",
  );
  if (alone) fault(`${nameOf(alone)} was revised and is not there`);
}

/** The index of days is what the bars come to. */
function checkDays(
  database: DatabaseSync,
  fault: (what: string) => void,
): void {
  const days = prepareArrays(
    database,
    "select distinct day from bar_days order by day",
  );
  const wrong = prepareArrays(
    database,
    `with counted as (${COUNT_DAYS} from (
      select at, symbol, regular, 0 as late from bars
        where at >= ?1 and at < ?2
      union all select a.at, a.symbol, a.regular, 1 from bar_days d
        cross join added_bars a
        on a.symbol = d.symbol and a.at >= ?1 and a.at < ?2
        where d.day = ?1
    ) group by symbol)
    select coalesce(c.symbol, d.symbol) from counted c
      full join (select * from bar_days where day = ?1) d
      on c.symbol = d.symbol
    where c.minutes is not d.minutes or c.regular is not d.regular
      or c.added is not d.added or c.regular_first is not d.regular_first
      or c.regular_last is not d.regular_last
    limit 1`.replace("0 as added", "sum(late) as added"),
  );
  for (const [day] of days.all()) {
    const start = Number(day);
    const row = wrong.get(start, start + DAY_MS);
    if (!row) continue;
    const name = `the index of ${row[0]} on ${utcDate(start)}`;
    fault(`${name} is not what its bars come to`);
  }
  const sums = prepareArrays(
    database,
    "select (select count(*) from bars) - " +
      "(select total(minutes - added) from bar_days), " +
      "(select count(*) from added_bars) - (select total(added) from bar_days)",
  ).get() ?? [];
  if (sums.some((sum) => sum !== 0)) {
    fault("there are bars that no day of the index has");
  }
}

function nameOf([symbol, at]: BarRow): string {
  return `the bar of ${symbol} at ${new Date(Number(at)).toISOString()}`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
