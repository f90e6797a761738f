import { strict as assert } from "node:assert";
import { join } from "node:path";
import { get, ledgerReaches } from "./http.ts";
import { damage, headOf, keysOf, minutesRun, query } from "./ledger_file.ts";
import { childrenOf, isAlive } from "./processes.ts";
import { chance, run, start, tempFolder, waitFor } from "./qtc.ts";
import { writeTeams } from "./teams.ts";

const RUN = ["--registry", "teams.yaml", "--at", "2026-11-18"];
const FAST = [...RUN, "--speed", "max", "--no-api"];
const CUTS = 8;
const CUT_SEED = 20261118;

Deno.test("a strategy's process that is killed costs its team a minute at most", async () => {
  await using folder = await tempFolder();
  const dataDir = join(folder.path, "data");
  await writeTeams(folder.path, { one: "trader", two: "trader" });
  await using server = await start([...RUN, "--speed", "600"], {
    cwd: folder.path,
  });
  await ledgerReaches(server.url, 20);
  const victims = childrenOf(server.pid);
  assert.equal(victims.length, 2);
  for (const victim of victims) {
    Deno.kill(victim.pid, "SIGKILL");
    await waitFor("a new process in its place", () => {
      const children = childrenOf(server.pid);
      return !isAlive(victim) && children.length === 2;
    });
    const { ledger } = await ledgerReaches(server.url, 1);
    await ledgerReaches(server.url, ledger.length + 20);
  }
  assert.equal((await get(server.url, "/healthz")).status, 200);
  assert.equal((await server.stop()).code, 0);
  const runs = query(dataDir, "select * from runs");
  for (const team of ["one", "two"]) {
    const mine = runs.filter((each) => each.team === team);
    const lost = mine.filter(({ outcome }) => outcome !== "ok");
    assert(lost.length <= 1, JSON.stringify(lost));
    assert(lost.every(({ outcome }) => outcome === "crashed"));
    assert.equal(mine.filter(({ fresh }) => fresh === 1).length, 2);
  }
});

Deno.test("checkpoints that are damaged or gone are made again from the events", async () => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { one: "trader" });
  const runOf = async (dataDir: string, minutes: number): Promise<void> => {
    const end = ["--duration", `${minutes}`, "--data-dir", dataDir];
    const { code, stderr } = await run([...FAST, ...end], {
      cwd: folder.path,
    });
    assert.equal(code, 0, stderr);
  };
  const place = (name: string) => join(folder.path, name);
  await runOf(place("whole"), 10);
  for (
    const [name, sql] of [
      ["damaged", "update checkpoints set books = zeroblob(length(books))"],
      ["gone", "delete from checkpoints"],
    ] as const
  ) {
    await runOf(place(name), 5);
    assert.notEqual(
      query(place(name), "select count(*) as n from checkpoints")[0]?.n,
      0,
    );
    damage(place(name), sql);
    await runOf(place(name), 5);
    assert.equal(headOf(place(name)), headOf(place("whole")), name);
  }
});

Deno.test("a log that was cut off anywhere is taken up where it is whole", async () => {
  await using folder = await tempFolder();
  const dataDir = join(folder.path, "data");
  await writeTeams(folder.path, { one: "trader" });
  {
    await using server = await start([...RUN, "--speed", "max"], {
      cwd: folder.path,
    });
    await ledgerReaches(server.url, 400);
    server.kill("SIGKILL");
    await server.ended;
  }
  const names = ["ledger.sqlite", "ledger.sqlite-wal"];
  const [main, wal] = names.map((name) =>
    Deno.readFileSync(join(dataDir, name))
  );
  assert(main && wal && wal.length > 100_000);
  const random = chance(CUT_SEED);
  // What was published is ahead of a log that was cut: that is for verify.
  const status = join(dataDir, "runtime", "status.json");
  for (let cut = 0; cut < CUTS; cut++) {
    const at = Math.floor(random() * wal.length);
    for (const suffix of ["", "-wal", "-shm"]) {
      await Deno.remove(`${join(dataDir, "ledger.sqlite")}${suffix}`)
        .catch(() => {});
    }
    Deno.writeFileSync(join(dataDir, "ledger.sqlite"), main);
    Deno.writeFileSync(
      join(dataDir, "ledger.sqlite-wal"),
      wal.subarray(0, at),
    );
    await Deno.remove(status).catch(() => {});
    const place = `cut (seed ${CUT_SEED}) at byte ${at}`;
    const { code, stderr } = await run([...FAST, "--duration", "2"], {
      cwd: folder.path,
    });
    assert.equal(code, 0, `${place}: ${stderr}`);
    const verified = await run(["verify"], { cwd: folder.path });
    assert.equal(verified.code, 0, `${place}: ${verified.stdout}`);
    const minutes = minutesRun(dataDir);
    assert.equal(minutes[0], "2026-11-18T14:30Z", place);
    assert.equal(new Set(minutes).size, minutes.length, place);
    assert(Object.keys(keysOf(dataDir)).includes("one"), place);
  }
});
