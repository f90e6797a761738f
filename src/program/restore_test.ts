import { strict as assert } from "node:assert";
import {
  cpSync,
  existsSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { readIdentity, verifyFolder } from "../adapters/sqlite/data_folder.ts";
import { SCHEMA_VERSION } from "../adapters/sqlite/schema.ts";
import { unfinishedPath } from "../adapters/sqlite/unfinished.ts";
import { fileKeys } from "../adapters/system/keys.ts";
import { lockFolder } from "../adapters/system/folder_lock.ts";
import { readStatusFile } from "../adapters/system/status_file.ts";
import type { Head } from "../ports/ledger.ts";
import { makeBackup } from "./backup.ts";
import {
  contentsOf,
  context,
  playedFolder,
  withFolder,
} from "./fixture_test.ts";
import { restoreBackup, restoreCommand } from "./restore.ts";

/** Runs work beside a backup in a folder of its own. */
function withBackup(
  work: (paths: { folder: string; dataDir: string; head: Head }) => unknown,
): Promise<void> {
  return withFolder(async (base) => {
    const played = join(base, "played");
    const head = playedFolder(played);
    const folder = join(base, "backup");
    await makeBackup({ dataDir: played, folder }, context());
    await work({ folder, dataDir: join(base, "data"), head });
  });
}

Deno.test("restoreBackup() gives the folder that was backed up, in files of its own", () =>
  withBackup(async ({ folder, dataDir, head }) => {
    const before = contentsOf(folder);
    assert.deepEqual(
      await restoreBackup({ folder, dataDir }, context()),
      head,
    );
    assert.deepEqual(contentsOf(dataDir), before);
    assert.deepEqual(contentsOf(folder), before);
    const published = readStatusFile(dataDir);
    assert.deepEqual(published, head);
    assert.equal(readIdentity(dataDir, published)?.broker, "simulated");
    assert.deepEqual(verifyFolder(dataDir, published).faults, []);
    const keys = JSON.parse(String(before["api_keys.json"]));
    const restored = fileKeys(join(dataDir, "api_keys.json"));
    assert.equal(restored.teamOf(keys.beta), "beta");
    const stat = (path: string) => statSync(join(dataDir, path));
    assert.equal(stat("api_keys.json").mode & 0o777, 0o600);
    assert.equal(stat("auth.sqlite").mode & 0o777, 0o600);
    for (const path of Object.keys(before)) {
      assert.equal(stat(path).nlink, 1, path);
    }
  }));

Deno.test("restoreCommand() says where it ends and what comes next", () =>
  withBackup(async ({ folder, dataDir, head }) => {
    const said = context();
    assert.equal(await restoreCommand({ folder, dataDir }, said), 0);
    assert.deepEqual(said.lines.slice(0, 2), [
      `Restored ${dataDir} from ${folder}`,
      `  ${head.length} events, head ${head.hash}`,
    ]);
    assert(said.lines.includes(`  qtc export --data-dir ${dataDir}`));
  }));

Deno.test("restoreBackup() refuses a folder in use, and what is no backup or damaged, and writes nothing", () =>
  withBackup(async ({ folder, dataDir }) => {
    const refused = (code: string, message: RegExp) =>
      assert.rejects(restoreBackup({ folder, dataDir }, context()), {
        code,
        message,
      });
    mkdirSync(dataDir);
    for (const name of ["api_keys.json", "team", "ledger.sqlite"]) {
      writeFileSync(join(dataDir, name), "");
      await refused("conflict", new RegExp(`it has a ${name}; move it away`));
      rmSync(join(dataDir, name));
    }
    const other = lockFolder(dataDir);
    await refused("conflict", /another qtc is running/);
    other.abandon();
    rmSync(dataDir, { recursive: true });
    using ledger = new DatabaseSync(join(folder, "ledger.sqlite"));
    ledger.exec("delete from events where seq = (select max(seq) from events)");
    await refused("conflict", /it is damaged \(.*missing at the end/);
    rmSync(join(folder, "ledger.sqlite"));
    await refused("not_found", /it is no backup, it has no ledger.sqlite$/);
    assert(!existsSync(dataDir));
  }));

Deno.test("restoreBackup() begins again where one was interrupted, which no start takes for a competition", () =>
  withBackup(async ({ folder, dataDir, head }) => {
    mkdirSync(join(dataDir, "team/other/strategy"), { recursive: true });
    cpSync(join(folder, "api_keys.json"), join(dataDir, "api_keys.json"));
    writeFileSync(join(dataDir, "notes.txt"), "mine");
    writeFileSync(unfinishedPath(dataDir, "restore"), "torn");
    assert.throws(() => readIdentity(dataDir, undefined), {
      code: "conflict",
      message: /a restore of it was interrupted; run qtc restore again$/,
    });
    assert.deepEqual(
      await restoreBackup({ folder, dataDir }, context()),
      head,
    );
    const { "notes.txt": notes, ...rest } = contentsOf(dataDir);
    assert.equal(notes, "mine");
    assert.deepEqual(rest, contentsOf(folder));
    assert(!existsSync(join(dataDir, "team/other")));
  }));

Deno.test("restoreBackup() writes nothing into the backup itself", () =>
  withBackup(async ({ folder, dataDir }) => {
    const before = contentsOf(folder);
    symlinkSync(folder, dataDir);
    for (const inside of [folder, dataDir]) {
      for (const to of [inside, join(inside, "in"), join(inside, "in/it")]) {
        await assert.rejects(
          restoreBackup({ folder, dataDir: to }, context()),
          {
            code: "conflict",
            message: `Cannot restore to "${to}": it lies in the backup ` +
              `"${folder}"; use another --data-dir`,
          },
        );
      }
    }
    assert.deepEqual(contentsOf(folder), before);
    assert.ok(!existsSync(join(folder, "in")));
    await restoreBackup({ folder, dataDir: `${folder}2` }, context());
  }));

Deno.test("restoreBackup() takes an older ledger that a start would migrate, checked as it will be", () =>
  withBackup(async ({ folder, dataDir, head }) => {
    const before = contentsOf(folder);
    const change = "create table more (text text) strict";
    const migrations = new Map([[SCHEMA_VERSION, change]]);
    const options = { folder, dataDir, migrations };
    assert.deepEqual(await restoreBackup(options, context()), head);
    assert.deepEqual(contentsOf(folder), before);
    assert.deepEqual(contentsOf(dataDir), before);
    rmSync(dataDir, { recursive: true });
    // What a start could not migrate is not restored.
    const broken = new Map([[
      SCHEMA_VERSION,
      "alter table gone add column more text",
    ]]);
    await assert.rejects(
      restoreBackup({ folder, dataDir, migrations: broken }, context()),
      { code: "unavailable", message: /^Cannot migrate ledger/ },
    );
    assert.ok(!existsSync(dataDir));
    using ledger = new DatabaseSync(join(folder, "ledger.sqlite"));
    ledger.exec("update events set body = body || ' ' where seq = 2");
    await assert.rejects(restoreBackup(options, context()), {
      code: "conflict",
      message: /it is damaged \(event 2 does not fit/,
    });
    assert.ok(!existsSync(dataDir));
  }));

Deno.test("restoreBackup() leaves a reset that was interrupted to the reset", () =>
  withBackup(async ({ folder, dataDir }) => {
    mkdirSync(dataDir);
    writeFileSync(unfinishedPath(dataDir, "reset"), "");
    await assert.rejects(restoreBackup({ folder, dataDir }, context()), {
      code: "conflict",
      message: /a reset of it was interrupted; run qtc reset again$/,
    });
  }));
