import { strict as assert } from "node:assert";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openLedger, verifyFolder } from "../adapters/sqlite/data_folder.ts";
import { versionFolder } from "../adapters/system/code_store.ts";
import { teamSpec } from "../testing/events.ts";
import { contentsOf, withFolder } from "./fixture_test.ts";
import { runRollback } from "./rollback.ts";
import {
  folderOfVersions,
  HASHES,
  ledgerOf,
  program,
  START,
} from "./versions_fixture_test.ts";

const [OLD = "", CURRENT = "", UNUSED = ""] = HASHES;

Deno.test("runRollback() pins an older version when nobody else has the folder", async () => {
  await withFolder(async (dataDir) => {
    folderOfVersions(dataDir);
    const { length } = ledgerOf(dataDir);
    const told = program();
    const options = { dataDir, teamId: "alpha" };
    const version = OLD.slice(0, 7).toUpperCase();
    assert.equal(await runRollback({ ...options, version }, told), 0);
    assert.deepEqual(ledgerOf(dataDir), {
      code: OLD,
      pinned: true,
      length: length + 1,
    });
    assert.deepEqual(told.lines, [
      `alpha runs version ${OLD.slice(0, 12)} (strategy:Strategy) from the ` +
      "next minute on, with the params that it had last; it stays until an " +
      "upload or until the organiser lifts it with qtc strategy rollback " +
      "alpha latest",
    ]);
    assert.ok(!existsSync(join(dataDir, "runtime", "rollback.json")));
    assert.equal(await runRollback({ ...options, version: "latest" }, told), 0);
    assert.deepEqual(ledgerOf(dataDir), {
      code: OLD,
      pinned: false,
      length: length + 2,
    });
    assert.match(told.lines[1] ?? "", /^alpha has no pinned version any more/);
  });
});

Deno.test("runRollback() takes a version that was stored and never ran", async () => {
  await withFolder(async (dataDir) => {
    folderOfVersions(dataDir);
    const told = program();
    await runRollback({ dataDir, teamId: "alpha", version: UNUSED }, told);
    assert.equal(ledgerOf(dataDir).code, UNUSED);
    assert.match(
      told.lines[0] ?? "",
      /, with the params that the team has now/,
    );
  });
});

Deno.test("runRollback() refuses what cannot be meant, and writes nothing", async () => {
  await withFolder(async (dataDir) => {
    folderOfVersions(dataDir);
    writeFileSync(
      join(dataDir, versionFolder("alpha", UNUSED), "bundle.js"),
      "other()",
    );
    const before = contentsOf(dataDir);
    const cases: [team: string, version: string, code: string, RegExp][] = [
      ["alpa", OLD, "not_found", /^Cannot roll back "alpa": .* alpha\?$/],
      ["alpha", "xyz", "not_found", /: it has no version "xyz"; qtc /],
      ["alpha", "", "not_found", /: it has no version ""; /],
      [
        "alpha",
        CURRENT,
        "conflict",
        /version [0-9a-f]{12} is current already$/,
      ],
      ["alpha", "latest", "conflict", /: no version of it is pinned$/],
      ["alpha", UNUSED, "conflict", /bundle\.js is another than was saved$/],
    ];
    for (const [teamId, version, code, message] of cases) {
      await assert.rejects(
        runRollback({ dataDir, teamId, version }, program()),
        { code, message },
      );
    }
    assert.deepEqual(contentsOf(dataDir), before);
  });
});

Deno.test("runRollback() wants more of a version when several begin alike", async () => {
  await withFolder(async (dataDir) => {
    folderOfVersions(dataDir);
    const [a = "", b = ""] = ["a1b2", "a1c3"].map((start) =>
      start.padEnd(64, "0")
    );
    for (const hash of [a, b]) {
      const folder = join(dataDir, versionFolder("alpha", hash));
      await Deno.mkdir(folder);
    }
    await assert.rejects(
      runRollback({ dataDir, teamId: "alpha", version: "a1" }, program()),
      {
        code: "invalid",
        message: 'Cannot roll back "alpha": "a1" may be ' +
          `${a.slice(0, 12)}, ${b.slice(0, 12)}; write more of it`,
      },
    );
  });
});

Deno.test("runRollback() refuses when uploads are frozen", async () => {
  await withFolder(async (dataDir) => {
    folderOfVersions(dataDir, { name: "Cup", uploadsUntil: START });
    await assert.rejects(
      runRollback({ dataDir, teamId: "alpha", version: OLD }, program()),
      {
        code: "conflict",
        message: 'Cannot roll back "alpha": uploads are frozen since ' +
          "2026-11-20 14:30 UTC",
      },
    );
  });
});

Deno.test("runRollback() takes the params that the version had last", async () => {
  await withFolder(async (dataDir) => {
    folderOfVersions(dataDir);
    const ledger = openLedger(dataDir);
    // The first version, tuned; then the second, with params of its own.
    [{ fast: 2 }, { slow: 5 }].forEach((params, n) => {
      const spec = teamSpec("alpha", { code: HASHES[n] ?? "", params });
      const minute = START + 120_000;
      ledger.commit({
        events: [{ kind: "team", teamId: "alpha", minute, spec }],
      });
    });
    ledger.close();
    const options = { dataDir, teamId: "alpha", version: OLD };
    await runRollback(options, program());
    const { books } = verifyFolder(dataDir, undefined);
    assert.deepEqual(books.teams.get("alpha")?.spec.params, { fast: 2 });
  });
});

Deno.test("runRollback() lifts the pin of a team that is out of the registry, and pins none", async () => {
  await withFolder(async (dataDir) => {
    folderOfVersions(dataDir);
    const options = { dataDir, teamId: "alpha" };
    await runRollback({ ...options, version: OLD }, program());
    const ledger = openLedger(dataDir);
    const minute = START + 120_000;
    ledger.commit({
      events: [{ kind: "team_removed", teamId: "alpha", minute }],
    });
    ledger.close();
    await assert.rejects(
      runRollback({ ...options, version: CURRENT }, program()),
      { code: "conflict", message: /: it takes no part any more$/ },
    );
    await runRollback({ ...options, version: "latest" }, program());
    const { books } = verifyFolder(dataDir, undefined);
    const { spec, active } = books.teams.get("alpha") ?? {};
    assert.deepEqual([spec?.code, spec?.pinned, active], [
      OLD,
      undefined,
      false,
    ]);
  });
});
