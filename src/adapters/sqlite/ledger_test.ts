import { strict as assert } from "node:assert";
import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { serialize } from "node:v8";
import { emptyBooks } from "../../domain/books.ts";
import type { LedgerEvent } from "../../domain/event.ts";
import { competition } from "../../testing/competition.ts";
import { fold, joins, minuteAt, opens, orders } from "../../testing/events.ts";
import { ledgerCases } from "../../testing/ledger_suite.ts";
import { barAt, digest, played, withFolder } from "./fixture_test.ts";
import { sqliteLedger } from "./ledger.ts";
import { openDatabase } from "./schema.ts";
import { verifyLedger } from "./verify.ts";

for (const { name, run } of ledgerCases) {
  Deno.test(`sqliteLedger() ${name}`, () =>
    withFolder((folder) => {
      let count = 0;
      const opened: DatabaseSync[] = [];
      try {
        run(() => {
          const path = `${folder}/${count++}.sqlite`;
          return {
            open() {
              const database = openDatabase(path);
              opened.push(database);
              return sqliteLedger(database);
            },
          };
        });
      } finally {
        for (const database of opened) database.close();
      }
    }));
}

Deno.test("commit() writes each event with its number, minute, kind, team and reference", () => {
  const database = openDatabase(":memory:");
  const order = orders({ index: 7 });
  sqliteLedger(database).commit({
    events: [
      { kind: "universe", instruments: [] },
      ...joins("alpha"),
      opens(0),
      order,
    ],
  });
  const rows = database.prepare(
    "select seq, minute, kind, team, ref from events order by seq",
  ).all().map((row) => Object.values(row));
  assert.deepEqual(rows, [
    [1, null, "universe", null, null],
    [2, minuteAt(0), "team", "alpha", null],
    [3, minuteAt(0), "deposit", "alpha", null],
    [4, minuteAt(0), "opened", null, null],
    [5, minuteAt(0), "order", "alpha", "alpha-20131007133000007"],
  ]);
});

Deno.test("commit() keeps bars with their session, snapshots and telemetry", () => {
  const { database, ledger } = empty();
  ledger.commit({
    events: [],
    bars: [barAt("13:29", { vwap: 1.5 }), barAt("13:30", { tradeCount: 2 })],
    snapshots: [{ teamId: "7", minute: 60_000, equity: "1", cash: "-2.5" }],
    telemetry: [{
      teamId: "7",
      minute: 60_000,
      outcome: "ok",
      fresh: true,
      wallMs: 1.5,
      cpuMs: 0.5,
      load: 1.25,
      log: "one\ntwo",
    }],
  });
  const all = (sql: string) =>
    database.prepare(sql).all().map((row) => Object.values(row));
  assert.deepEqual(all("select regular, trades, vwap from bars"), [
    [0, null, 1.5],
    [1, 2, null],
  ]);
  assert.deepEqual(all("select * from snapshots"), [[
    "7",
    60_000,
    "1",
    "-2.5",
  ]]);
  assert.deepEqual(all("select * from runs"), [
    ["7", 60_000, "ok", 1, 1.5, 0.5, "one\ntwo", 1.25],
  ]);
});

Deno.test("commit() is all or nothing, whichever of its writes fails", () => {
  const { batches, books } = competition({ seed: 5, minutes: 3, digest });
  for (const table of ["events", "bars", "states", "snapshots", "runs"]) {
    const { database, ledger } = empty();
    let failures = 0;
    for (const batch of batches) {
      const before = print(database);
      database.exec(
        `create temp trigger fail after insert on ${table} ` +
          "begin select raise(abort, 'disk I/O error'); end",
      );
      try {
        ledger.commit(batch);
        database.exec("drop trigger fail");
      } catch (error) {
        failures++;
        assert.deepEqual(
          [(error as { code?: string }).code, String(error)],
          [
            "unavailable",
            "QtcError: Cannot write to the ledger: disk I/O error",
          ],
        );
        assert.deepEqual(print(database), before);
        database.exec("drop trigger fail");
        ledger.commit(batch);
      }
    }
    assert.ok(failures > 0, table);
    assert.deepEqual(ledger.load().books, books);
    assert.deepEqual(verifyLedger(database, ledger.load().head).faults, []);
  }
});

Deno.test("commit() and checkpoint() throw unavailable when another writes or the file is closed", () =>
  withFolder((folder) => {
    const path = `${folder}/ledger.sqlite`;
    const database = openDatabase(path);
    const ledger = sqliteLedger(database);
    const head = ledger.commit({ events: joins("alpha") });
    const other = openDatabase(path);
    const refuses = (): void => {
      const failure = { code: "unavailable" };
      const events = joins("beta");
      assert.throws(() => ledger.commit({ events }), failure);
      assert.throws(() => ledger.checkpoint(fold(joins("alpha"))), failure);
    };
    other.exec("begin immediate");
    refuses();
    assert.deepEqual(ledger.load().head, head);
    other.exec("rollback");
    assert.equal(ledger.commit({ events: joins("beta") }).length, 4);
    ledger.close();
    refuses();
    assert.deepEqual(verifyLedger(other).faults, []);
    assert.equal(verifyLedger(other).head.length, 4);
    other.close();
  }));

Deno.test("checkpoint() leaves nothing open when it fails", () => {
  const { database, ledger } = empty();
  ledger.commit({ events: joins("alpha") });
  database.exec(
    "create temp trigger fail after insert on checkpoints " +
      "begin select raise(abort, 'database or disk is full'); end",
  );
  assert.throws(
    () => ledger.checkpoint(ledger.load().books),
    /Cannot write to the ledger: database or disk is full/,
  );
  assert.equal(database.isTransaction, false);
  assert.equal(ledger.commit({ events: joins("beta") }).length, 4);
});

Deno.test("load() takes the checkpoint before when the newest is damaged, and all events when none is whole", () => {
  const { database, books, head } = played();
  const rows = database.prepare("select seq from checkpoints order by seq desc")
    .all();
  assert.equal(rows.length, 2, "two are kept");
  const foreign = serialize({ form: 999, books: "of another version" });
  const damages: [string, Uint8Array?][] = [
    ["update checkpoints set books = zeroblob(9) where seq = ?2"],
    ["update checkpoints set digest = zeroblob(32) where seq = ?2"],
    ["update checkpoints set hash = zeroblob(32) where seq = ?2"],
    ["delete from checkpoints where seq = ?2"],
    ["update checkpoints set books = ?1, digest = ?3 where seq = ?2", foreign],
    [
      "update checkpoints set books = ?1, digest = ?3, hash = zeroblob(32) " +
      "where seq = ?2",
      serialize({ form: 1, books: emptyBooks() }),
    ],
    // A digest that is right says nothing about who can read it.
    [
      "update checkpoints set books = ?1, digest = ?3 where seq = ?2",
      new Uint8Array([255, 99, 111]),
    ],
  ];
  for (const [sql, bytes] of damages) {
    database.exec("begin");
    for (const { seq } of rows) {
      damage(database, sql, Number(seq), bytes);
      assert.deepEqual(sqliteLedger(database).load(), { books, head }, sql);
    }
    database.exec("rollback");
  }
});

Deno.test("load() reads only the events after a checkpoint", () => {
  const { database, ledger } = empty();
  const events: LedgerEvent[] = [...joins("alpha"), ...joins("beta")];
  ledger.commit({ events: events.slice(0, 3) });
  ledger.checkpoint(fold(events.slice(0, 3)));
  ledger.commit({ events: events.slice(3) });
  // What comes before is not looked at: a start is fast.
  database.exec("update events set body = 'unreadable' where seq < 4");
  assert.deepEqual(ledger.load().books, fold(events));
});

function empty() {
  const database = openDatabase(":memory:");
  return { database, ledger: sqliteLedger(database) };
}

Deno.test("sqliteLedger() refuses to load a tail that was changed, and says which event", () => {
  const forgeries: readonly [string, RegExp][] = [
    [
      "update events set body = replace(body, '10000', '90000') where kind = 'deposit'",
      /event 2 does not fit the chain/,
    ],
    ["delete from events where seq = 2", /event 2 does not fit the chain/],
  ];
  for (const [sql, message] of forgeries) {
    const { database, ledger } = empty();
    ledger.commit({ events: joins("alpha") });
    ledger.commit({ events: joins("beta") });
    database.exec(sql);
    assert.throws(() => ledger.load(), { code: "conflict", message });
  }
});

function damage(
  database: DatabaseSync,
  sql: string,
  seq: number,
  bytes: Uint8Array | undefined,
): void {
  if (bytes) {
    database.prepare(sql).run(
      bytes,
      seq,
      createHash("sha256").update(bytes).digest(),
    );
  } else database.exec(sql.replace("?2", String(seq)));
}

/** Returns the number of rows of every table. */
function print(database: DatabaseSync): unknown[] {
  return ["events", "bars", "states", "snapshots", "runs"].map((table) =>
    database.prepare(`select count(*) as n from ${table}`).get()?.n
  );
}
