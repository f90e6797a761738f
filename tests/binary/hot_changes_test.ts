import { strict as assert } from "node:assert";
import { join } from "node:path";
import { get, leaderboard, ledgerReaches } from "./http.ts";
import { eventsOf, keysOf, query, type StoredEvent } from "./ledger_file.ts";
import { run, type Server, start, tempFolder, waitFor } from "./qtc.ts";
import { SOURCES, writeRegistry, writeStrategy, writeTeams } from "./teams.ts";

// Ten minutes a second, nights cost one: equities only.
const ARGS = [
  ...["--registry", "teams.yaml", "--at", "2026-11-18"],
  ...["--symbols", "AAPL,MSFT", "--speed", "600"],
];

/** A server whose registry and strategies are changed, step by step. */
interface Scene {
  readonly server: Server;
  /** Where registry and strategies are. */
  readonly folder: string;
  readonly dataDir: string;
  /** Returns a team's orders, in order. */
  readonly ordersOf: (team: string) => StoredEvent[];
  /** Returns the teams on the leaderboard. */
  readonly onBoard: () => Promise<string[]>;
}

const STEPS: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  async "a team that is added appears and trades"(
    { server, folder, dataDir, onBoard },
  ) {
    await writeStrategy(folder, "three", SOURCES.trader);
    await writeRegistry(folder, ["one", "two", "three"]);
    await waitFor(
      "three on the board",
      async () => (await onBoard()).includes("three"),
    );
    await waitFor(
      "its fills",
      () => eventsOf(dataDir, "fill").some(({ team }) => team === "three"),
    );
    const { status } = await get(
      server.url,
      `/api/v1/team/three?key=${keysOf(dataDir).three}`,
    );
    assert.equal(status, 200);
  },
  async "a team that is removed leaves the board"(
    { folder, dataDir, ordersOf, onBoard },
  ) {
    await writeRegistry(folder, ["one", "three"]);
    await waitFor(
      "the board without two",
      async () => !(await onBoard()).includes("two"),
    );
    const [removed] = eventsOf(dataDir, "team_removed");
    assert.equal(removed?.team, "two");
    assert.deepEqual(
      ordersOf("two").filter(({ seq }) => seq > (removed?.seq ?? 0)),
      [],
    );
  },
  async "an edited strategy counts from a minute on"(
    { folder, dataDir, ordersOf },
  ) {
    const text = SOURCES.trader.replace('"v1"', '"v2"');
    assert.notEqual(text, SOURCES.trader);
    await writeStrategy(folder, "one", text);
    const isNew = (
      { body }: { readonly body: { order: { reason: string } } },
    ) => body.order.reason === "v2";
    await waitFor(
      "orders of the new version",
      () => ordersOf("one").filter(isNew).length >= 3,
    );
    const [first] = ordersOf("one").filter(isNew);
    const later = ordersOf("one").filter(({ seq }) => seq > (first?.seq ?? 0));
    assert(later.every(isNew));
    const changed = eventsOf(dataDir, "team").findLast(({ team }) =>
      team === "one"
    );
    assert(changed && first && changed.minute <= first.minute);
    assert(
      ordersOf("one").filter(({ minute }) => minute < changed.minute)
        .every((order) => !isNew(order)),
    );
  },
  async "a broken strategy is told, and the old one goes on"(
    { server, folder, dataDir, ordersOf },
  ) {
    await writeStrategy(
      folder,
      "one",
      "export class MyStrategy {\n  (\n",
    );
    const errors = await waitFor("its error", async () => {
      const { json } = await get(
        server.url,
        `/api/v1/team/one/errors?key=${keysOf(dataDir).one}`,
      );
      return json.errors?.length > 0 && json.errors;
    });
    assert.equal(errors[0].phase, "load");
    assert.match(errors[0].message, /strategy\.ts:\d+/);
    const before = ordersOf("one").length;
    await waitFor(
      "more of its orders",
      () => ordersOf("one").length > before + 3,
    );
    assert.equal(ordersOf("one").at(-1)?.body.order.reason, "v2");
    assert.equal(errors.length, 1);
  },
  async "a strategy that fails its dry run is told, and the old one goes on"(
    { server, folder, dataDir, ordersOf },
  ) {
    const taken = eventsOf(dataDir, "team").length;
    const text =
      "export class MyStrategy {\n  generate_signal(team, bars) {\n" +
      '    return { symbol: "AAPL", action: "hold", quantity: 1, price: 1 };\n' +
      "  }\n}\n";
    await writeStrategy(folder, "one", text);
    const path = `/api/v1/team/one/errors?key=${keysOf(dataDir).one}`;
    const errors = await waitFor("its error", async () => {
      const { json } = await get(server.url, path);
      return json.errors?.length > 1 && json.errors;
    });
    assert.equal(errors.length, 2);
    assert.equal(errors[0].phase, "load");
    assert.equal(errors[0].error_type, "SignalError");
    assert.equal(
      errors[0].message,
      'signal 1 of 1: action must be buy or sell, not "hold" (strategy.ts:2:3)',
    );
    const before = ordersOf("one").length;
    await waitFor(
      "more of its orders",
      () => ordersOf("one").length > before + 3,
    );
    assert.equal(ordersOf("one").at(-1)?.body.order.reason, "v2");
    assert.equal(eventsOf(dataDir, "team").length, taken);
  },
  async "a broken registry is logged and changes nothing"(
    { server, folder, dataDir, onBoard },
  ) {
    const before = eventsOf(dataDir, "team").length;
    const path = join(folder, "teams.yaml");
    await Deno.writeTextFile(path, "teams:\n  - team_id: [\n");
    await waitFor(
      "its message",
      () =>
        /The registry stays as it was.*teams\.yaml:\d+:\d+/.test(
          server.stderr(),
        ),
    );
    const { ledger } = await ledgerReaches(server.url, 1);
    await ledgerReaches(server.url, ledger.length + 50);
    assert.deepEqual(await onBoard(), ["one", "three"]);
    assert.equal(eventsOf(dataDir, "team").length, before);
    assert.equal(eventsOf(dataDir, "team_removed").length, 1);
  },
  async "and a registry that is gone changes nothing either"(
    { server, folder, onBoard },
  ) {
    await Deno.remove(join(folder, "teams.yaml"));
    const said = () => server.stderr().match(/The registry stays/g)?.length;
    await waitFor("its message", () => said() === 2);
    assert.deepEqual(await onBoard(), ["one", "three"]);
  },
  async "a mended registry counts again"({ folder, dataDir, onBoard }) {
    await writeRegistry(folder, ["one", "two", "three"]);
    await waitFor(
      "two on the board again",
      async () => (await onBoard()).includes("two"),
    );
    const paid = eventsOf(dataDir, "deposit").filter(({ team }) =>
      team === "two"
    );
    assert.equal(paid.length, 1); // its cash is what it had
  },
};

Deno.test("changes of registry and strategies count while it runs", async (t) => {
  await using folder = await tempFolder();
  const dataDir = join(folder.path, "data");
  await writeTeams(folder.path, { one: "trader", two: "trader" });
  await using server = await start(ARGS, { cwd: folder.path });
  await ledgerReaches(server.url, 30);
  const scene: Scene = {
    server,
    folder: folder.path,
    dataDir,
    ordersOf: (team) =>
      eventsOf(dataDir, "order").filter((event) => event.team === team),
    onBoard: async () =>
      (await leaderboard(server.url)).map((row) => row.team_id).sort(),
  };
  for (const [name, step] of Object.entries(STEPS)) {
    await t.step(name, () => step(scene));
  }
  assert.equal((await server.stop()).code, 0);
  const { code, stdout } = await run(["verify"], { cwd: folder.path });
  assert.equal(code, 0, stdout);
});

Deno.test("teams whose strategies are not taken have their errors, the others trade", async () => {
  await using folder = await tempFolder();
  const dataDir = join(folder.path, "data");
  const teams = { good: "trader", bad: "quiet", throws: "quiet" } as const;
  await writeTeams(folder.path, teams);
  await writeStrategy(folder.path, "bad", "export class {\n");
  await writeStrategy(
    folder.path,
    "throws",
    "export class MyStrategy {\n  generate_signal() { null.x; }\n}\n",
  );
  await using server = await start(ARGS, { cwd: folder.path });
  await waitFor("a fill of good", async () => {
    const { json, status } = await get(server.url, "/api/v1/status");
    return status === 200 && json.ledger.length > 20 &&
      eventsOf(dataDir, "fill").some(({ team }) => team === "good");
  });
  const errorsOf = async (team: string) => {
    const { json } = await get(
      server.url,
      `/api/v1/team/${team}/errors?key=${keysOf(dataDir)[team]}`,
    );
    return json.errors;
  };
  const [packed, ...twice] = await errorsOf("bad");
  assert.deepEqual([packed.phase, packed.error_type, twice], [
    "load",
    "SyntaxError",
    [],
  ]);
  const [tried, ...again] = await errorsOf("throws");
  assert.deepEqual([tried.phase, tried.error_type, again], [
    "load",
    "TypeError",
    [],
  ]);
  assert.match(
    tried.message,
    /generate_signal\(\) must run.*\(strategy\.ts:2:\d+\)$/,
  );
  const runs = query(dataDir, "select distinct team from runs");
  assert.deepEqual(runs.map(({ team }) => team), ["good"]);
  const board = await leaderboard(server.url);
  for (const team of ["bad", "throws"]) {
    const row = board.find((row) => row.team_id === team);
    assert.equal(row?.portfolio_value, 10_000);
  }
});

Deno.test("no upload ends the server: what is too large, and what the disk does not take", async () => {
  await using folder = await tempFolder();
  const dataDir = join(folder.path, "data");
  const teams = ["good", "large", "blocked", "verdict"];
  await writeTeams(
    folder.path,
    Object.fromEntries(teams.map((team) => [team, "trader" as const])),
  );
  const text = `/*${"\x01".repeat(1_040_000)}*/\n`;
  for (let i = 0; i < 10; i++) {
    const path = join(folder.path, "large", `f${i}.ts`);
    await Deno.writeTextFile(path, text);
  }
  const blocked = join(dataDir, "team", "blocked");
  await Deno.mkdir(blocked, { recursive: true });
  await Deno.writeTextFile(join(blocked, "strategy"), "in the way");
  const errorsOf = async (server: Server, team: string) => {
    const key = keysOf(dataDir)[team];
    const path = `/api/v1/team/${team}/errors?key=${key}`;
    const { json } = await get(server.url, path);
    return json.errors.map(({ message }: { message: string }) => message);
  };
  const told = async (server: Server) => {
    const { ledger } = await ledgerReaches(server.url, 1);
    await ledgerReaches(server.url, ledger.length + 20);
    assert.deepEqual(await errorsOf(server, "large"), [
      'Cannot read "f2.ts": a file may have 1 MB, all together 2 MB',
    ]);
    const [message] = await errorsOf(server, "blocked");
    assert.match(message, /^the server cannot keep the strategy; tell the/);
    assert.deepEqual(await errorsOf(server, "good"), []);
  };
  {
    await using server = await start(ARGS, { cwd: folder.path });
    await told(server);
    assert.equal((await server.stop()).code, 0);
  }
  const versions = join(dataDir, "team", "verdict", "strategy");
  for (const { name } of [...Deno.readDirSync(versions)]) {
    if (!name.endsWith(".passed")) continue;
    await Deno.remove(join(versions, name));
    await Deno.mkdir(join(versions, name));
  }
  await using server = await start(ARGS, { cwd: folder.path });
  await told(server);
  assert.deepEqual(await errorsOf(server, "verdict"), []);
  assert.match(server.stderr(), /Cannot keep the verdict on "verdict"/);
  assert.equal((await server.stop()).code, 0);
});
