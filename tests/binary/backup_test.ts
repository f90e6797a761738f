import { strict as assert } from "node:assert";
import { join } from "node:path";
import { ledgerReaches } from "./http.ts";
import { eventsOf, keysOf, minutesRun } from "./ledger_file.ts";
import { type Ended, run, start, tempFolder, waitFor } from "./qtc.ts";
import { writeTeams } from "./teams.ts";

const RUN = ["--registry", "teams.yaml", "--speed", "max", "--no-api"];
const PLAY = [...RUN, "--at", "2026-11-18", "--duration", "5"];

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** Shows that nobody was told a key. */
function tellsNoKey(
  ended: Ended,
  keys: Readonly<Record<string, string>>,
): void {
  for (const key of Object.values(keys)) {
    assert(!`${ended.stdout}${ended.stderr}`.includes(key));
  }
}

Deno.test("a backup of a running server can be restored, and goes on from there", async () => {
  await using folder = await tempFolder();
  const cwd = folder.path;
  const data = join(cwd, "data");
  await writeTeams(cwd, { one: "trader", two: "quiet" });
  const fast = ["--registry", "teams.yaml", "--at", "2026-11-18"];
  {
    await using server = await start([...fast, "--speed", "600"], { cwd });
    await ledgerReaches(server.url, 30);
    for (const to of ["first", "second"]) {
      const made = await run(["backup", to], { cwd });
      assert.equal(made.code, 0, made.stderr);
      assert.match(made.stdout, new RegExp(`^Backup: ${to}\\n {2}\\d+ events`));
      assert.match(made.stdout, /MB in \d+\.\d s, all of it agrees\n$/);
      tellsNoKey(made, keysOf(data));
      const verified = await run(["verify", "--data-dir", to], { cwd });
      assert.match(verified.stdout, /\d+ events/);
      await waitFor(
        "the next minute",
        () => minutesRun(data).length > minutesRun(join(cwd, to)).length,
      );
    }
    assert.equal((await server.stop()).code, 0);
  }
  const held = minutesRun(join(cwd, "second"));
  assert(minutesRun(join(cwd, "first")).length < held.length);

  const restore = ["restore", "second", "--data-dir", "again"];
  const restored = await run(restore, { cwd });
  assert.equal(restored.code, 0, restored.stderr);
  assert.match(restored.stdout, /^Restored again from second\n/);
  tellsNoKey(restored, keysOf(data));
  const again = join(cwd, "again");
  assert.deepEqual(keysOf(again), keysOf(data));
  const more = [...RUN, "--duration", "3", "--data-dir", "again"];
  const { code, stderr } = await run(more, { cwd });
  assert.equal(code, 0, stderr);
  assert.deepEqual(minutesRun(again).slice(0, held.length), held);
  assert.equal(
    new Set(minutesRun(again)).size,
    minutesRun(again).length,
  );
  assert.equal(eventsOf(again, "deposit").length, 2);
  assert.deepEqual(minutesRun(join(cwd, "second")), held);
  const verified = await run(["verify", "--data-dir", "again"], { cwd });
  assert.equal(verified.code, 0, verified.stdout);

  const refused = await run(restore, { cwd });
  assert.equal(refused.code, 2);
  assert.match(
    refused.stderr,
    /it has a ledger\.sqlite; move it away first, or use qtc reset\n$/,
  );
});

Deno.test("a reset begins anew after a backup, with the same keys when the teams stay", async () => {
  await using folder = await tempFolder();
  const cwd = folder.path;
  const data = join(cwd, "data");
  await writeTeams(cwd, { one: "trader", two: "quiet" });
  assert.equal((await run(PLAY, { cwd })).code, 0);
  const [keys, played] = [keysOf(data), minutesRun(data)];

  const asked = await run(["reset"], { cwd });
  assert.equal(asked.code, 2);
  assert.match(asked.stdout, /removes .*ledger\.sqlite/);
  assert.match(asked.stderr, /there is no terminal to ask on; add --yes\n$/);
  assert.deepEqual(minutesRun(data), played);

  const kept = await run(["reset", "--keep-teams", "--yes"], { cwd });
  assert.equal(kept.code, 0, kept.stderr);
  tellsNoKey(kept, keys);
  const [backup = ""] = names(join(data, "backups"));
  assert.deepEqual(minutesRun(join(data, "backups", backup)), played);
  assert.deepEqual(keysOf(data), keys);
  assert(!names(data).includes("ledger.sqlite"));
  assert(names(join(data, "team/one/strategy")).length > 0);
  const other = ["--registry", "teams.yaml", "--speed", "max", "--no-api"];
  const anew = [...other, "--at", "2026-11-17", "--duration", "2"];
  assert.equal((await run(anew, { cwd })).code, 0);
  assert.deepEqual(keysOf(data), keys);
  assert.equal(minutesRun(data).length, 2);
  assert.match(String(minutesRun(data)[0]), /^2026-11-17/);

  assert.equal((await run(["reset", "--yes"], { cwd })).code, 0);
  assert.equal(names(join(data, "backups")).length, 2);
  assert(!names(data).includes("api_keys.json"));
  assert.equal((await run(PLAY, { cwd })).code, 0);
  assert.notDeepEqual(keysOf(data), keys);
  assert.deepEqual(minutesRun(data), played);
});

Deno.test("a reset is refused while a server runs, which goes on", async () => {
  await using folder = await tempFolder();
  const cwd = folder.path;
  await writeTeams(cwd, { one: "quiet" });
  const slow = ["--registry", "teams.yaml", "--at", "2026-11-18", "--speed"];
  await using server = await start([...slow, "600"], { cwd });
  const refused = await run(["reset", "--yes"], { cwd });
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /another qtc is running on it\n$/);
  const before = minutesRun(join(cwd, "data")).length;
  await waitFor(
    "more minutes",
    () => minutesRun(join(cwd, "data")).length > before,
  );
  assert.equal((await server.stop()).code, 0);
});
