import { strict as assert } from "node:assert";
import { mkdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { codeStore, versionFolder } from "./code_store.ts";
import { codeVersions, storedSources } from "./code_versions.ts";

const CODE = { script: "run()", map: "{}" };

Deno.test("codeVersions() returns stored versions with their files and when they were stored", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const store = codeStore(folder);
    store.save("alpha", "bb", CODE, { "strategy.ts": "1" });
    const sources = { "strategy.ts": "2", "lib/a.ts": "3" };
    store.save("alpha", "aa", CODE, sources);
    store.save("beta", "cc", CODE, {});
    // Cut off while it was written.
    mkdirSync(join(folder, versionFolder("alpha", "dd.new")));
    utimesSync(join(folder, versionFolder("alpha", "aa")), 60, 60);
    const versions = codeVersions(folder, "alpha");
    assert.deepEqual([...versions.keys()], ["aa", "bb"]);
    const found = versions.get("aa");
    assert.ok(found);
    assert.deepEqual(found, {
      hash: "aa",
      storedAt: 60_000,
      files: ["lib/a.ts", "strategy.ts"],
    });
    assert.deepEqual(storedSources(folder, "alpha", found), sources);
    assert.equal(codeVersions(folder, "gamma").size, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
