import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import process from "node:process";
import { random } from "../../domain/random.ts";
import {
  contents,
  DAY_MINUTES,
  longCompetition,
  memorySource,
  withFolder,
  writeAll,
} from "./lake_fixture_test.ts";

const SEED = 14;
const MINUTES = Math.floor(2.5 * DAY_MINUTES);

Deno.test("lakeWriter() completes what a process left that was killed at any moment", async () => {
  const source = memorySource(longCompetition(SEED, MINUTES));
  const next = random("kill", SEED);
  const child = fileURLToPath(new URL("kill_child_test.ts", import.meta.url));
  await withFolder(async (fresh) => {
    const options = { keepLogsDays: 1 };
    writeAll(fresh, source, options);
    const expected = contents(fresh);
    await withFolder(async (folder) => {
      for (let round = 0; round < 6; round++) {
        const args = ["run", "-A", "--no-check", child, folder, SEED, MINUTES];
        const running = spawn(process.execPath, args.map(String), {
          stdio: ["ignore", "pipe", "inherit"],
        });
        await once(running.stdout, "data");
        const ms = Math.ceil(next() * 250);
        await once(AbortSignal.timeout(ms), "abort");
        running.kill("SIGKILL");
        await once(running, "exit");
        writeAll(folder, source, options);
        assert.deepEqual(contents(folder), expected, `round ${round}`);
      }
    });
  });
});
