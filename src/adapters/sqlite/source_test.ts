import { strict as assert } from "node:assert";
import { MINUTE_MS } from "../../domain/bar.ts";
import { emptyBooks } from "../../domain/books.ts";
import { apply } from "../../domain/fold.ts";
import { competition } from "../../testing/competition.ts";
import { minuteAt } from "../../testing/events.ts";
import { barAt, digest, played } from "./fixture_test.ts";
import { sqliteLedger } from "./ledger.ts";
import { openDatabase } from "./schema.ts";
import { sqliteLedgerSource } from "./source.ts";

Deno.test("sqliteLedgerSource() returns every event once, in pieces of any size", () => {
  const { database, head } = played();
  const source = sqliteLedgerSource(database);
  const { batches } = competition({ seed: 3, minutes: 7, digest });
  const all = source.after(0, 1e6);
  assert.deepEqual(
    all.map(({ event }) => event),
    batches.flatMap(({ events }) => events),
  );
  assert.deepEqual(all.map(({ seq }) => seq), all.map((_, i) => i + 1));
  assert.deepEqual(source.after(3, 2), all.slice(3, 5));
  assert.deepEqual(source.after(head.length, 10), []);
  assert.equal(source.length(), head.length);
  assert.equal(source.hashAt(head.length), head.hash);
  assert.equal(source.hashAt(head.length + 1), undefined);
  source.close();
});

Deno.test("sqliteLedgerSource() returns the newest books that are not after an event", () => {
  const { database, head } = played();
  const source = sqliteLedgerSource(database);
  const known = database.prepare("select seq from checkpoints order by seq")
    .all().map(({ seq }) => Number(seq));
  assert.equal(known.length, 2);
  for (const upTo of [0, known[0]! - 1, known[0]!, known[1]!, head.length]) {
    const { books, seq } = source.booksUpTo(upTo);
    assert.equal(seq, known.findLast((each) => each <= upTo) ?? 0);
    const expected = emptyBooks();
    for (const { event } of source.after(0, seq)) apply(expected, event);
    assert.deepEqual(books, expected);
  }
  database.exec("update checkpoints set books = x'00'");
  assert.equal(source.booksUpTo(head.length).seq, 0);
  source.close();
});

Deno.test("sqliteLedgerSource() returns what the strategies wrote", () => {
  const database = openDatabase(":memory:");
  const ledger = sqliteLedger(database);
  const minute = minuteAt(0);
  const run = { minute, outcome: "ok", fresh: true, wallMs: 1, cpuMs: 1 };
  ledger.commit({
    events: [{ kind: "missed", from: minute, minute, reason: "late" }],
    telemetry: [
      { ...run, teamId: "alpha", log: "one\ntwo" },
      { ...run, teamId: "beta", log: "" },
      { ...run, teamId: "gamma", log: "three", minute: minute + MINUTE_MS },
    ],
  });
  const source = sqliteLedgerSource(database);
  assert.deepEqual(
    source.logs(minute, ["alpha", "beta", "gamma"]),
    [{ teamId: "alpha", log: "one\ntwo" }],
  );
  assert.equal(source.lastValued(), undefined);
  source.close();
});

Deno.test("sqliteLedgerSource() knows the days that have bars", () => {
  const database = openDatabase(":memory:");
  const times = ["2013-10-04T23:59Z", "2013-10-07T00:00Z", "2013-10-07T13:30Z"];
  sqliteLedger(database).commit({
    events: [],
    bars: times.map((time) => barAt("13:30", { at: Date.parse(time) })),
  });
  const source = sqliteLedgerSource(database);
  const [first = 0, second = 0, third = 0] = times.map((time) =>
    Date.parse(time)
  );
  assert.deepEqual(source.barDays(0, third), ["2013-10-04", "2013-10-07"]);
  assert.deepEqual(source.barDays(first + 1, third), ["2013-10-07"]);
  assert.deepEqual(source.barDays(0, second), ["2013-10-04"]);
  assert.deepEqual(source.bars(second, third).map(({ at }) => at), [second]);
  source.close();
});
