import { strict as assert } from "node:assert";
import { join } from "node:path";
import { duckAll } from "../duckdb/duck.ts";
import { minutesRun } from "./ledger_file.ts";
import {
  ROOT,
  run,
  type Running,
  spawn,
  start,
  tempFolder,
  waitFor,
} from "./qtc.ts";

const BARS = "../shared/data/bars";
const hasBars = await Deno.stat(join(ROOT, BARS)).then(
  ({ isDirectory }) => isDirectory,
  () => false,
);
const DAY = "2013-10-04";
/** Minutes of the market that are waited for: a second each. */
const MINUTES = 20;
const MAX_MS = 120_000;

/** Starts a fake Alpaca; returns the variables that lead to it. */
async function fakeAlpaca(cwd: string, ...args: readonly string[]) {
  const process: Running = spawn(["fake-alpaca", "--port", "0", ...args], {
    cwd,
    maxMs: MAX_MS,
  });
  const env = await waitFor("the variables of the fake Alpaca", () => {
    const pairs = [...process.stdout().matchAll(/\b([A-Z][A-Z_]+)=(\S+)/g)]
      .map(([, name, value]) => [name!, value!] as const);
    return pairs.length < 5 ? undefined : Object.fromEntries(pairs);
  }, 20_000);
  return { process, env };
}

Deno.test({
  name: "a recorded day comes through Alpaca's own protocol as it was recorded",
  ignore: !hasBars,
  async fn() {
    await using folder = await tempFolder();
    const { process, env } = await fakeAlpaca(
      folder.path,
      ...["--bars", join(ROOT, BARS), "--at", `${DAY}T13:30:00Z`],
      ...["--speed", "60", "--seed", "3"],
    );
    await using _fake = process;
    const dataDir = join(folder.path, "data");
    await using server = await start([
      ...["--registry", join(ROOT, "team_registry.yaml")],
      ...["--broker", "simulated", "--data-dir", dataDir],
    ], { cwd: folder.path, env, maxMs: MAX_MS });
    await waitFor(
      `${MINUTES} minutes`,
      () => minutesRun(dataDir).length >= MINUTES,
      MAX_MS,
    );
    const status = await (await fetch(`${server.url}/api/v1/status`)).json();
    assert.equal(status.mode, "SIMULATED");
    assert.equal(status.data_feed.status, "healthy", status.data_feed.reason);
    const stopped = await server.stop();
    assert.equal(stopped.code, 0, stopped.stderr);

    const parquet = join(
      ...[dataDir, "prices/minute_bars/y=2013/m=10/d=4"],
      `minute_bars-${DAY}.parquet`,
    );
    const upTo = minutesRun(dataDir).at(-1)!.replace("Z", ":00Z");
    const columns = "symbol, open, high, low, close, volume";
    const [found = [], recorded = []] = await duckAll([
      `select epoch_ms(timestamp) as millis, ${columns} from '${parquet}' ` +
      "order by symbol, millis",
      `select epoch_ms(timestamp) as millis, ${columns} ` +
      `from read_csv('${join(ROOT, BARS)}/${DAY}.csv', header = true) ` +
      `where timestamp <= '${upTo}' order by symbol, millis`,
    ]);
    assert.ok(found.length > 3 * MINUTES, `${found.length} bars`);
    // From before the first minute there is what a window needs, of sessions.
    const first = Number(found.map(({ millis }) => millis).sort()[0]);
    assert.deepEqual(
      found,
      recorded.filter(({ millis }) => Number(millis) >= first),
    );
    const verified = await run(["verify", "--data-dir", dataDir], {
      cwd: folder.path,
    });
    assert.equal(verified.code, 0, verified.stdout + verified.stderr);
  },
});

Deno.test("keys that an Alpaca refuses end the start with what would be right", async () => {
  await using folder = await tempFolder();
  const { process, env } = await fakeAlpaca(folder.path, "--speed", "60");
  await using _fake = process;
  const { code, stderr } = await run([
    ...["--registry", join(ROOT, "team_registry.yaml")],
    ...["--broker", "simulated", "--port", "0"],
  ], {
    cwd: folder.path,
    env: { ...env, ALPACA_API_SECRET: "another" },
    maxMs: MAX_MS,
  });
  assert.equal(code, 2, stderr);
  assert.match(stderr, /it refuses the keys; .* want ALPACA_PAPER=true/);
  assert.doesNotMatch(stderr, /another|PKFAKE/);
});
