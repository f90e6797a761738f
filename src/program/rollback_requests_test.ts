import { strict as assert } from "node:assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { lockFolder } from "../adapters/system/folder_lock.ts";
import { rollbackFile } from "../adapters/system/rollback_file.ts";
import { withFolder } from "./fixture_test.ts";
import { runRollback } from "./rollback.ts";
import {
  fileOf,
  folderOfVersions,
  HASHES,
  ledgerOf,
  NOW,
  program,
  server,
  silent,
  START,
} from "./versions_fixture_test.ts";

const [OLD = "", CURRENT = "", UNUSED = ""] = HASHES;

Deno.test("runRollback() waits for a running server to take it up", async () => {
  await withFolder(async (dataDir) => {
    folderOfVersions(dataDir);
    const lock = lockFolder(dataDir);
    let sleeps = 0;
    const told = program(() => {
      if (++sleeps === 3) server(dataDir);
    });
    await runRollback({ dataDir, teamId: "alpha", version: OLD }, told);
    assert.equal(sleeps, 3);
    assert.deepEqual(ledgerOf(dataDir).pinned, true);
    assert.equal(fileOf(dataDir).pending(), undefined);
    lock.release();
  });
});

Deno.test("runRollback() says what a running server refuses", async () => {
  await withFolder(async (dataDir) => {
    folderOfVersions(dataDir, { name: "Cup", uploadsUntil: START + 120_000 });
    const lock = lockFolder(dataDir);
    await assert.rejects(
      runRollback(
        { dataDir, teamId: "alpha", version: OLD },
        program(() => server(dataDir)),
      ),
      { code: "conflict", message: /: uploads are frozen since / },
    );
    lock.release();
    assert.equal(ledgerOf(dataDir).code, CURRENT);
  });
});

Deno.test("runRollback() takes its request back when nobody takes it up in time", async () => {
  await withFolder(async (dataDir) => {
    folderOfVersions(dataDir);
    const lock = lockFolder(dataDir);
    let sleeps = 0;
    await assert.rejects(
      runRollback(
        { dataDir, teamId: "alpha", version: OLD },
        program(() => void sleeps++),
      ),
      { code: "unavailable", message: /has not taken it up in 90 s; / },
    );
    lock.release();
    assert.equal(sleeps, 900);
    assert.equal(fileOf(dataDir).pending(), undefined);
    assert.equal(ledgerOf(dataDir).code, CURRENT);
  });
});

Deno.test("runRollback() does it itself when the server ends meanwhile", async () => {
  await withFolder(async (dataDir) => {
    folderOfVersions(dataDir);
    const lock = lockFolder(dataDir);
    const told = program(() => lock.release());
    await runRollback({ dataDir, teamId: "alpha", version: OLD }, told);
    assert.equal(ledgerOf(dataDir).code, OLD);
  });
});

Deno.test("runRollback() does once what a server recorded and died before it answered", async () => {
  await withFolder(async (dataDir) => {
    folderOfVersions(dataDir);
    const { length } = ledgerOf(dataDir);
    const lock = lockFolder(dataDir);
    const told = program(() => {
      const file = fileOf(dataDir);
      server(dataDir, { ...file, answer: () => {} });
      lock.release();
    });
    await runRollback({ dataDir, teamId: "alpha", version: OLD }, told);
    assert.deepEqual(ledgerOf(dataDir), {
      code: OLD,
      pinned: true,
      length: length + 1,
    });
  });
});

Deno.test("runRollback() first takes up what a command that was killed has asked", async () => {
  await withFolder(async (dataDir) => {
    folderOfVersions(dataDir);
    const { length } = ledgerOf(dataDir);
    const version = { code: OLD, entryPoint: "strategy:Strategy" };
    fileOf(dataDir).ask({ id: "1", teamId: "alpha", version });
    await runRollback({ dataDir, teamId: "alpha", version: UNUSED }, program());
    assert.deepEqual(ledgerOf(dataDir), {
      code: UNUSED,
      pinned: true,
      length: length + 2,
    });
  });
});

Deno.test("runRollback() says when another command came between", async () => {
  await withFolder(async (dataDir) => {
    folderOfVersions(dataDir);
    const lock = lockFolder(dataDir);
    const other = { id: "2", teamId: "alpha" };
    await assert.rejects(
      runRollback(
        { dataDir, teamId: "alpha", version: OLD },
        program(() => fileOf(dataDir).ask(other)),
      ),
      { code: "unavailable", message: /another rollback came between; / },
    );
    lock.release();
    assert.deepEqual(fileOf(dataDir).pending(), other, "it stays");
  });
});

Deno.test("runRollback() takes its request back when it is interrupted", async () => {
  await withFolder(async (dataDir) => {
    folderOfVersions(dataDir);
    const lock = lockFolder(dataDir);
    const stop = new AbortController();
    let sleeps = 0;
    const told = program(() => {
      assert.ok(fileOf(dataDir).pending());
      sleeps++;
      stop.abort();
    });
    const options = { dataDir, teamId: "alpha", version: OLD };
    await assert.rejects(
      runRollback(options, { ...told, stop: stop.signal }),
      {
        code: "unavailable",
        message: 'Cannot roll back "alpha": interrupted; what was asked was ' +
          "taken back, nothing has changed",
      },
    );
    assert.equal(sleeps, 1, "at once");
    assert.ok(!existsSync(join(dataDir, "runtime", "rollback.json")));
    lock.release();
    assert.equal(ledgerOf(dataDir).code, CURRENT);
  });
});

Deno.test("runRollback() is done when what was interrupted had been done", async () => {
  await withFolder(async (dataDir) => {
    folderOfVersions(dataDir);
    const lock = lockFolder(dataDir);
    const stop = new AbortController();
    const told = program(() => {
      server(dataDir, { ...fileOf(dataDir), answer: () => {} });
      stop.abort();
    });
    const options = { dataDir, teamId: "alpha", version: OLD };
    await runRollback(options, { ...told, stop: stop.signal });
    lock.release();
    assert.equal(ledgerOf(dataDir).code, OLD);
  });
});

Deno.test("runRollback() refuses what a command that was killed asked long ago", async () => {
  await withFolder(async (dataDir) => {
    folderOfVersions(dataDir);
    const wall = { now: () => NOW - 90_001 };
    const version = { code: OLD, entryPoint: "strategy:Strategy" };
    rollbackFile(dataDir, { log: silent, wall })
      .ask({ id: "1", teamId: "bravo", version });
    const told = program();
    const { length } = ledgerOf(dataDir);
    await runRollback({ dataDir, teamId: "alpha", version: OLD }, told);
    assert.equal(ledgerOf(dataDir).length, length + 1, "its own alone");
    assert.equal(
      told.lines[0],
      "Refused a rollback of bravo: it was asked too long ago; run it again",
    );
  });
});

Deno.test("runRollback() waits for another command, and says when that takes too long", async () => {
  await withFolder(async (dataDir) => {
    folderOfVersions(dataDir);
    const release = fileOf(dataDir).claim();
    assert.ok(release);
    const options = { dataDir, teamId: "alpha", version: OLD };
    await assert.rejects(runRollback(options, program()), {
      code: "unavailable",
      message: /another rollback is under way; run it again when /,
    });
    assert.equal(ledgerOf(dataDir).code, CURRENT);
    await runRollback(options, program(release));
    assert.equal(ledgerOf(dataDir).code, OLD);
  });
});
