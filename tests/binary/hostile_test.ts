import { strict as assert } from "node:assert";
import { join } from "node:path";
import { get } from "./http.ts";
import { eventsOf, keysOf, query } from "./ledger_file.ts";
import { run, type Server, start, tempFolder, waitFor } from "./qtc.ts";
import { type SourceName, writeTeams } from "./teams.ts";

const ARGS = [
  ...["--registry", "teams.yaml", "--at", "2026-11-18"],
  ...["--strategy-timeout-ms", "300"],
];
const MINUTES = 30;

Deno.test("teams that throw and spin change nothing for those beside them", async () => {
  const fillsBeside = async (
    teams: Readonly<Record<string, SourceName>>,
  ): Promise<unknown[]> => {
    await using folder = await tempFolder();
    await writeTeams(folder.path, teams);
    const end = ["--speed", "max", "--duration", `${MINUTES}`, "--no-api"];
    const { code, stderr } = await run([...ARGS, ...end], {
      cwd: folder.path,
    });
    assert.equal(code, 0, stderr);
    const dataDir = join(folder.path, "data");
    const called = query(
      dataDir,
      "select count(*) as n from runs where team = 'honest' and outcome = 'ok'",
    );
    assert.equal(called[0]?.n, MINUTES);
    return eventsOf(dataDir, "fill").map(({ body }) => body);
  };
  const alone = await fillsBeside({ honest: "trader" });
  assert(alone.length >= MINUTES / 3, `${alone.length} fills`);
  const beside = await fillsBeside({
    honest: "trader",
    spinner: "spinner",
    thrower: "thrower",
  });
  assert.deepEqual(beside, alone);
});

Deno.test("a team that tries to leave its realm finds no host", async () => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { honest: "trader", escaper: "escaper" });
  const end = ["--speed", "max", "--duration", "5", "--no-api"];
  const { code, stderr } = await run([...ARGS, ...end], { cwd: folder.path });
  assert.equal(code, 0, stderr);
  const runs = query(
    join(folder.path, "data"),
    "select outcome, log from runs where team = 'escaper'",
  );
  assert.deepEqual(
    runs.map(({ outcome, log }) => `${outcome} ${log}`.trim()),
    Array(5).fill("ok sites 0 host undefined self undefined"),
  );
});

Deno.test("teams that throw and spin are told what is wrong, and where", async (t) => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, {
    honest: "trader",
    spinner: "spinner",
    thrower: "thrower",
  });
  await using server = await start([...ARGS, "--speed", "600"], {
    cwd: folder.path,
  });
  const errorsOf = errorsReader(server, join(folder.path, "data"));

  await t.step("an error with file and line of the team's source", async () => {
    const [error] = await waitFor("an error of thrower", () => {
      return errorsOf("thrower");
    });
    assert.equal(error?.error_type, "RangeError");
    assert.match(error.message, /no luck today/);
    assert.match(error.message, /strategy\.ts:5\b/);
    assert.equal(error.timeout, false);
    assert.equal(error.phase, "signal_generation");
    assert.match(error.strategy, /MyStrategy/);
  });
  await t.step("a time-out", async () => {
    const errors = await waitFor("an error of spinner", () => {
      return errorsOf("spinner");
    });
    const [error] = errors.toReversed();
    assert.equal(error?.error_type, "TimeoutError");
    assert.equal(error.timeout, true);
    assert.match(error.message, /0\.3 s/);
  });
  await t.step("a quarantine after three of them", async () => {
    const errors = await waitFor("a quarantine", async () => {
      const errors = await errorsOf("spinner") ?? [];
      return errors.some(({ error_type: type }) =>
        type === "QuarantineError"
      ) &&
        errors.toReversed();
    });
    assert.deepEqual(
      errors.slice(0, 5).map(({ error_type: type }) => type),
      [
        ...["TimeoutError", "TimeoutError", "TimeoutError"],
        ...["QuarantineError", "QuarantineError"],
      ].slice(0, errors.length),
    );
    const first = errors.find(({ error_type: type }) =>
      type !== "TimeoutError"
    );
    assert.match(first?.message ?? "", /out for 2 more minutes/);
  });
  await t.step("and nothing of each other", async () => {
    assert.equal(await errorsOf("honest"), undefined);
    await server.stop();
    assert.doesNotMatch(server.stdout(), /no luck today/);
  });
});

interface TeamError {
  // deno-lint-ignore camelcase -- the contract
  readonly error_type: string;
  readonly message: string;
  readonly timeout: boolean;
  readonly phase: string;
  readonly strategy: string;
}

/** Returns a team's errors, newest first; `undefined` when there are none. */
function errorsReader(server: Server, dataDir: string) {
  return async (team: string): Promise<TeamError[] | undefined> => {
    const ready = await waitFor("the keys", async () => {
      const { status } = await get(server.url, "/api/v1/status");
      return status === 200 &&
        await Deno.stat(join(dataDir, "api_keys.json")).catch(() => false);
    });
    assert(ready);
    const key = keysOf(dataDir)[team];
    const { status, json, text } = await get(
      server.url,
      `/api/v1/team/${team}/errors?limit=500&key=${key}`,
    );
    if (status === 401 || status === 404) return undefined; // before the first minute
    assert.equal(status, 200, text);
    return json.errors.length > 0 ? json.errors : undefined;
  };
}
