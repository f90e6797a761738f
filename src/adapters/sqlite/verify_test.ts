import { strict as assert } from "node:assert";
import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { deserialize, serialize } from "node:v8";
import type { Head } from "../../ports/ledger.ts";
import { chainHash, GENESIS } from "./chain.ts";
import { played } from "./fixture_test.ts";
import { sqliteLedger } from "./ledger.ts";
import { openDatabase } from "./schema.ts";
import { verifyLedger } from "./verify.ts";

const { database, head, books } = played();

Deno.test("verifyLedger() finds nothing wrong with a ledger as it was written", () => {
  const { faults, ...verdict } = verifyLedger(database, head);
  assert.deepEqual(faults, []);
  assert.deepEqual(verdict, {
    head,
    books,
    fills: Number(one("select count(*) as n from events where kind = 'fill'")),
  });
  assert.ok(verdict.fills > 3 && books.minutesRun > 3);
  assert.deepEqual(verifyLedger(database).faults, []);
  assert.deepEqual(verifyLedger(openDatabase(":memory:")).faults, []);
  // The ledger goes on after it was published.
  const [seq, hash] = [head.length - 5, "lower(hex(hash))"];
  const early = one(`select ${hash} as n from events where seq = ${seq}`);
  assert.deepEqual(
    verifyLedger(database, { length: seq, hash: String(early) }).faults,
    [],
  );
});

/** What may be done to event n, and the place that must be named; none: not possible. */
const FORGERIES: Record<string, (n: number) => [string, RegExp] | undefined> = {
  "a byte of its text": (n) => [
    `update events set body = replace(body, '"kind":"', '"kind":" ')
     where seq = ${n}`,
    new RegExp(`^event ${n} does not fit the chain`),
  ],
  "its hash": (n) => [
    `update events set hash = zeroblob(32) where seq = ${n}`,
    new RegExp(`^event ${n} does not fit the chain`),
  ],
  "its columns": (n) => [
    `update events set team = coalesce(team, '') || 'x', minute = 1
     where seq = ${n}`,
    new RegExp(`^event ${n}: its columns`),
  ],
  "its place": (n) =>
    n === head.length ? undefined : [
      `update events set seq = -1 where seq = ${n};
     update events set seq = ${n} where seq = ${n + 1};
     update events set seq = ${n + 1} where seq = -1`,
      new RegExp(`^event ${n} does not fit the chain`),
    ],
  "its being there": (n) => [
    `delete from events where seq = ${n}`,
    n === head.length
      ? new RegExp(`^events ${n} to ${n} are missing at the end`)
      : new RegExp(`^event ${n} is missing`),
  ],
  "all from it on": (n) => [
    `delete from events where seq >= ${n}`,
    new RegExp(`^events ${n} to ${head.length} are missing at the end`),
  ],
};

for (const [what, forge] of Object.entries(FORGERIES)) {
  Deno.test(`verifyLedger() names the event when somebody changes ${what}`, () => {
    for (let n = 1; n <= head.length; n++) {
      const forgery = forge(n);
      if (!forgery) continue;
      const faults = after(() => database.exec(forgery[0]));
      assert.match(faults[0] ?? "", forgery[1], `event ${n}: ${faults}`);
    }
  });
}

Deno.test("verifyLedger() refuses a chain that was forged as a whole, because its head was published", () => {
  for (let n = 1; n <= head.length; n++) {
    const changed = after(() => {
      database.exec(
        `update events set body = replace(body, '"kind":', '"kind": ')
         where seq = ${n}`,
      );
      rehash(database);
    });
    assert.match(
      changed.join("\n"),
      new RegExp(`event ${head.length} is not the one whose hash was publish`),
    );
    const dropped = after(() => {
      database.exec(`delete from events where seq = ${n};
        update events set seq = -seq where seq > ${n};
        update events set seq = -seq - 1 where seq < 0`);
      rehash(database);
    });
    assert.ok(dropped.length > 0, `event ${n} was dropped`);
  }
});

/** What may be done to the tables beside the chain, one row at a time. */
const ROWS: [string, string, RegExp][] = [
  ["bars", "open = open + 1e-9", /^event \d+: the stored bars/],
  ["bars", "high = high + 1", /the stored bars/],
  ["bars", "low = low - 1", /the stored bars/],
  ["bars", "close = close * 1.000000001", /the stored bars/],
  ["bars", "volume = volume + 1", /the stored bars/],
  ["bars", "symbol = 'GOOG'", /the stored bars/],
  ["bars", "at = at + 1", /the stored bars|later than the last/],
  ["bars", "regular = 1 - regular", /the stored bars/],
  ["snapshots", "equity = equity || '1'", /^event \d+: the snapshot of/],
  ["snapshots", "cash = '0'", /^event \d+: the snapshot of/],
  ["snapshots", "minute = minute + 1", /^event \d+: the snapshot of/],
  ["states", "text = text || ' '", /^a saved state of/],
  ["checkpoints", "books = zeroblob(length(books))", /^the checkpoint after/],
  ["checkpoints", "hash = zeroblob(32)", /^the checkpoint after event \d+/],
  ["checkpoints", "digest = zeroblob(32)", /^the checkpoint after event \d+/],
  ["checkpoints", "seq = seq + 1000", /^a checkpoint is of events after/],
];

for (const [table, change, message] of ROWS) {
  Deno.test(`verifyLedger() says so when any of ${table} has ${change}`, () => {
    const key = {
      bars: "symbol || at",
      snapshots: "team || minute",
      states: "team || hash",
      checkpoints: "seq",
    }[table];
    const keys = database.prepare(`select ${key} as k from ${table}`).all();
    assert.ok(keys.length > 1);
    for (const { k } of keys) {
      const faults = after(() =>
        database.prepare(`update ${table} set ${change} where ${key} = ?`)
          .run(k as string)
      );
      assert.match(faults.join("\n"), message, String(k));
    }
  });
}

Deno.test("verifyLedger() says so when rows are missing or too many", () => {
  const cases: [string, RegExp][] = [
    ["delete from bars where symbol = 'BTC'", /the stored bars are not/],
    ["delete from snapshots where team = '7'", /the snapshot of 7 is another/],
    ["delete from states", /the saved state of alpha is missing/],
    [
      "insert into snapshots values ('alpha', 1, '1', '1')",
      /^1 snapshots are of no minute/,
    ],
    [
      "insert into bars select at + 1e7, symbol, open, high, low, close, " +
      "volume, trades, vwap, regular, null, null from bars " +
      "where symbol = 'BTC'",
      /bars are later than the last minute/,
    ],
  ];
  for (const [sql, message] of cases) {
    assert.match(after(() => database.exec(sql)).join("\n"), message, sql);
  }
});

Deno.test("verifyLedger() computes the books of a checkpoint again, whatever its digest says", () => {
  const faults = after(() => {
    const row = database.prepare("select * from checkpoints").get() ?? {};
    const saved = deserialize(row.books as Uint8Array);
    saved.books.teams.get("alpha").cash += 1n;
    const bytes = serialize(saved);
    database.prepare(
      "update checkpoints set books = ?, digest = ? where seq = ?",
    )
      .run(
        bytes,
        createHash("sha256").update(bytes).digest(),
        row.seq as number,
      );
  });
  assert.match(faults[0] ?? "", /^the checkpoint after event \d+ holds other/);
});

Deno.test("verifyLedger() names the event that cannot follow the books", () => {
  const other = openDatabase(":memory:");
  const closed = { kind: "closed", minute: 60_000 } as const;
  const end = sqliteLedger(other).commit({ events: [closed, closed] });
  assert.deepEqual(verifyLedger(other, end).faults, [
    "event 1 cannot follow: Broken invariant: minute 60000 is the open one",
  ]);
});

/** Returns the faults after a change, and takes it back. */
function after(change: () => void, published: Head = head): readonly string[] {
  database.exec("begin");
  try {
    change();
    return verifyLedger(database, published).faults;
  } finally {
    database.exec("rollback");
  }
}

/** What somebody does who knows how the chain is made. */
function rehash(database: DatabaseSync): void {
  let hash = GENESIS;
  const update = database.prepare("update events set hash = ? where seq = ?");
  for (
    const { seq, body } of database.prepare(
      "select seq, body from events order by seq",
    ).all()
  ) {
    hash = chainHash(hash, Number(seq), String(body));
    update.run(hash, Number(seq));
  }
}

function one(sql: string): unknown {
  return database.prepare(sql).get()?.n;
}
