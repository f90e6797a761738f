import { strict as assert } from "node:assert";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { sqliteBarHistory } from "./bar_history.ts";
import {
  barAt,
  digest,
  isCoin,
  makeOlder,
  withFolder,
} from "./fixture_test.ts";
import { sqliteLedger } from "./ledger.ts";
import {
  APPLICATION_ID,
  openDatabase,
  openDatabaseReadOnly,
  READABLE,
  SCHEMA_VERSION,
} from "./schema.ts";

Deno.test("openDatabase() makes a file in which each commit is synced, and opens it again", () =>
  withFolder((folder) => {
    const path = `${folder}/ledger.sqlite`;
    openDatabase(path).close();
    const database = openDatabase(path);
    const pragma = (name: string) =>
      Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0];
    assert.deepEqual(
      ["journal_mode", "synchronous", "user_version"].map(pragma),
      ["wal", 2, SCHEMA_VERSION],
    );
    database.close();
  }));

Deno.test("openDatabase() refuses a newer version and leaves every byte of it, its log included", () =>
  withFolder((folder) => {
    const live = new DatabaseSync(`${folder}/live`);
    live.exec("pragma journal_mode = wal; create table t (a)");
    live.exec(`pragma user_version = ${SCHEMA_VERSION + 1}`);
    live.exec(`pragma application_id = ${APPLICATION_ID}`);
    // What a process that was killed leaves: the file and a log that holds all of it.
    const path = `${folder}/ledger.sqlite`;
    for (const end of ["", "-wal"]) cpSync(`${folder}/live${end}`, path + end);
    live.close();
    const print = () =>
      ["", "-wal"].map((end) =>
        digest(readFileSync(path + end).toString("hex"))
      );
    const before = print();
    for (const open of [openDatabase, openDatabaseReadOnly]) {
      assert.throws(() => open(path), {
        code: "conflict",
        message: /version 4 is newer than this program's 3$/,
      });
      assert.deepEqual(print(), before);
    }
  }));

Deno.test("openDatabase() refuses a file of another program, whatever it calls its version", () =>
  withFolder((folder) => {
    const path = `${folder}/ledger.sqlite`;
    const theirs = new DatabaseSync(path);
    theirs.exec(`create table t (a); pragma user_version = ${SCHEMA_VERSION}`);
    theirs.close();
    const before = readFileSync(path);
    for (const open of [openDatabase, openDatabaseReadOnly]) {
      assert.throws(() => open(path), {
        code: "conflict",
        message: /it has no tables of this program$/,
      });
    }
    assert.deepEqual(readFileSync(path), before);
  }));

Deno.test("openDatabase() refuses what is no ledger and leaves it as it is", () =>
  withFolder((folder) => {
    const path = `${folder}/ledger.sqlite`;
    writeFileSync(
      path,
      "this is a text, and a rather long one at that ".repeat(9),
    );
    const refused = (code: string, message: RegExp): void => {
      const before = readFileSync(path);
      for (const open of [openDatabase, openDatabaseReadOnly]) {
        assert.throws(() => open(path), { code, message });
      }
      assert.deepEqual(readFileSync(path), before);
    };
    refused("unavailable", /Cannot open ledger ".*": file is not a database/);
    rmSync(path);
    const foreign = new DatabaseSync(path);
    foreign.exec("create table customers (name)");
    foreign.close();
    refused("conflict", /it has no tables of this program/);
  }));

Deno.test("openDatabase() says so when the folder is missing", () =>
  withFolder((folder) => {
    assert.throws(
      () => openDatabase(`${folder}/missing/ledger.sqlite`),
      { code: "unavailable", message: /Cannot open ledger/ },
    );
  }));

Deno.test("openDatabaseReadOnly() makes no file, and lets nothing be written", () =>
  withFolder((folder) => {
    const path = `${folder}/ledger.sqlite`;
    assert.throws(() => openDatabaseReadOnly(path), { code: "unavailable" });
    const writer = openDatabase(path);
    const reader = openDatabaseReadOnly(path);
    writer.exec("insert into states values ('a', 'h', '1', 1)");
    assert.equal(reader.prepare("select text from states").get()?.text, "1");
    assert.throws(
      () => reader.exec("delete from states"),
      /attempt to write a readonly database/,
    );
    reader.close();
    writer.close();
  }));

Deno.test("openDatabaseReadOnly() refuses an older version that its caller cannot read", () =>
  withFolder((folder) => {
    const path = `${folder}/ledger.sqlite`;
    openDatabase(path).close();
    const newest = SCHEMA_VERSION + 1;
    assert.throws(() => openDatabaseReadOnly(path, { newest }), {
      code: "conflict",
      message: /its version 3 is older than this program's 4; start qtc on it/,
    });
    openDatabaseReadOnly(path, { newest, oldest: SCHEMA_VERSION }).close();
  }));

Deno.test("openDatabaseReadOnly() reads the bars of an older version as those of the newest, changing nothing", () =>
  withFolder((folder) => {
    const path = `${folder}/ledger.sqlite`;
    const old = openDatabase(path);
    const bars = [barAt("13:00"), barAt("13:30"), barAt("13:31")];
    sqliteLedger(old).commit({ events: [], bars });
    makeOlder(old, 2);
    old.close();
    const before = readFileSync(path);
    const database = openDatabaseReadOnly(path, READABLE);
    const history = sqliteBarHistory(database, isCoin);
    assert.deepEqual(history.readAll(0, Infinity), bars);
    const part = { symbol: "AAPL", from: 0, to: Infinity, rows: 9 };
    assert.deepEqual(history.read(part), bars.slice(1));
    const day = { symbol: "AAPL", date: "2013-10-07", minutes: 3, regular: 2 };
    assert.deepEqual(history.days(0, Infinity), [day]);
    database.close();
    assert.deepEqual(readFileSync(path), before);
  }));
