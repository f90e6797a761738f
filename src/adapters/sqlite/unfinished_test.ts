import { strict as assert } from "node:assert";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readIdentity } from "./data_folder.ts";
import { withFolder } from "./fixture_test.ts";
import { unfinishedIn, unfinishedPath } from "./unfinished.ts";

Deno.test("unfinishedIn() names what was interrupted, as long as there is no ledger", () => {
  for (const what of ["reset", "restore"] as const) {
    withFolder((folder) => {
      assert.equal(unfinishedIn(folder), undefined);
      writeFileSync(unfinishedPath(folder, what), "");
      assert.equal(unfinishedIn(folder), what);
      assert.throws(() => readIdentity(folder, undefined), {
        code: "conflict",
        message: `Cannot use data folder "${folder}": a ${what} of it was ` +
          `interrupted; run qtc ${what} again`,
      });
      writeFileSync(join(folder, "ledger.sqlite"), "");
      assert.equal(unfinishedIn(folder), undefined);
      assert.equal(readIdentity(folder, undefined), undefined);
    });
  }
});
