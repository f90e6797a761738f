import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { emptyBooks } from "../../domain/books.ts";
import { utcDate } from "../../domain/calendar.ts";
import { QtcError } from "../../domain/error.ts";
import { decodeEvent } from "../../domain/event_codec.ts";
import type { LedgerSource } from "../../ports/ledger.ts";
import { DAY_MS, dayOf } from "./bar_rows.ts";
import { guarded, orDamaged } from "./damage.ts";
import { barsOfDays } from "./days_bars.ts";
import { checkpointBooks, hashAt, lengthOf } from "./ledger.ts";
import { openDatabase, openDatabaseReadOnly, type Versions } from "./schema.ts";
import { addressOf } from "./untouched.ts";

/**
 * Opens the ledger of a data folder for reading it from its first event on.
 *
 * @param use `beside` while this process writes it, `alone` with the folder's
 *   lock, `untouched` when nothing may change in the folder
 * @param versions That can be read; what is opened `alone` is migrated
 * @throws {QtcError} `not_found` when there is none, `unavailable` or `conflict`
 */
export function openSource(
  dataDir: string,
  use: "beside" | "alone" | "untouched",
  versions: Versions = {},
): LedgerSource {
  const path = join(dataDir, "ledger.sqlite");
  if (!existsSync(path)) {
    throw new QtcError(
      "not_found",
      `Cannot read "${path}": it is not there; name a folder in which a ` +
        "competition has run with --data-dir",
    );
  }
  // A reader beside the writer sees what is new by the log's index, which it
  // has to be allowed to write to.
  const open = (): DatabaseSync => {
    if (use === "alone") return openDatabase(path);
    const address = use === "beside" ? path : addressOf(path);
    return openDatabaseReadOnly(address, versions);
  };
  return orDamaged(path, () => {
    const database = open();
    try {
      return guarded(path, sqliteLedgerSource(database));
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Returns what follows a ledger from its first event on. Closing it closes the database. */
export function sqliteLedgerSource(database: DatabaseSync): LedgerSource {
  const after = database.prepare(
    "select seq, body from events where seq > ? order by seq limit ?",
  );
  const checkpoints = database.prepare(
    "select c.seq, c.books, c.digest from checkpoints c join events e " +
      "on e.seq = c.seq and e.hash = c.hash where c.seq <= ? " +
      "order by c.seq desc",
  );
  const valued = database.prepare(
    "select minute from events where kind = 'valued' order by seq desc limit 1",
  );
  const logs = database.prepare(
    "select r.team, r.log from json_each(?) j cross join runs r " +
      "on r.team = j.value and r.minute = ? where r.log <> ''",
  );
  const days = barDaysOf(database);
  const bars = barsOfDays(database);
  const perDay = database.prepare(
    "select total(minutes) as n from bar_days where day = ?",
  );
  return {
    length: () => lengthOf(database),
    after: (seq, limit) =>
      after.all(seq, limit).map(({ seq, body }) => ({
        seq: Number(seq),
        event: decodeEvent(String(body)),
      })),
    hashAt: (seq) => hashAt(database, seq),
    booksUpTo(upTo) {
      for (const row of checkpoints.all(upTo)) {
        const books = checkpointBooks(row);
        if (books instanceof Object) return { books, seq: Number(row.seq) };
      }
      return { books: emptyBooks(), seq: 0 };
    },
    lastValued() {
      const row = valued.get();
      return row && Number(row.minute);
    },
    logs: (minute, teamIds) =>
      logs.all(JSON.stringify(teamIds), minute).map(({ team, log }) => ({
        teamId: String(team),
        log: String(log),
      })),
    barDays: (from, to, upTo = Infinity) => days(from, to, upTo),
    bars: (from, to, upTo = Infinity) => bars(from, to, upTo),
    barCount: (day) => Number(perDay.get(day)?.n),
    close: () => database.close(),
  };
}

/** Returns what lists the UTC days that have bars of events up to `upTo`. */
function barDaysOf(database: DatabaseSync) {
  const days = database.prepare(
    "select distinct day from bar_days where day >= ? and day < ? order by day",
  );
  const own = database.prepare(
    "select 1 from bars where at >= ? and at < ? " +
      "and (seq is null or seq <= ?) limit 1",
  );
  const added = database.prepare(
    "select 1 from bar_days d cross join added_bars a " +
      "on a.symbol = d.symbol and a.at >= ?1 and a.at < ?2 and a.seq <= ?3 " +
      "where d.day = ?4 and d.added > 0 limit 1",
  );
  return (from: number, to: number, upTo: number): string[] =>
    days.all(dayOf(from), to).flatMap((row) => {
      const day = Number(row.day);
      const [first, end] = [Math.max(from, day), Math.min(to, day + DAY_MS)];
      const isThere = own.get(first, end, upTo) ??
        added.get(first, end, upTo, day);
      return isThere ? utcDate(day) : [];
    });
}
