import { strict as assert } from "node:assert";
import { join } from "node:path";
import { listing } from "./folder_listing.ts";
import { get, ledgerReaches } from "./http.ts";
import { damage } from "./ledger_file.ts";
import { run, spawn, start, tempFolder, waitFor } from "./qtc.ts";
import { writeTeams } from "./teams.ts";

const RUN = [
  ...["--registry", "teams.yaml", "--at", "2026-11-18"],
  ...["--symbols", "AAPL,MSFT"],
];
const FIVE = [...RUN, "--speed", "max", "--duration", "5", "--no-api"];

Deno.test("qtc serve follows a server that writes, through its kill and its next start", async (t) => {
  await using folder = await tempFolder();
  const options = { cwd: folder.path };
  const dataDir = join(folder.path, "data");
  await writeTeams(folder.path, { one: "trader", two: "trader" });
  assert.equal((await run(FIVE, options)).code, 0);
  await using reader = await start(["serve"], options);
  const { url } = reader;
  const first = await ledgerReaches(url, 1);
  assert.equal(first.status, "stopped");
  assert.equal(first.read_only, true);
  let length = first.ledger.length;
  await using stream = await entries(`${url}/activity/stream`);

  await t.step("a server that starts beside it", async () => {
    await using server = spawn([...RUN, "--speed", "600", "--no-api"], options);
    length = (await ledgerReaches(url, length + 40)).ledger.length;
    const board = await get(url, "/api/v1/leaderboard");
    assert.equal(board.json.leaderboard.length, 2);
    await waitFor("a new entry", () => stream.text().includes("minutebars"));
    server.kill("SIGKILL");
    await server.ended;
  });
  await t.step("what it left when it was killed, untouched", async () => {
    const before = listing(dataDir);
    assert.ok(before.some((line) => line.startsWith("ledger.sqlite-wal ")));
    await using again = await start(["serve"], options);
    const whole = await ledgerReaches(again.url, length);
    assert.equal((await again.stop()).code, 0);
    const own = await ledgerReaches(url, whole.ledger.length);
    assert.deepEqual(own.ledger, whole.ledger);
    assert.deepEqual(listing(dataDir), before);
  });
  await t.step("the next server, and its end", async () => {
    const ended = await run(
      [...RUN, "--speed", "max", "--duration", "20", "--no-api"],
      options,
    );
    assert.equal(ended.code, 0, ended.stderr);
    const head = ended.stdout.match(/head ([0-9a-f]{64})/)?.[1];
    await waitFor("its head", async () => {
      const { json } = await get(url, "/api/v1/status");
      return json.ledger.head === head;
    });
  });
  const { code, stderr } = await reader.stop();
  assert.deepEqual([code, stderr], [0, ""]);
});

Deno.test("qtc serve refuses what the server refuses, and a folder without a competition", async (t) => {
  await using folder = await tempFolder();
  const options = { cwd: folder.path };
  const dataDir = join(folder.path, "data");
  await writeTeams(folder.path, { quiet: "quiet" });
  const refused = async (message: RegExp, dir = "data"): Promise<void> => {
    const before = listing(folder.path);
    const args = ["serve", "--data-dir", dir, "--port", "0"];
    const { code, stdout, stderr } = await run(args, options);
    assert.equal(code, 2, stderr);
    assert.equal(stdout, "");
    assert.match(stderr, message);
    assert.deepEqual(listing(folder.path), before);
  };
  await t.step("nothing there", () =>
    refused(
      /^Cannot serve data folder "none": it has no ledger.*qtc --data-dir "none"/,
      "none",
    ));
  assert.equal((await run(FIVE, options)).code, 0);
  const path = join(dataDir, "ledger.sqlite");
  const whole = await Deno.readFile(path);
  const changes: Readonly<Record<string, readonly [string, RegExp]>> = {
    "a ledger that was cut off": [
      "delete from events where seq > 9",
      /its ledger\.sqlite is cut off after event 9 of \d+; put it back/,
    ],
    "one of a newer version": [
      "pragma user_version = 1000",
      /^Cannot use ledger ".*": its version 1000 is newer/,
    ],
  };
  for (const [name, [sql, message]] of Object.entries(changes)) {
    await t.step(name, async () => {
      damage(dataDir, sql);
      await refused(message);
      await Deno.writeFile(path, whole);
    });
  }
  await t.step("a port that is taken", async () => {
    using taken = Deno.listen({ hostname: "0.0.0.0", port: 0 });
    const args = ["serve", "--port", `${taken.addr.port}`];
    const { code, stderr } = await run(args, options);
    assert.equal(code, 2);
    assert.match(stderr, /^Cannot listen on .*another program is using it/);
  });
});

/** Reads a stream for as long as its scope lasts. */
async function entries(url: string) {
  const leave = new AbortController();
  const response = await fetch(url, { signal: leave.signal });
  let text = "";
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
    }
  };
  const done = read().catch(() => {});
  return {
    text: () => text,
    async [Symbol.asyncDispose]() {
      leave.abort();
      await done;
    },
  };
}
