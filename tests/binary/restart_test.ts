import { strict as assert } from "node:assert";
import { join } from "node:path";
import { get, leaderboard, ledgerReaches } from "./http.ts";
import { eventsOf, keysOf, minutesRun } from "./ledger_file.ts";
import { run, start, tempFolder, waitFor } from "./qtc.ts";
import { writeRegistry, writeStrategy, writeTeams } from "./teams.ts";
import { SOURCES } from "./teams.ts";

const RUN = ["--registry", "teams.yaml"];
const START = [...RUN, "--at", "2026-11-18", "--speed", "600"];

Deno.test("a restart goes on with the next minute, and shows what there was at once", async () => {
  await using folder = await tempFolder();
  const dataDir = join(folder.path, "data");
  await writeTeams(folder.path, { one: "trader", two: "quiet" });
  const before = await (async () => {
    await using server = await start(START, { cwd: folder.path });
    await waitFor("some fills", () => hasFills(dataDir, 4));
    const { code, stdout } = await server.stop();
    assert.equal(code, 0);
    return {
      head: stdout.match(/head ([0-9a-f]{64})/)?.[1],
      keys: keysOf(dataDir),
      minutes: minutesRun(dataDir),
    };
  })();

  // A minute a minute: what it shows now it has not from a new one.
  await using server = await start([...RUN, "--speed", "1"], {
    cwd: folder.path,
  });
  const board = await leaderboard(server.url);
  assert.deepEqual(board.map((row) => row.team_id).sort(), ["one", "two"]);
  for (const { portfolio_value: value } of board) assert(Number(value) > 9_000);
  const { json } = await get(server.url, "/api/v1/status");
  assert.equal(json.ledger.head, before.head);
  assert.equal(utcMinute(json.market.minute), before.minutes.at(-1));
  const history = await get(
    server.url,
    `/api/v1/team/one/history?key=${before.keys.one}`,
  );
  assert.equal(history.status, 200);
  assert(history.json.data_points >= before.minutes.length);
  assert.deepEqual(minutesRun(dataDir), before.minutes);
  assert.equal((await server.stop()).code, 0);

  const more = [...RUN, "--speed", "max", "--duration", "5", "--no-api"];
  const { code, stderr } = await run(more, { cwd: folder.path });
  assert.equal(code, 0, stderr);
  const minutes = minutesRun(dataDir);
  const first = Date.parse("2026-11-18T14:30Z");
  assert.deepEqual(
    minutes,
    minutes.map((_, index) =>
      utcMinute(new Date(first + index * 60_000).toISOString())
    ),
  );
  assert.equal(minutes.length, before.minutes.length + 5);
  assert.deepEqual(keysOf(dataDir), before.keys);
  assert.equal(eventsOf(dataDir, "deposit").length, 2);
});

Deno.test("keys are kept, new ones made, and nobody else may read them", async () => {
  await using folder = await tempFolder();
  const dataDir = join(folder.path, "data");
  const path = join(dataDir, "api_keys.json");
  await writeTeams(folder.path, { one: "quiet", two: "quiet" });
  await Deno.mkdir(dataDir);
  const own = "a key that the operator chose";
  await Deno.writeTextFile(path, JSON.stringify({ two: own, left: "another" }));
  await Deno.chmod(path, 0o644);
  const once = [...START, "--duration", "2", "--no-api"];
  assert.equal((await run(once, { cwd: folder.path })).code, 0);
  const keys = keysOf(dataDir);
  assert.deepEqual(Object.keys(keys).sort(), ["left", "one", "two"]);
  assert.deepEqual([keys.two, keys.left], [own, "another"]);
  assert.match(keys.one ?? "", /^qtc_[\w-]{43}$/);
  assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);

  await writeStrategy(folder.path, "three", SOURCES.quiet);
  await writeRegistry(folder.path, ["one", "two", "three"]);
  const again = [...RUN, "--duration", "2", "--speed", "max", "--no-api"];
  assert.equal((await run(again, { cwd: folder.path })).code, 0);
  const { three, ...others } = keysOf(dataDir);
  assert.match(three ?? "", /^qtc_[\w-]{43}$/);
  assert.deepEqual(others, keys);
  assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
});

Deno.test("--at counts for an empty ledger only", async () => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { one: "quiet" });
  const twice = async (at: string) => {
    const args = [...RUN, "--at", at, "--duration", "2", "--speed", "max"];
    const { code, stderr } = await run([...args, "--no-api"], {
      cwd: folder.path,
    });
    assert.equal(code, 0, stderr);
  };
  await twice("2026-11-18");
  await twice("2026-11-19");
  assert.deepEqual(
    minutesRun(join(folder.path, "data")),
    ["30", "31", "32", "33"].map((minute) => `2026-11-18T14:${minute}Z`),
  );
});

Deno.test("a server says that it is starting until it can answer, and healthz answers meanwhile", async () => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { one: "quiet" });
  await using server = await start(START, { cwd: folder.path });
  const health = await get(server.url, "/healthz");
  assert.deepEqual([health.status, health.json], [200, { status: "ok" }]);
  const early = await get(server.url, "/api/v1/leaderboard");
  assert([200, 503].includes(early.status), early.text);
  if (early.status === 503) assert.match(early.json.detail, /starting/);
  await ledgerReaches(server.url, 10);
});

function utcMinute(text: string): string {
  return `${text.slice(0, 16)}Z`;
}

async function hasFills(dataDir: string, count: number): Promise<boolean> {
  const path = join(dataDir, "ledger.sqlite");
  if (!await Deno.stat(path).then(() => true, () => false)) return false;
  return eventsOf(dataDir, "fill").length >= count;
}
