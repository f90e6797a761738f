import { strict as assert } from "node:assert";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../config/config.ts";
import { runExport } from "./export.ts";
import { context, withFolder } from "./fixture_test.ts";
import { requireFolder } from "./require_folder.ts";
import { serve } from "./serve.ts";
import { verifyCommand } from "./verify.ts";

Deno.test("requireFolder() refuses a file in plain words, for every command that reads", () =>
  withFolder(async (base) => {
    requireFolder(base);
    requireFolder(join(base, "none"));
    const dataDir = join(base, "file");
    writeFileSync(dataDir, "");
    const refused = {
      code: "invalid",
      message: `Cannot use data folder "${dataDir}": it is no folder; name ` +
        "one with --data-dir",
    };
    assert.throws(() => requireFolder(dataDir), refused);
    const said = context();
    await assert.rejects(verifyCommand({ dataDir }, said), refused);
    await assert.rejects(
      runExport({ dataDir, keepLogsDays: 30 }, said),
      refused,
    );
    const flags = { dataDir, port: "0" };
    const config = parseConfig({ flags, env: {}, dotEnv: {}, cores: 1 });
    const stop = AbortSignal.abort();
    await assert.rejects(serve(config, said, stop), refused);
  }));
