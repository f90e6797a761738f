import { strict as assert } from "node:assert";
import { join } from "node:path";
import { headOf, minutesRun } from "./ledger_file.ts";
import { run, type StartOptions, tempFolder } from "./qtc.ts";
import { writeTeams } from "./teams.ts";

const FAST = ["--at", "2026-11-18", "--speed", "max"];
const RUN = ["--registry", "teams.yaml", ...FAST];

Deno.test("--no-api runs without a server", async () => {
  await using folder = await made();
  using taken = Deno.listen({ hostname: "0.0.0.0", port: 0 });
  const { port } = taken.addr as Deno.NetAddr;
  const { code, stdout } = await run(
    [...RUN, "--no-api", "--port", `${port}`, "--duration", "3"],
    { cwd: folder.path },
  );
  assert.equal(code, 0);
  assert.doesNotMatch(stdout, /http:/);
  assert.match(stdout, /^\*\*\* SIMULATED: .*no real orders \*\*\*$/m);
});

Deno.test("--duration and --until end a run, and say so with the head", async () => {
  await using folder = await made();
  const options = { cwd: folder.path };
  const first = await run([...RUN, "--no-api", "--duration", "5"], options);
  const dataDir = join(folder.path, "data");
  assert.equal(first.code, 0);
  assert.match(
    first.stdout,
    new RegExp(`^Stopped: duration; 5 minutes, head ${headOf(dataDir)}$`, "m"),
  );
  assert.equal(minutesRun(dataDir).length, 5);
  const until = ["--until", "2026-11-18T14:42:00Z"];
  const second = await run([...RUN, "--no-api", ...until], options);
  assert.equal(second.code, 0);
  assert.match(second.stdout, /^Stopped: until; 7 minutes/m);
  assert.equal(minutesRun(dataDir).at(-1), "2026-11-18T14:41Z");
  const third = await run([...RUN, "--no-api", ...until], options);
  assert.equal(third.code, 0);
  assert.match(third.stdout, /^Stopped: until; 0 minutes/m);
});

Deno.test("the end of recorded data ends a run with 0", async () => {
  await using folder = await made();
  const lines = Array.from(
    { length: 5 },
    (_, index) =>
      ["AAPL", "MSFT"].map((symbol) =>
        `${symbol},2026-11-18T14:3${index}:00Z,100,101,99,100.5,100000\n`
      ).join(""),
  );
  await Deno.mkdir(join(folder.path, "bars"));
  await Deno.writeTextFile(
    join(folder.path, "bars", "day.csv"),
    `symbol,timestamp,open,high,low,close,volume\n${lines.join("")}`,
  );
  const args = ["--registry", "teams.yaml", "--speed", "max", "--no-api"];
  const recorded = ["--feed", "recorded", "--bars", "bars"];
  const { code, stdout, stderr } = await run([...args, ...recorded], {
    cwd: folder.path,
  });
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^Stopped: end of data; 5 minutes/m);
  assert.deepEqual(
    minutesRun(join(folder.path, "data")),
    ["30", "31", "32", "33", "34"].map((minute) => `2026-11-18T14:${minute}Z`),
  );
});

Deno.test("a flag wins over a variable, a variable over .env, that over the default", async () => {
  await using folder = await made();
  await Deno.writeTextFile(
    join(folder.path, ".env"),
    "QTC_DURATION=2\nQTC_DATA_DIR='from env'\nexport QTC_NO_API=true\n" +
      'QTC_REGISTRY="teams.yaml" # here\n',
  );
  const minutes = async (
    args: readonly string[],
    env: NonNullable<StartOptions["env"]>,
  ): Promise<number> => {
    const dataDir = join(folder.path, "from env");
    await Deno.remove(dataDir, { recursive: true }).catch(() => {});
    const ended = await run([...FAST, ...args], { cwd: folder.path, env });
    assert.equal(ended.code, 0, ended.stderr);
    return minutesRun(dataDir).length;
  };
  assert.equal(await minutes([], {}), 2);
  assert.equal(await minutes([], { QTC_DURATION: "3" }), 3);
  assert.equal(await minutes([], { QTC_DURATION: "" }), 2);
  assert.equal(await minutes(["--duration", "4"], { QTC_DURATION: "3" }), 4);
});

Deno.test("keys of a paper account do not make a simulation real", async () => {
  await using folder = await made();
  const env = { APCA_API_KEY_ID: "PK1", APCA_API_SECRET_KEY: "hidden-secret" };
  const args = [...RUN, "--no-api", "--duration", "2"];
  const stages: readonly (readonly [
    readonly string[],
    Readonly<Record<string, string>>,
  ])[] = [
    [["--feed", "simulated"], env],
    [[], { ...env, QTC_ENV: "testing" }],
    [[], { ...env, QTC_ENV: "testing", ALPACA_PAPER: "false" }],
  ];
  for (const [more, variables] of stages) {
    const ended = await run([...args, ...more], {
      cwd: folder.path,
      env: variables,
    });
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(ended.stdout, /^\*\*\* SIMULATED/m);
    assert.doesNotMatch(ended.stdout + ended.stderr, /hidden-secret/);
  }
});

Deno.test("a team on the spot needs no registry", async () => {
  await using folder = await made();
  const team = "On The Spot;./quiet;strategy:MyStrategy;2500";
  const { code, stderr } = await run(
    [...FAST, "--teams", team, "--duration", "2", "--no-api"],
    { cwd: folder.path },
  );
  assert.equal(code, 0, stderr);
  assert.match(stderr, /on-the-spot leads with 2500\.00/);
});

Deno.test("version and help write to the standard output and nothing else", async () => {
  await using folder = await tempFolder();
  const options = { cwd: folder.path };
  for (const words of [["version"], ["--version"]]) {
    const { code, stdout, stderr } = await run(words, options);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(
      stdout,
      /^qtc \d+\.\d+\.\d+ \(commit \S+, Deno \d+\.\d+\.\d+, base \w+\)\n$/,
    );
  }
  for (const words of [["help"], ["--help"], ["-h"]]) {
    const { code, stdout, stderr } = await run(words, options);
    assert.deepEqual([code, stderr], [0, ""]);
    const flags = ["registry", "teams", "duration", "until", "feed", "bars"];
    const more = ["broker", "live", "speed", "seed", "at", "host", "port"];
    const last = ["data-dir", "log-level", "no-api", "symbols", "universe"];
    for (const flag of [...flags, ...more, ...last]) {
      assert(stdout.includes(`--${flag}`), flag);
    }
    for (const command of ["init", "verify", "version", "help"]) {
      assert.match(stdout, new RegExp(`^ +${command}\\b`, "m"));
    }
  }
  const one = await run(["help", "verify"], options);
  assert.equal(one.code, 0);
  assert.match(one.stdout, /^Usage: qtc verify/);
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
});

async function made() {
  const folder = await tempFolder();
  await writeTeams(folder.path, { quiet: "quiet" });
  return folder;
}
