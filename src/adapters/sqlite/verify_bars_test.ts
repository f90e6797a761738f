import { strict as assert } from "node:assert";
import type { DatabaseSync } from "node:sqlite";
import { addsBars, barAt, played } from "./fixture_test.ts";
import { sqliteLedger } from "./ledger.ts";
import { verifyLedger } from "./verify.ts";

const COIN = { symbol: "BTC" };
const OTHER = { open: 101.5, vwap: 101 };

/** A ledger with holes filled twice, values that became others, and a newcomer's window. */
function filled(): { database: DatabaseSync; late: number } {
  const { database } = played();
  const ledger = sqliteLedger(database);
  const known = barAt("13:45").at;
  ledger.commit(addsBars(known, {
    added: [barAt("12:00"), barAt("12:00", COIN)],
    revised: [barAt("12:00", OTHER)],
  }));
  ledger.commit({
    events: [{ kind: "terms", terms: ledger.load().books.terms }],
  });
  ledger.commit(addsBars(known, {
    added: [barAt("12:30"), barAt("12:31")],
    revised: [barAt("12:00", COIN)],
  }));
  const { length } = ledger.commit(addsBars(known, {
    history: [barAt("12:40", { symbol: "ETH" }), barAt("12:41", COIN)],
  }));
  return { database, late: length };
}

const { database, late } = filled();

/** Returns what is wrong after a change, which is then taken back. */
function after(sql: string): string {
  database.exec(`begin; ${sql}`);
  try {
    return verifyLedger(database).faults.join("\n");
  } finally {
    database.exec("rollback");
  }
}

Deno.test("barChecks() find nothing wrong with bars as they were written", () => {
  assert.equal(after("select 1"), "");
});

Deno.test("barChecks() name the event whose late bars are others", () => {
  const first = `event ${late - 3}: `;
  const last = `event ${late}: `;
  const cases: [string, string][] = [
    ["update added_bars set close = close + 1 where at % 7 = at % 7", first],
    ["update added_bars set trades = 1 where symbol = 'BTC'", first],
    ["update bar_revisions set vwap = null where seq = " + (late - 3), first],
    ["update added_bars set known = known + 1", first],
    ["update added_bars set regular = 1", first],
    ["delete from bar_revisions", first],
    ["update added_bars set seq = seq - 1 where symbol = 'BTC'", first],
    ["update bars set open = 99.5 where symbol = 'ETH'", last],
    ["update bars set known = known + 1 where symbol = 'ETH'", last],
    ["delete from bars where symbol = 'ETH'", last],
  ];
  for (const [sql, place] of cases) {
    const faults = after(sql);
    assert.ok(faults.startsWith(place), `${sql}: ${faults}`);
  }
});

Deno.test("barChecks() find bars that no event is of, twice or without a first value", () => {
  const move = "insert into added_bars select symbol, at, open, high, low, " +
    "close, volume, trades, vwap, regular, at + 60000,";
  const cases: [string, RegExp][] = [
    [
      `${move} ${late - 2} from bars limit 1`,
      /^a bar is of event \d+, which has/,
    ],
    [
      `${move} ${late + 9} from bars limit 1`,
      /^a bar is of event \d+, which has/,
    ],
    [`${move} ${late - 1} from bars limit 1`, /the bar of .* is there twice/],
    [
      "delete from added_bars where symbol = 'BTC'",
      /the bar of BTC at 2013-10-07T12:00:00.000Z was revised and is not there/,
    ],
  ];
  for (const [sql, message] of cases) assert.match(after(sql), message, sql);
});

Deno.test("barChecks() name symbol and day of an index that is wrong", () => {
  const wrong =
    /^the index of BTC on 2013-10-07 is not what its bars come to$/m;
  const columns = ["minutes", "added", "regular", "regular_last"];
  for (const column of columns) {
    const sql =
      `update bar_days set ${column} = ${column} + 1 where symbol = 'BTC'`;
    assert.match(after(sql), wrong, sql);
  }
  assert.match(after("delete from bar_days where symbol = 'BTC'"), wrong);
  assert.match(
    after("delete from bar_days"),
    /bars that no day of the index has/,
  );
  const more = "insert into bar_days select day + 86400000, symbol, 1, 0, 0, " +
    "null, null from bar_days where symbol = 'BTC'";
  assert.match(after(more), /the index of BTC on 2013-10-08/);
});
