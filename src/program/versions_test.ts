import { strict as assert } from "node:assert";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { versionFolder } from "../adapters/system/code_store.ts";
import { contentsOf, withFolder } from "./fixture_test.ts";
import { runVersions } from "./versions.ts";
import {
  folderOfVersions,
  HASHES,
  program,
  START,
} from "./versions_fixture_test.ts";

const short = (n: number) => HASHES[n]?.slice(0, 12);

Deno.test("runVersions() lists versions, newest first, and writes nothing", async () => {
  await withFolder((folder) => {
    folderOfVersions(folder);
    HASHES.forEach((hash, n) => {
      const stored = START / 1000 + 60 * n;
      utimesSync(join(folder, versionFolder("alpha", hash)), stored, stored);
    });
    const before = contentsOf(folder);
    const { lines, print } = program();
    assert.equal(
      runVersions({ dataDir: folder, teamId: "alpha" }, { print }),
      0,
    );
    const day = "2026-11-20";
    assert.deepEqual(lines, [
      "VERSION       STORED                FIRST CURRENT         FILES  ENTRY POINT",
      `${
        short(2)
      }  ${day} 14:32 UTC  never                 2      strategy:Strategy`,
      `${
        short(1)
      }  ${day} 14:31 UTC  ${day} 14:31 UTC  2      strategy:Strategy  current`,
      `${
        short(0)
      }  ${day} 14:30 UTC  ${day} 14:30 UTC  1      strategy:Strategy`,
    ]);
    assert.deepEqual(contentsOf(folder), before);
  });
});

Deno.test("runVersions() lists a current version whose files are gone", async () => {
  await withFolder((folder) => {
    folderOfVersions(folder);
    const { lines, print } = program();
    runVersions({ dataDir: folder, teamId: "bravo" }, { print });
    assert.match(
      lines[1] ?? "",
      new RegExp(`^${short(0)}  missing  .*  -      strategy:.*  current$`),
    );
  });
});

Deno.test("runVersions() says which team may be meant, or that there is no ledger", async () => {
  await withFolder((folder) => {
    const { print } = program();
    const list = (teamId: string) => () =>
      runVersions({ dataDir: folder, teamId }, { print });
    assert.throws(list("alpha"), {
      code: "not_found",
      message: /^Cannot list versions of "alpha": ".*" has no ledger\.sqlite; /,
    });
    folderOfVersions(folder);
    assert.throws(list("alpa"), {
      code: "not_found",
      message: 'Cannot list versions of "alpa": there is no such team; did ' +
        "you mean alpha?",
    });
    assert.throws(list("../.."), {
      message: /there is no such team; known are alpha, bravo$/,
    });
  });
});
