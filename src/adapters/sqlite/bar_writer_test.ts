import { strict as assert } from "node:assert";
import type { Batch } from "../../ports/ledger.ts";
import { addsBars, barAt } from "./fixture_test.ts";
import { sqliteLedger } from "./ledger.ts";
import { openDatabase } from "./schema.ts";

const KNOWN = barAt("14:00").at;

function fresh() {
  const database = openDatabase(":memory:");
  const ledger = sqliteLedger(database);
  const rows = (sql: string) =>
    database.prepare(sql).all().map((row) => Object.values(row));
  return { ledger, rows };
}

Deno.test("commit() keeps late bars with their event's number and the minute that knows them", () => {
  const { ledger, rows } = fresh();
  ledger.commit({ events: [], bars: [barAt("13:30")] });
  const revised = [barAt("13:30", { open: 99 })];
  const { events, ...bars } = addsBars(KNOWN, {
    added: [barAt("13:31")],
    revised,
  });
  const missed = {
    kind: "missed",
    from: 60_000,
    minute: 60_000,
    reason: "",
  } as const;
  ledger.commit({ events: [missed, ...events, missed], ...bars });
  const numbers = "select known, seq from";
  assert.deepEqual(rows(`${numbers} bars`), [[null, null]]);
  assert.deepEqual(rows(`${numbers} added_bars`), [[KNOWN, 2]]);
  assert.deepEqual(rows(`${numbers} bar_revisions`), [[KNOWN, 2]]);
});

Deno.test("commit() keeps the index of days as bars come, one that comes again not counted", () => {
  const { ledger, rows } = fresh();
  const days = () =>
    rows(
      "select symbol, minutes, added, regular, regular_first, regular_last from bar_days",
    );
  const [early, open, next] = ["13:00", "13:30", "13:31"].map((time) =>
    barAt(time)
  );
  ledger.commit({ events: [], bars: [early!] });
  assert.deepEqual(days(), [["AAPL", 1, 0, 0, null, null]]);
  ledger.commit({ events: [], bars: [early!, next!] });
  assert.deepEqual(days(), [["AAPL", 2, 0, 1, next!.at, next!.at]]);
  ledger.commit(addsBars(KNOWN, { added: [open!], revised: [next!] }));
  assert.deepEqual(days(), [["AAPL", 3, 1, 2, open!.at, next!.at]]);
});

Deno.test("commit() refuses late bars that its one event does not name", () => {
  const { ledger, rows } = fresh();
  const right = addsBars(KNOWN, { added: [barAt("13:30")] });
  const [event] = right.events;
  assert.ok(event?.kind === "bars_added");
  const wrong: Batch[] = [
    { ...right, events: [] },
    { ...right, events: [event, event] },
    { ...right, events: [{ ...event, count: 2 }] },
    { ...right, events: [{ ...event, revised: 1 }] },
    { ...right, events: [{ ...event, source: "history" }] },
    { events: [event] },
  ];
  for (const batch of wrong) {
    assert.throws(() => ledger.commit(batch), { code: "unavailable" });
  }
  ledger.commit(right);
  assert.throws(() => ledger.commit(right), { code: "unavailable" }, "twice");
  assert.equal(ledger.load().head.length, 1);
  assert.equal(rows("select * from added_bars").length, 1);
});
