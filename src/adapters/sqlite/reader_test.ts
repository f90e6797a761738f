import { strict as assert } from "node:assert";
import type { EventKind, LedgerEvent } from "../../domain/event.ts";
import {
  becomes,
  fills,
  joins,
  minuteAt,
  orders,
} from "../../testing/events.ts";
import { sqliteLedger } from "./ledger.ts";
import { sqliteLedgerReader } from "./reader.ts";
import { openDatabase } from "./schema.ts";

const BOUGHT = orders({ quantity: 10 });
const OTHER = orders({ quantity: 10, teamId: "beta" });
const FILLS = [1, 2, 3].map((quantity) =>
  fills(BOUGHT, { id: String(quantity), quantity })
);
const EVENTS: LedgerEvent[] = [
  ...joins("alpha"),
  ...joins("beta"),
  BOUGHT,
  OTHER,
  ...FILLS,
  fills(OTHER, { quantity: 9 }),
  becomes(BOUGHT, "CANCELED"),
];

Deno.test("newest() gives a team's events of some kinds, newest first, so many at most", () => {
  const { reader } = open();
  const kinds = (wanted: EventKind[], limit: number) =>
    reader.newest("alpha", wanted, limit).map(({ seq, event }) => [
      seq,
      event.kind,
    ]);
  assert.deepEqual(kinds(["order", "fill", "status"], 3), [
    [11, "status"],
    [9, "fill"],
    [8, "fill"],
  ]);
  assert.deepEqual(kinds(["status", "order"], 9), [[11, "status"], [
    5,
    "order",
  ]]);
  assert.deepEqual(kinds([], 9), []);
  assert.deepEqual(reader.newest("nobody", ["order"], 9), []);
});

Deno.test("fills() gives a team's executions with what was intended, newest first", () => {
  const { reader } = open();
  assert.deepEqual(
    reader.fills("alpha", 2),
    FILLS.toReversed().slice(0, 2).map((fill) => ({
      fill,
      order: BOUGHT.order,
    })),
  );
  assert.equal(reader.fills("beta", 9).length, 1);
});

Deno.test("last() gives the last events of all, oldest first, with their numbers", () => {
  const { reader } = open();
  assert.deepEqual(
    reader.last(2).map(({ seq, event }) => [seq, event]),
    [[10, EVENTS[9]], [11, EVENTS[10]]],
  );
  assert.equal(reader.last(99).length, EVENTS.length);
  assert.equal(reader.last(99)[0]?.seq, 1);
});

Deno.test("snapshots() gives a team's newest ones from a time on, oldest first", () => {
  const { reader, ledger } = open();
  const rows = [0, 1, 2, 3].map((n) => ({
    teamId: "alpha",
    minute: minuteAt(n),
    equity: `${n}.000000001`,
    cash: "-0.5",
  }));
  const foreign = { ...rows[3], teamId: "beta" } as (typeof rows)[0];
  ledger.commit({ events: [], snapshots: [...rows, foreign] });
  assert.deepEqual(reader.snapshots("alpha", 0, 9), rows);
  assert.deepEqual(reader.snapshots("alpha", minuteAt(1), 2), rows.slice(2));
  assert.deepEqual(reader.snapshots("alpha", minuteAt(3), 9), rows.slice(3));
  assert.deepEqual(reader.snapshots("alpha", minuteAt(4), 9), []);
});

function open() {
  const database = openDatabase(":memory:");
  const ledger = sqliteLedger(database);
  ledger.commit({ events: EVENTS });
  return { ledger, reader: sqliteLedgerReader(database) };
}
