import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { random } from "../../domain/random.ts";
import type { Head } from "../../ports/ledger.ts";
import { competition } from "../../testing/competition.ts";
import { openLedger } from "./data_folder.ts";
import { digest, makeOlder, withFolder } from "./fixture_test.ts";
import {
  openDatabase,
  openDatabaseReadOnly,
  SCHEMA_VERSION,
} from "./schema.ts";
import { verifyLedger } from "./verify.ts";

/** Two steps: what is there is used, and changed. */
const STEPS = new Map([
  [
    3,
    "create table lengths as select max(seq) as n from events; " +
    "alter table runs add column restarts integer not null default 0;",
  ],
  [4, "alter table lengths rename to ends"],
]);

/** Makes a ledger in which a competition has taken place. */
function played(folder: string): Head {
  const ledger = openLedger(folder);
  let head: Head = { length: 0, hash: "" };
  for (const batch of competition({ seed: 5, minutes: 3, digest }).batches) {
    head = ledger.commit(batch);
  }
  ledger.close();
  return head;
}

function versionOf(database: DatabaseSync): unknown {
  return database.prepare("pragma user_version").get()?.user_version;
}

/** Shows that a copy is the ledger as it was. */
function checkCopy(path: string, head: Head): void {
  const copy = openDatabaseReadOnly(path);
  const { faults, head: found } = verifyLedger(copy, head);
  copy.close();
  assert.deepEqual(faults, []);
  assert.deepEqual(found, head);
}

Deno.test("openDatabase() migrates an older version step by step, after a copy, and says so", () => {
  withFolder((folder) => {
    const head = played(folder);
    const path = join(folder, "ledger.sqlite");
    const lines: unknown[] = [];
    const log = { write: (...line: unknown[]) => void lines.push(line) };
    const database = openDatabase(path, { migrations: STEPS, log });
    assert.equal(versionOf(database), 5);
    const ends = database.prepare("select n from ends").get();
    assert.equal(ends?.n, head.length);
    assert.deepEqual(verifyLedger(database, head).faults, []);
    database.close();
    const copy = `${path}.v3`;
    assert.deepEqual(lines, [
      ["warning", "Migrated the ledger", { from: 3, to: 5, copy }],
    ]);
    checkCopy(copy, head);
    openDatabase(path, { migrations: STEPS, log }).close();
    assert.equal(lines.length, 1);
    assert.deepEqual(readdirSync(folder).sort(), [
      "ledger.sqlite",
      "ledger.sqlite.v3",
    ]);
  });
});

Deno.test("openDatabase() takes a ledger of version 1: what was measured of its runs stays, without a load", () => {
  withFolder((folder) => {
    const head = played(folder);
    const path = join(folder, "ledger.sqlite");
    const old = openDatabase(path);
    const runs = () => old.prepare("select * from runs").all();
    makeOlder(old, 1);
    const before = runs();
    old.close();
    const database = openDatabase(path);
    assert.equal(versionOf(database), SCHEMA_VERSION);
    assert(before.length > 0);
    assert.deepEqual(
      database.prepare("select * from runs").all(),
      before.map((run) => Object.assign(run, { load: null })),
    );
    assert.deepEqual(verifyLedger(database, head).faults, []);
    database.close();
  });
});

Deno.test("openDatabase() copies what is in a log as well, and never over another copy", () => {
  withFolder((folder) => {
    const ledger = openLedger(folder);
    const { batches } = competition({ seed: 5, minutes: 1, digest });
    let head: Head = { length: 0, hash: "" };
    for (const batch of batches) head = ledger.commit(batch);
    const killed = mkdtempSync(join(tmpdir(), "qtc-migrate-"));
    cpSync(folder, killed, { recursive: true });
    ledger.close();
    const path = join(killed, "ledger.sqlite");
    for (const name of [".v3", ".v3.2", ".v3.3.new"]) {
      writeFileSync(path + name, "mine");
    }
    try {
      assert(readdirSync(killed).includes("ledger.sqlite-wal"));
      openDatabase(path, { migrations: STEPS }).close();
      checkCopy(`${path}.v3.3`, head);
      for (const name of [".v3", ".v3.2"]) {
        assert.equal(readFileSync(path + name, "utf8"), "mine");
      }
      assert(!readdirSync(killed).includes("ledger.sqlite.v3.3.new"));
    } finally {
      rmSync(killed, { recursive: true });
    }
  });
});

Deno.test("openDatabase() leaves the ledger as it was when a step fails or is missing", () => {
  withFolder((folder) => {
    const head = played(folder);
    const path = join(folder, "ledger.sqlite");
    const broken = new Map([...STEPS, [5, "insert into nowhere values (1)"]]);
    const gap = new Map([[3, "create table a (b)"], [5, "create table c (d)"]]);
    const cases = [
      [broken, /from version 3 to 6: no such table: nowhere; it is as it was/],
      [gap, /from version 3 to 6: no step from 4; it is as it was, a copy of /],
    ] as const;
    for (const [migrations, message] of cases) {
      assert.throws(() => openDatabase(path, { migrations }), {
        code: "unavailable",
        message,
      });
      const database = openDatabase(path);
      assert.equal(versionOf(database), 3);
      assert.deepEqual(verifyLedger(database, head).faults, []);
      const tables = database.prepare(
        "select name from sqlite_schema where name in ('ends', 'lengths', 'a')",
      ).all();
      assert.deepEqual(tables, []);
      database.close();
    }
  });
});

Deno.test("openDatabase() changes nothing when there can be no copy", () => {
  withFolder((folder) => {
    const head = played(folder);
    const path = join(folder, "ledger.sqlite");
    // A folder in the way cannot be removed as a file can.
    Deno.mkdirSync(`${path}.v3.new`);
    writeFileSync(join(`${path}.v3.new`, "a"), "");
    assert.throws(() => openDatabase(path, { migrations: STEPS }), {
      code: "unavailable",
      message: /Cannot migrate ledger ".*" from version 3 to 5: .*as it was$/,
    });
    checkCopy(path, head);
  });
});

Deno.test("openDatabase() makes a migration happen whole or not at all when the process is killed", async () => {
  const base = mkdtempSync(join(tmpdir(), "qtc-migrate-"));
  try {
    const head = played(base);
    const folder = join(base, "killed");
    const path = join(folder, "ledger.sqlite");
    const next = random("migrate");
    for (let round = 0; round < 8; round++) {
      rmSync(folder, { recursive: true, force: true });
      cpSync(join(base, "ledger.sqlite"), path);
      await killDuring(path, round === 7 ? Infinity : next() * 60);
      const newest = openDatabase(path, { migrations: SLOW });
      assert.equal(versionOf(newest), 4);
      assert.equal(newest.prepare("select count(*) as n from big").get()?.n, N);
      assert.deepEqual(verifyLedger(newest, head).faults, []);
      newest.close();
      const copies = readdirSync(folder).filter((name) => /v3/.test(name));
      assert(copies.length > 0 && copies.every((name) => !/new$/.test(name)));
      for (const name of copies) checkCopy(join(folder, name), head);
    }
  } finally {
    rmSync(base, { recursive: true });
  }
});

const N = 60_000;
const SLOW = new Map([[
  3,
  "create table big as with recursive rows (n) as " +
  `(select 1 union all select n + 1 from rows where n < ${N}) ` +
  "select n, hex(randomblob(20)) as text from rows",
]]);

/** Migrates in a process that is killed so many milliseconds later. */
async function killDuring(path: string, afterMs: number): Promise<void> {
  const code = `
    const { openDatabase } = await import(${
    JSON.stringify(import.meta.resolve("./schema.ts"))
  });
    Deno.stdout.writeSync(new Uint8Array(1));
    openDatabase(${JSON.stringify(path)},
      { migrations: new Map(${JSON.stringify([...SLOW])}) }).close();
  `;
  const child = spawn(Deno.execPath(), ["eval", "--no-lock", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.stdout.once("data", () => {
    if (afterMs === Infinity) return;
    AbortSignal.timeout(afterMs).onabort = () => child.kill("SIGKILL");
  });
  await ended;
}
