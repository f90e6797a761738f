import type { DatabaseSync } from "node:sqlite";
import { assert } from "../../domain/assert.ts";
import type { Bar } from "../../domain/bar.ts";
import { isRegular } from "../../domain/calendar.ts";
import type { LedgerEvent } from "../../domain/event.ts";
import type { Batch } from "../../ports/ledger.ts";
import { BAR_COLUMNS, dayOf, valuesOf } from "./bar_rows.ts";

type BarsAdded = Extract<LedgerEvent, { kind: "bars_added" }>;

/** What a batch adds to a symbol's UTC day. */
interface DayCount {
  readonly day: number;
  readonly symbol: string;
  minutes: number;
  added: number;
  regular: number;
  first: number | null;
  last: number | null;
}

/**
 * Returns what writes a batch's bars and keeps the index of days, inside of the
 * batch's transaction.
 */
export function barWriter(
  database: DatabaseSync,
): (batch: Batch, length: number) => void {
  const into = (table: string) =>
    database.prepare(
      `insert into ${table} (${BAR_COLUMNS}, regular, known, seq) ` +
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) " +
        (table === "bars" ? "on conflict do nothing" : ""),
    );
  const bars = into("bars");
  const addedBars = into("added_bars");
  const revisions = into("bar_revisions");
  const upsert = database.prepare(
    "insert into bar_days select ?, value, ?, ?, ?, ?, ? from json_each(?) " +
      "where true on conflict do update " +
      "set minutes = minutes + excluded.minutes, " +
      "added = added + excluded.added, regular = regular + excluded.regular, " +
      "regular_first = coalesce(min(regular_first, excluded.regular_first), " +
      "regular_first, excluded.regular_first), " +
      "regular_last = coalesce(max(regular_last, excluded.regular_last), " +
      "regular_last, excluded.regular_last)",
  );
  return (batch, length) => {
    const { event, seq } = addition(batch, length);
    const days = new Map<string, DayCount>();
    const isHistory = event?.source === "history";
    const known = isHistory ? event.minute : null;
    for (const bar of batch.bars ?? []) {
      const { changes } = bars.run(
        ...valuesOf(bar),
        known,
        isHistory ? seq : null,
      );
      // One that is known already keeps its first values.
      if (changes > 0) count(days, bar, false);
    }
    for (const bar of batch.addedBars ?? []) {
      addedBars.run(...valuesOf(bar), event!.minute, seq);
      count(days, bar, true);
    }
    for (const bar of batch.revisions ?? []) {
      revisions.run(...valuesOf(bar), event!.minute, seq);
    }
    // Most symbols have the same: one statement takes them all.
    for (const alike of Map.groupBy(days.values(), signature).values()) {
      const [{ day: start, ...each }] = alike as [DayCount];
      upsert.run(
        start,
        each.minutes,
        each.added,
        each.regular,
        each.first,
        each.last,
        JSON.stringify(alike.map(({ symbol }) => symbol)),
      );
    }
  };
}

/** Returns the event that names bars which came late, and its number. */
function addition(
  { events, bars = [], addedBars = [], revisions = [] }: Batch,
  length: number,
): { readonly event: BarsAdded | undefined; readonly seq: number } {
  const places = events.flatMap(({ kind }, i) =>
    kind === "bars_added" ? [i] : []
  );
  const at = places[0] ?? 0;
  const event = events[at];
  if (event?.kind !== "bars_added") {
    assert(
      addedBars.length + revisions.length === 0,
      "bars that came late have an event",
    );
    return { event: undefined, seq: 0 };
  }
  const filled = event.source === "history" ? bars : addedBars;
  assert(
    places.length === 1 && event.count === filled.length &&
      event.revised === revisions.length &&
      (event.source !== "history" || addedBars.length === 0),
    "a batch has one event of bars that came late, and it names them all",
  );
  return { event, seq: length - events.length + at + 1 };
}

function signature(
  { day, minutes, added, regular, first, last }: DayCount,
): string {
  return `${day} ${minutes} ${added} ${regular} ${first} ${last}`;
}

function count(
  days: Map<string, DayCount>,
  { symbol, at }: Bar,
  isAdded: boolean,
): void {
  const day = dayOf(at);
  const key = `${day} ${symbol}`;
  let found = days.get(key);
  if (!found) {
    const none = { minutes: 0, added: 0, regular: 0, first: null, last: null };
    days.set(key, found = { day, symbol, ...none });
  }
  found.minutes++;
  if (isAdded) found.added++;
  if (!isRegular(at)) return;
  found.regular++;
  found.first = Math.min(found.first ?? at, at);
  found.last = Math.max(found.last ?? at, at);
}
