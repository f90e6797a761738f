import { strict as assert } from "node:assert";
import { join } from "node:path";
import { checkFills } from "./fills.ts";
import { eventsOf, headOf, minutesRun, query } from "./ledger_file.ts";
import { kills } from "../kills.ts";
import { killedRun } from "./killed_run.ts";
import { checkFiles } from "./lake_checks.ts";
import { ROOT, run, tempFolder } from "./qtc.ts";

const BARS = "../shared/data/bars";
const hasBars = await Deno.stat(join(ROOT, BARS)).then(
  ({ isDirectory }) => isDirectory,
  () => false,
);
const SESSIONS = ["07", "08", "09", "10", "11"].map((day) => `2013-10-${day}`);
/** Events that a run of these sessions has at least. */
const EVENTS = 10_000;
const KILLS = kills(20);
const KILL_SEED = 20131007;

Deno.test({
  name: `five recorded sessions, in ${BARS}`,
  ignore: !hasBars,
  async fn(t) {
    await using folder = await tempFolder();
    const args = [
      ...["--registry", "team_registry.yaml", "--feed", "recorded"],
      ...["--bars", BARS, "--at", "2013-10-07", "--speed", "max"],
      ...["--seed", "7"],
    ];
    const once = async (name: string): Promise<string> => {
      const dataDir = join(folder.path, name);
      const end = ["--duration", "1950", "--port", "0", "--data-dir", dataDir];
      const { code, stderr } = await run([...args, ...end], { cwd: ROOT });
      assert.equal(code, 0, stderr);
      return dataDir;
    };
    const first = await once("first");

    await t.step("run each of their minutes, once", () => {
      const minutes = minutesRun(first);
      assert.equal(minutes.length, 1950);
      assert.equal(new Set(minutes).size, 1950);
      for (const day of SESSIONS) {
        const mine = minutes.filter((minute) => minute.startsWith(day));
        assert.equal(mine.length, 390);
        assert.deepEqual(
          [mine[0], mine[389]],
          [`${day}T13:30Z`, `${day}T19:59Z`],
        );
      }
      assert.deepEqual(eventsOf(first, "skipped"), []);
      assert.deepEqual(eventsOf(first, "failure"), []);
    });
    await t.step("give every team at least 20 fills", () => {
      const counts = query(
        first,
        "select team, count(*) as fills from events where kind = 'fill' " +
          "group by team",
      );
      assert.equal(counts.length, 5);
      for (const { team, fills } of counts) {
        assert(Number(fills) >= 20, `${team} has ${fills}`);
      }
    });
    await t.step("fill later than decided, within the bar and its cost", () => {
      assert(checkFills(first) >= 100);
    });
    await t.step("pass qtc verify", () => verified(first));
    const head = headOf(first);
    await checkFiles(t, first);
    await t.step("end with the same head when they run again", async () => {
      assert.equal(headOf(await once("second")), head);
    });
    await t.step(`end with it when killed ${KILLS} times`, async () => {
      const dataDir = join(folder.path, "killed");
      const until = "2013-10-11T20:00:00Z";
      await killedRun([...args, "--until", until, "--data-dir", dataDir], {
        cwd: ROOT,
        kills: KILLS,
        seed: KILL_SEED,
        events: EVENTS,
      });
      assert.equal(headOf(dataDir), head);
      await verified(dataDir);
    });
  },
});

async function verified(dataDir: string): Promise<void> {
  const { code, stdout } = await run(["verify", "--data-dir", dataDir], {
    cwd: ROOT,
  });
  assert.equal(code, 0, stdout);
  assert.match(stdout, /all of it agrees/);
}
