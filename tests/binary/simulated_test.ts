import { strict as assert } from "node:assert";
import { join } from "node:path";
import { checkFills } from "./fills.ts";
import { killedRun } from "./killed_run.ts";
import { headOf, minutesRun } from "./ledger_file.ts";
import { ROOT, run, tempFolder } from "./qtc.ts";

const ARGS = ["--registry", "team_registry.yaml", "--at", "2026-11-18"];
const FAST = [...ARGS, "--speed", "max"];

Deno.test("a simulated market is the same with the same seed, another with another", async () => {
  await using folder = await tempFolder();
  const headWith = async (name: string, seed: string): Promise<string> => {
    const dataDir = join(folder.path, name);
    const { code, stderr } = await run(
      [
        ...[...FAST, "--duration", "60", "--seed", seed, "--no-api"],
        ...["--data-dir", dataDir],
      ],
      { cwd: ROOT },
    );
    assert.equal(code, 0, stderr);
    assert.equal(minutesRun(dataDir).length, 60);
    checkFills(dataDir);
    return headOf(dataDir);
  };
  const first = await headWith("a", "1");
  assert.equal(await headWith("b", "1"), first);
  assert.notEqual(await headWith("c", "2"), first);
});

Deno.test("a simulated session that is killed again and again ends like one that is not", async () => {
  await using folder = await tempFolder();
  const end = ["--until", "2026-11-18T17:00:00Z", "--seed", "3"];
  const whole = join(folder.path, "whole");
  const { code, stderr } = await run(
    [...FAST, ...end, "--no-api", "--data-dir", whole],
    { cwd: ROOT },
  );
  assert.equal(code, 0, stderr);
  const killed = join(folder.path, "killed");
  await killedRun([...FAST, ...end, "--data-dir", killed], {
    cwd: ROOT,
    kills: 6,
    seed: 18112026,
    events: 600,
  });
  assert.equal(minutesRun(killed).length, 150);
  assert.deepEqual(minutesRun(killed), minutesRun(whole));
  assert.equal(headOf(killed), headOf(whole));
});
