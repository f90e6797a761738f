import type { DatabaseSync } from "node:sqlite";
import type { Bar } from "../../domain/bar.ts";
import { utcDate } from "../../domain/calendar.ts";
import type { CorporateAction } from "../../domain/corporate_action.ts";
import { decodeEvent } from "../../domain/event_codec.ts";
import type { BarHistory } from "../../ports/bar_history.ts";
import { BAR_COLUMNS, barOf, dayOf, prepareArrays } from "./bar_rows.ts";
import { type DayPart, dayRows } from "./day_rows.ts";
import { barsOfDays } from "./days_bars.ts";

/** Most rows that are ever asked for: SQLite's limits are whole numbers. */
const ROWS_MAX = 2 ** 31;

/**
 * Returns all bars that are known.
 *
 * @param isAroundTheClock Says whether a symbol has no sessions: all its bars count
 */
export function sqliteBarHistory(
  database: DatabaseSync,
  isAroundTheClock: (symbol: string) => boolean,
): BarHistory {
  const rowsOf = dayRows(database);
  const revise = reviser(database);
  const all = barsOfDays(database);
  const days = database.prepare(
    "select day, symbol, minutes, regular from bar_days " +
      "where day >= ? and day < ? order by day, symbol",
  );
  const actions = database.prepare(
    "select body from events where kind = 'corporate_action' order by seq",
  );
  return {
    read({ symbol, from, to, rows, ...query }) {
      const { newest = false, known = Infinity, values, extended } = query;
      const part: DayPart = {
        ...{ symbol, from, to, newest, known, rows: 0 },
        extended: extended === true || isAroundTheClock(symbol),
      };
      const found: Bar[] = [];
      for (const day of rowsOf.days(part)) {
        const left = Math.min(rows, ROWS_MAX) - found.length;
        if (left <= 0) break;
        const wanted = { ...part, rows: left };
        const own = rowsOf.own(day, wanted);
        const added = rowsOf.added(day, wanted);
        found.push(...merged(own, added, wanted));
      }
      if (newest) found.reverse();
      return values === "latest" ? revise(symbol, found, known) : found;
    },
    readAll: (from, to) => all(from, to, Infinity),
    days: (from, to) =>
      days.all(dayOf(from), to).map(({ day, symbol, minutes, regular }) => ({
        symbol: String(symbol),
        date: utcDate(Number(day)),
        minutes: Number(minutes),
        regular: Number(
          isAroundTheClock(String(symbol)) ? minutes : regular,
        ),
      })),
    actions: (symbol) =>
      actions.all()
        .flatMap(({ body }): CorporateAction[] => {
          const event = decodeEvent(String(body));
          return event.kind === "corporate_action" ? [event.action] : [];
        })
        .filter((action) => symbol === undefined || action.symbol === symbol)
        .sort((a, b) => a.exDate < b.exDate ? -1 : a.exDate > b.exDate ? 1 : 0),
  };
}

function merged(own: Bar[], added: Bar[], { newest, rows }: DayPart): Bar[] {
  if (added.length === 0) return own;
  if (own.length === 0) return added;
  const sign = newest ? -1 : 1;
  return [...own, ...added].sort((a, b) => sign * (a.at - b.at)).slice(0, rows);
}

/** Returns what gives bars of a symbol their last values, as known at a minute. */
function reviser(database: DatabaseSync) {
  const revisions = prepareArrays(
    database,
    `select ${BAR_COLUMNS} from bar_revisions where symbol = ? and at >= ? ` +
      "and at <= ? and known <= ? order by at, seq",
  );
  return (symbol: string, bars: Bar[], known: number): Bar[] => {
    const [first, last] = [bars[0], bars.at(-1)];
    if (!first || !last) return bars;
    const found = revisions.all(symbol, first.at, last.at, known);
    if (found.length === 0) return bars;
    const latest = new Map(found.map((row) => {
      const bar = barOf(row);
      return [bar.at, bar];
    }));
    return bars.map((bar) => latest.get(bar.at) ?? bar);
  };
}
