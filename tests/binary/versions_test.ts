import { strict as assert } from "node:assert";
import { join } from "node:path";
import { ledgerReaches } from "./http.ts";
import { eventsOf } from "./ledger_file.ts";
import { type Folder, run, spawn, start, tempFolder, waitFor } from "./qtc.ts";
import { SOURCES, writeStrategy, writeTeams } from "./teams.ts";

// Ten minutes a second, nights cost one: equities only.
const ARGS = [
  ...["--registry", "teams.yaml", "--at", "2026-11-18"],
  ...["--symbols", "AAPL,MSFT", "--speed", "600"],
];

/** Writes the strategy of team one, as another version. */
function writeVersion(folder: Folder, version: string): Promise<void> {
  return writeStrategy(
    folder.path,
    "one",
    SOURCES.trader.replace('"v1"', `"${version}"`),
  );
}

/** Returns the versions that team one's orders say they are of, in order. */
function ranIn(folder: Folder): string[] {
  return eventsOf(join(folder.path, "data"), "order")
    .map(({ body }) => body.order.reason);
}

/** Waits until three orders in a row are of a version. */
function runs(folder: Folder, version: string): Promise<boolean> {
  return waitFor(`orders of ${version}`, () => {
    const last = ranIn(folder).slice(-3);
    return last.length === 3 && last.every((each) => each === version);
  }, 60_000);
}

/** Runs a command of the kit and returns its lines. */
async function kit(folder: Folder, ...words: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await run(["strategy", ...words], {
    cwd: folder.path,
  });
  assert.equal(code, 0, `${words.join(" ")}:\n${stdout}${stderr}`);
  return stdout.trimEnd().split("\n");
}

/** Returns the words of the line of the current version, and of the other ones. */
async function versionsOf(folder: Folder) {
  const [head, ...rows] = await kit(folder, "versions", "one");
  assert.match(head ?? "", /^VERSION +STORED +FIRST CURRENT +FILES +ENTRY/);
  const current = rows.find((row) => /current/.test(row)) ?? "";
  return { rows, current, hashes: rows.map((row) => row.slice(0, 12)) };
}

async function verify(folder: Folder): Promise<void> {
  const { code, stdout } = await run(["verify"], { cwd: folder.path });
  assert.equal(code, 0, stdout);
}

Deno.test("a rollback beside a running server counts until it is lifted, whatever the folder holds", async () => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { one: "trader" });
  await using server = await start(ARGS, { cwd: folder.path });
  await ledgerReaches(server.url, 30);
  await runs(folder, "v1");
  const [first = ""] = (await versionsOf(folder)).hashes;
  await writeVersion(folder, "v2");
  await runs(folder, "v2");
  const { rows, current } = await versionsOf(folder);
  assert.equal(rows.length, 2);
  assert.notEqual(current.slice(0, 12), first);
  assert.match(current, / {2}1 +strategy:MyStrategy +current$/);

  const [line] = await kit(folder, "rollback", "one", first);
  assert.match(
    line ?? "",
    /^one runs version .* params that it had last; it stays until an upload or /,
  );
  await runs(folder, "v1");
  await writeVersion(folder, "v3");
  // What it ran before is held back as well, from the first minute on.
  const held =
    `of one: version ${first} is pinned; it stays until an upload or`;
  await waitFor(
    "the line that v3 is held back",
    () => server.stderr().split(held).length === 3,
  );
  await runs(folder, "v1");
  const pinned = await versionsOf(folder);
  assert.equal(pinned.rows.length, 3);
  assert.match(pinned.current, new RegExp(`^${first} .*current, pinned$`));
  assert.ok(!ranIn(folder).includes("v3"));
  const told = eventsOf(join(folder.path, "data"), "failure");
  assert.deepEqual(told.map(({ body }) => body.type), [
    "PinnedError",
    "PinnedError",
  ]);

  await kit(folder, "rollback", "one", "latest");
  await runs(folder, "v3");
  assert.equal((await server.stop()).code, 0);
  await verify(folder);
});

Deno.test("a rollback without a server counts from the next start on, also after a kill", async () => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { one: "trader" });
  {
    await using server = await start(ARGS, { cwd: folder.path });
    await runs(folder, "v1");
    await writeVersion(folder, "v2");
    await runs(folder, "v2");
    assert.equal((await server.stop()).code, 0);
  }
  const { hashes, current } = await versionsOf(folder);
  const first = hashes.find((hash) => !current.startsWith(hash)) ?? "";
  await kit(folder, "rollback", "one", first.slice(0, 6));
  await verify(folder);
  const before = ranIn(folder).length;
  for (const end of ["SIGKILL", "SIGTERM"] as const) {
    await using server = await start(ARGS, { cwd: folder.path });
    const count = ranIn(folder).length;
    await waitFor("orders", () => ranIn(folder).length > count + 3, 60_000);
    server.kill(end);
    await server.ended;
  }
  const since = ranIn(folder).slice(before);
  assert.ok(since.length > 6);
  assert.deepEqual([...new Set(since)], ["v1"]);
  await verify(folder);
});

Deno.test("a rollback that cannot be says so with exit code 2 and leaves nothing", async () => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { one: "quiet" });
  {
    await using server = await start(ARGS, { cwd: folder.path });
    await ledgerReaches(server.url, 10);
    assert.equal((await server.stop()).code, 0);
  }
  const [hash = ""] = (await versionsOf(folder)).hashes;
  const cases: [team: string, version: string, message: RegExp][] = [
    ["ona", hash, /"ona": there is no such team; did you mean one\?/],
    ["one", hash, /"one": version [0-9a-f]{12} is current already/],
    ["one", "zz", /"one": it has no version "zz"; /],
    ["one", "latest", /"one": no version of it is pinned/],
  ];
  for (const [team, version, message] of cases) {
    const { code, stdout, stderr } = await run(
      ["strategy", "rollback", team, version],
      { cwd: folder.path },
    );
    assert.equal(code, 2, stdout + stderr);
    assert.match(stderr, message);
  }
  await verify(folder);
});

Deno.test("rollbacks at once without a server are done one after the other, and an interrupted one is taken back", async () => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { one: "trader" });
  {
    await using server = await start(ARGS, { cwd: folder.path });
    for (const version of ["v1", "v2", "v3", "v4"]) {
      await writeVersion(folder, version);
      await runs(folder, version);
    }
    assert.equal((await server.stop()).code, 0);
  }
  const { hashes } = await versionsOf(folder);
  const others = hashes.slice(1);
  const lines = await Promise.all(
    others.map((hash) => kit(folder, "rollback", "one", hash)),
  );
  assert.deepEqual(
    lines.map(([line]) => /version ([0-9a-f]+) /.exec(line ?? "")?.[1]),
    others,
  );
  const { current } = await versionsOf(folder);
  assert.ok(others.includes(current.slice(0, 12)), current);
  await verify(folder);

  // Who has the folder does not look.
  const held = await Deno.open(join(folder.path, "data", ".lock"), {
    create: true,
    write: true,
  });
  await held.lock(true);
  const runtime = join(folder.path, "data", "runtime");
  const rests = () => [...Deno.readDirSync(runtime)].map(({ name }) => name);
  const before = eventsOf(join(folder.path, "data"), "team").length;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    const args = ["strategy", "rollback", "one", "latest"];
    await using asking = spawn(args, { cwd: folder.path });
    await waitFor("the request", () => rests().includes("rollback.json"));
    asking.kill(signal);
    const { code, stderr } = await asking.ended;
    assert.equal(code, 1, stderr);
    assert.match(stderr, /"one": interrupted; what was asked was taken back, /);
    assert.ok(!rests().includes("rollback.json"), rests().join());
  }
  held.close();
  assert.equal(eventsOf(join(folder.path, "data"), "team").length, before);
  await kit(folder, "rollback", "one", "latest");
  await verify(folder);
});
