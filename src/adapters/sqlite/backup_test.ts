import { strict as assert } from "node:assert";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { competition } from "../../testing/competition.ts";
import { copyDatabase, copyLedger } from "./backup.ts";
import { openLedger, verifyFolder } from "./data_folder.ts";
import { digest } from "./fixture_test.ts";

/** Runs work with two folders of its own, and removes them afterwards. */
async function withFolders(
  work: (from: string, to: string) => Promise<void>,
): Promise<void> {
  const [from, to] = [1, 2].map(() => mkdtempSync(join(tmpdir(), "qtc-copy-")));
  try {
    await work(from as string, to as string);
  } finally {
    for (const folder of [from, to]) {
      rmSync(folder as string, { recursive: true });
    }
  }
}

Deno.test("copyLedger() copies what is committed beside an open writer, and says where it ends", () =>
  withFolders(async (from, to) => {
    const { batches } = competition({ seed: 3, minutes: 3, digest });
    const ledger = openLedger(from);
    const half = Math.floor(batches.length / 2);
    let head = ledger.load().head;
    for (const batch of batches.slice(0, half)) head = ledger.commit(batch);
    const path = join(to, "ledger.sqlite");
    assert.deepEqual(await copyLedger(join(from, "ledger.sqlite"), path), head);
    assert.deepEqual(verifyFolder(to, head).faults, []);
    for (const batch of batches.slice(half)) head = ledger.commit(batch);
    ledger.close();
    assert.deepEqual(readdirSync(from), ["ledger.sqlite"]);
    assert.deepEqual(readdirSync(to), ["ledger.sqlite"]);
    rmSync(path);
    assert.deepEqual(await copyLedger(join(from, "ledger.sqlite"), path), head);
    assert.deepEqual(readdirSync(from), ["ledger.sqlite"]);
    const restored = openLedger(to);
    assert.deepEqual(restored.load().head, head);
    restored.close();
  }));

Deno.test("copyLedger() says that an empty ledger ends nowhere, and refuses another program's", () =>
  withFolders(async (from, to) => {
    openLedger(from).close();
    const path = join(from, "ledger.sqlite");
    assert.deepEqual(await copyLedger(path, join(to, "a")), {
      length: 0,
      hash: "0".repeat(64),
    });
    rmSync(path);
    using other = new DatabaseSync(path);
    other.exec("create table t (a)");
    await assert.rejects(copyLedger(path, join(to, "b")), {
      code: "conflict",
      message: /it has no tables of this program$/,
    });
  }));

Deno.test("copyDatabase() says what it cannot copy", () =>
  withFolders(async (from, to) => {
    const path = join(from, "auth.sqlite");
    await assert.rejects(copyDatabase(path, join(to, "a")), {
      code: "not_found",
      message: `Cannot copy "${path}": it is not there`,
    });
    writeFileSync(path, "this is no database ".repeat(60));
    await assert.rejects(copyDatabase(path, join(to, "a")), {
      code: "unavailable",
      message: /Cannot copy ".*" to ".*": .*not a database/,
    });
    rmSync(path);
    using database = new DatabaseSync(path);
    database.exec("create table t (a)");
    await assert.rejects(copyDatabase(path, join(to, "missing", "a")), {
      code: "unavailable",
    });
  }));
