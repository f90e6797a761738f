import { strict as assert } from "node:assert";
import type { DatabaseSync } from "node:sqlite";
import { random } from "../../domain/random.ts";
import { joins } from "../../testing/events.ts";
import { sqliteLedger } from "./ledger.ts";
import { pruner } from "./prune.ts";
import { openDatabase } from "./schema.ts";

const ALL = { logsBefore: 0, telemetryBefore: 0, rows: 1_000 };

/** Adds runs of some teams and minutes that all logged something. */
function addRuns(
  database: DatabaseSync,
  teams: readonly string[],
  minutes: number,
  log = (minute: number) => `log ${minute}`,
): void {
  sqliteLedger(database).commit({
    events: [],
    telemetry: teams.flatMap((teamId) =>
      Array.from({ length: minutes }, (_, minute) => ({
        ...{ teamId, minute, outcome: "ok", fresh: false },
        ...{ wallMs: minute, cpuMs: 1, log: log(minute) },
      }))
    ),
  });
}

/** Minutes that are left, and those that still have a log, of each team. */
function left(database: DatabaseSync): string[] {
  return database.prepare(
    "select team, count(*) as n, min(minute) as first, " +
      "sum(log <> '') as logs from runs group by team order by team",
  ).all().map(({ team, n, first, logs }) => `${team}: ${n} ${first} ${logs}`);
}

Deno.test("pruner() blanks logs and deletes runs before their minutes, at first the oldest", () => {
  using database = openDatabase(":memory:");
  addRuns(database, ["a", "b"], 10);
  const prune = pruner(database);
  const limits = { logsBefore: 5, telemetryBefore: 3, rows: 4 };
  assert.deepEqual(prune(limits), { logs: 0, telemetry: 4 });
  assert.deepEqual(left(database), ["a: 7 3 7", "b: 9 1 9"]);
  assert.deepEqual(prune(limits), { logs: 2, telemetry: 2 });
  assert.deepEqual(prune(limits), { logs: 2, telemetry: 0 });
  assert.deepEqual(left(database), ["a: 7 3 5", "b: 7 3 5"]);
  assert.deepEqual(prune(limits), { logs: 0, telemetry: 0 });
  const row = database.prepare("select * from runs where team = 'a'").get();
  assert.deepEqual({ ...row }, {
    ...{ team: "a", minute: 3, outcome: "ok", fresh: 0 },
    ...{ wall_ms: 3, cpu_ms: 1, log: "", load: null },
  });
});

Deno.test("pruner() keeps everything at 0", () => {
  using database = openDatabase(":memory:");
  addRuns(database, ["a"], 10);
  assert.deepEqual(pruner(database)(ALL), { logs: 0, telemetry: 0 });
  assert.deepEqual(left(database), ["a: 10 0 10"]);
});

Deno.test("pruner() goes on where it was when more is old, and after a restart", () => {
  using database = openDatabase(":memory:");
  addRuns(database, ["a", "b"], 3_000);
  const prune = pruner(database);
  const blanked = (logsBefore: number, again = prune) => {
    let sum = 0;
    for (let n = 0; n < 20; n++) sum += again({ ...ALL, logsBefore }).logs;
    return sum;
  };
  assert.deepEqual([1_000, 1_010].map((at) => blanked(at)), [2_000, 20]);
  assert.equal(blanked(2_900, pruner(database)), 2 * 1_890);
  assert.deepEqual(left(database), ["a: 3000 0 100", "b: 3000 0 100"]);
});

Deno.test("pruner() looks at a bounded number of runs that have no log", () => {
  using database = openDatabase(":memory:");
  addRuns(database, ["a"], 12_000, (minute) => minute < 11_990 ? "" : "x");
  const prune = pruner(database);
  const limits = { ...ALL, logsBefore: 11_995 };
  const calls = [0, 1, 2].map(() => prune(limits).logs);
  assert.deepEqual(calls, [0, 0, 5]);
});

Deno.test("pruner() finds every run along the primary key", () => {
  using database = openDatabase(":memory:");
  const plans = [
    "select min(team) as team from runs where team > ''",
    "select minute from runs where team = 'a' and minute < 9 order by minute limit 4",
    "select minute from runs where team = 'a' and minute >= 1 and minute < 9 " +
    "order by minute limit 4",
    "update runs set log = '' where team = 'a' and minute between 1 and 9 and log <> ''",
  ].map((sql) =>
    database.prepare(`explain query plan ${sql}`).all()
      .map(({ detail }) => String(detail)).join("; ")
  );
  for (const plan of plans) {
    assert.match(plan, /^SEARCH runs USING PRIMARY KEY \(team[^;]*$/);
  }
});

Deno.test("prune() of the ledger touches nothing but runs", () => {
  using database = openDatabase(":memory:");
  const ledger = sqliteLedger(database);
  const head = ledger.commit({
    events: joins("alpha"),
    snapshots: [{ teamId: "alpha", minute: 1, equity: "1", cash: "1" }],
    states: [{ teamId: "alpha", hash: "h", text: "1" }],
  });
  addRuns(database, ["alpha"], 5);
  const all = (table: string) =>
    JSON.stringify(database.prepare(`select * from ${table}`).all());
  const tables = ["events", "snapshots", "states", "checkpoints", "bars"];
  const before = tables.map(all);
  assert.deepEqual(
    ledger.prune({ logsBefore: 4, telemetryBefore: 2, rows: 9 }),
    { logs: 2, telemetry: 2 },
  );
  assert.deepEqual(tables.map(all), before);
  assert.deepEqual(ledger.load().head, head);
});

Deno.test("prune() of the ledger starts again when the disk refused", () => {
  using database = openDatabase(":memory:");
  const ledger = sqliteLedger(database);
  addRuns(database, ["a", "b"], 4);
  database.exec(
    "create trigger full before update on runs when old.team = 'b' " +
      "begin select raise(abort, 'disk full'); end",
  );
  const limits = { ...ALL, logsBefore: 3 };
  assert.throws(() => ledger.prune(limits), { code: "unavailable" });
  assert.deepEqual(left(database), ["a: 4 0 4", "b: 4 0 4"]);
  database.exec("drop trigger full");
  assert.deepEqual(ledger.prune(limits), { logs: 6, telemetry: 0 });
});

Deno.test("prune() of the ledger leaves exactly what is not old, whatever the calls", () => {
  for (let seed = 0; seed < 10; seed++) {
    const next = random("prune", String(seed));
    using database = openDatabase(":memory:");
    const ledger = sqliteLedger(database);
    addRuns(database, ["a", "b", "c"], 60, (at) => at % 3 === 0 ? "" : "x");
    let logsBefore = 0;
    let telemetryBefore = 0;
    for (let n = 0; n < 30; n++) {
      telemetryBefore += Math.floor(next() * 3);
      logsBefore = Math.max(logsBefore, telemetryBefore) +
        Math.floor(next() * 2);
      const rows = 1 + Math.floor(next() * 20);
      const { logs, telemetry } = ledger.prune(
        { logsBefore, telemetryBefore, rows },
      );
      assert.ok(logs + telemetry <= rows);
    }
    for (let n = 0; n < 50; n++) {
      ledger.prune({ logsBefore, telemetryBefore, rows: 10 });
    }
    const bad = database.prepare(
      "select count(*) as n from runs where minute < ?1 " +
        "or (minute < ?2 and log <> '') " +
        "or (minute >= ?2 and (log = '') <> (minute % 3 = 0))",
    ).get(telemetryBefore, logsBefore)?.n;
    const kept = database.prepare("select count(*) as n from runs").get()?.n;
    assert.equal(bad, 0);
    assert.equal(kept, 3 * Math.max(60 - telemetryBefore, 0));
  }
});
