import { strict as assert } from "node:assert";
import { join } from "node:path";
import { get } from "./http.ts";
import { killedRun } from "./killed_run.ts";
import {
  eventsOf,
  headOf,
  keysOf,
  minutesRun,
  query,
  utc,
} from "./ledger_file.ts";
import { run, start, tempFolder, waitFor } from "./qtc.ts";
import { writeRegistry, writeStrategy } from "./teams.ts";

/** Rests an order in its first call that no bar reaches, and trades beside it. */
const RESTING = `export class MyStrategy {
  generate_signal(team, bars, prices) {
    const price = prices.AAPL;
    const reason = "v1";
    const trade = { symbol: "AAPL", action: "buy", quantity: 1, price, reason };
    if (!price || team.state?.rests) return price ? trade : null;
    team.state = { rests: true };
    const limit = Math.round(price * 85) / 100;
    return [trade, {
      ...trade,
      quantity: 3,
      price: limit,
      order_type: "limit",
      time_in_force: "gtc",
    }];
  }
}
`;

const ARGS = [
  ...["--registry", "teams.yaml", "--at", "2026-11-18T14:30:00Z"],
  ...["--symbols", "AAPL,MSFT"],
];

/** Writes a registry with a team and a competition of a Wednesday, from `HH:MM` to `HH:MM`. */
async function writeCup(
  folder: string,
  times: { starts: string; freezes: string; ends: string },
): Promise<void> {
  await writeStrategy(folder, "one", RESTING);
  await writeRegistry(folder, ["one"]);
  const at = (time: string) => `2026-11-18T${time}:00Z`;
  await Deno.writeTextFile(
    join(folder, "teams.yaml"),
    `competition:\n  name: Autumn Cup\n  starts: ${at(times.starts)}\n` +
      `  ends: ${at(times.ends)}\n  uploads_until: ${at(times.freezes)}\n`,
    { append: true },
  );
}

/** What became of the orders: how many in each last state. */
function statesOf(dataDir: string): Record<string, number> {
  const last = new Map<string, string>();
  for (const { body } of eventsOf(dataDir, "order")) {
    last.set(body.order.id, "open");
  }
  for (const { body } of eventsOf(dataDir, "fill")) {
    last.set(body.orderId, "filled");
  }
  for (const { body } of eventsOf(dataDir, "status")) {
    if (body.status !== "ACCEPTED") last.set(body.orderId, body.status);
  }
  const states: Record<string, number> = {};
  for (const state of last.values()) states[state] = (states[state] ?? 0) + 1;
  return states;
}

Deno.test("a competition starts, freezes and ends by itself, and its board stays", async () => {
  await using folder = await tempFolder();
  const dataDir = join(folder.path, "data");
  await writeCup(folder.path, {
    starts: "14:32",
    freezes: "14:45",
    ends: "15:30",
  });
  const board = await (async () => {
    await using server = await start([...ARGS, "--speed", "300"], {
      cwd: folder.path,
    });
    const before = await get(server.url, "/leaderboard");
    assert.equal(before.json.final, false);
    await waitFor(
      "a minute after the freeze",
      () => minutesRun(dataDir).includes("2026-11-18T14:46Z"),
    );
    await writeStrategy(folder.path, "one", RESTING.replace("v1", "v2"));
    await waitFor("the end", () => eventsOf(dataDir, "ended").length > 0);
    const final = (await get(server.url, "/api/v1/leaderboard")).json;
    assert.equal(final.final, true);
    const { json } = await get(server.url, "/api/v1/status");
    assert.equal(json.status, "stopped");
    assert.equal(json.competition.phase, "ended");
    const { code, stdout, stderr } = await server.stop();
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Stopped: stopped; 60 minutes/m);
    assert.match(
      stdout + stderr,
      /Ignored new code of one: uploads are frozen since 2026-11-18 14:45 UTC/,
    );
    return final;
  })();
  assert.deepEqual(board.competition, {
    name: "Autumn Cup",
    starts: "2026-11-18T14:32:00+00:00",
    ends: "2026-11-18T15:30:00+00:00",
    uploads_until: "2026-11-18T14:45:00+00:00",
    phase: "ended",
  });
  const minutes = minutesRun(dataDir);
  assert.deepEqual(
    [minutes[0], minutes.at(-1), minutes.length],
    ["2026-11-18T14:30Z", "2026-11-18T15:29Z", 60],
  );
  // Called from 14:32 to 15:28: an order of 15:29 could be filled after the end only.
  const called = eventsOf(dataDir, "runs").map(({ minute }) => utc(minute));
  assert.deepEqual(
    [called[0], called.at(-1), called.length],
    ["2026-11-18T14:32Z", "2026-11-18T15:28Z", 57],
  );
  const orders = eventsOf(dataDir, "order");
  assert(orders.every(({ body }) => body.order.reason === "v1"));
  const { CANCELED, open = 0, PENDING_CANCEL = 0 } = statesOf(dataDir);
  assert.deepEqual([CANCELED, open, PENDING_CANCEL], [1, 0, 0]);
  assert.equal(eventsOf(dataDir, "ended").length, 1);

  const head = headOf(dataDir);
  await using server = await start(ARGS, { cwd: folder.path });
  assert.deepEqual((await get(server.url, "/leaderboard")).json, board);
  const { stdout, stderr } = await server.stop();
  assert.match(
    stdout + stderr,
    /"Autumn Cup" ended at 2026-11-18 15:30 UTC: the board is final; qtc reset/,
  );
  assert.equal(headOf(dataDir), head);
  await startsAnew(folder.path, head);
});

/** After a reset the same teams, keys and strategies begin again; the old ledger is in a backup. */
async function startsAnew(cwd: string, head: string): Promise<void> {
  const dataDir = join(cwd, "data");
  const keys = keysOf(dataDir);
  const asked = await run(["reset", "--keep-teams"], { cwd });
  assert.equal(asked.code, 2);
  assert.match(asked.stderr, /no terminal to ask on; add --yes/);
  assert.equal(headOf(dataDir), head);
  const reset = await run(["reset", "--keep-teams", "--yes"], { cwd });
  assert.equal(reset.code, 0, reset.stderr);
  const backups = join(dataDir, "backups");
  const [backup] = [...Deno.readDirSync(backups)];
  assert.equal(headOf(join(backups, backup!.name)), head);
  const ends = ["--speed", "max", "--no-api", "--duration", "5"];
  const again = await run([...ARGS, ...ends], { cwd });
  assert.equal(again.code, 0, again.stderr);
  assert.deepEqual(keysOf(dataDir), keys);
  assert.deepEqual(
    minutesRun(dataDir),
    [30, 31, 32, 33, 34].map((minute) => `2026-11-18T14:${minute}Z`),
  );
  assert.equal(eventsOf(dataDir, "ended").length, 0);
  assert.equal(
    eventsOf(dataDir, "order")[0]?.body.order.reason,
    "v2",
    "an edit that came too late counts from the next competition on",
  );
}

Deno.test("a competition that is killed again and again ends with the head of one that is not", async () => {
  const args = [...ARGS, "--speed", "600", "--duration", "99"];
  const cup = { starts: "14:32", freezes: "14:32", ends: "14:50" };
  const heads: string[] = [];
  let events = 0;
  for (const kills of [0, 5]) {
    await using folder = await tempFolder();
    const dataDir = join(folder.path, "data");
    await writeCup(folder.path, cup);
    if (kills > 0) {
      await killedRun(args, { cwd: folder.path, kills, seed: 3, events });
    } else {
      const { code, stdout, stderr } = await run([...args, "--no-api"], {
        cwd: folder.path,
      });
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^Stopped: competition over; 20 minutes/m);
    }
    heads.push(headOf(dataDir));
    events = Number(query(dataDir, "select count(*) as n from events")[0]?.n);
    assert.equal(eventsOf(dataDir, "ended").length, 1);
  }
  assert.equal(heads[1], heads[0]);
});
