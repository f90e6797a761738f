import { strict as assert } from "node:assert";
import { join } from "node:path";
import { filesBelow, lakeOf, removeLake } from "./lake_files.ts";
import { run, tempFolder } from "./qtc.ts";
import { writeTeams } from "./teams.ts";

const ARGS = [
  ...["--registry", "teams.yaml", "--symbols", "AAPL,MSFT", "--no-api"],
  ...["--at", "2026-01-05", "--speed", "max"],
];
const UNREADABLE = "this is no Parquet file";

/** Runs until a session's first minutes are over. */
async function runUntil(cwd: string, date: string): Promise<string> {
  const until = ["--until", `${date}T14:35:00Z`];
  const { code, stdout, stderr } = await run([...ARGS, ...until], { cwd });
  assert.equal(code, 0, stdout + stderr);
  return stderr;
}

/** Removes the lake, has it exported, and compares. */
async function isAsExported(cwd: string): Promise<void> {
  const dataDir = join(cwd, "data");
  const written = lakeOf(dataDir);
  removeLake(dataDir);
  const { code, stderr } = await run(["export"], { cwd });
  assert.equal(code, 0, stderr);
  assert.deepEqual(lakeOf(dataDir), written);
}

Deno.test("a folded file that cannot be read is kept and said; five days left behind are folded at a start", async () => {
  await using folder = await tempFolder();
  const cwd = folder.path;
  const portfolio = join(cwd, "data", "team", "alpha", "portfolio");
  const path = join(portfolio, "portfolio.parquet");
  await writeTeams(cwd, { alpha: "trader" });
  await runUntil(cwd, "2026-01-06");
  assert.deepEqual(filesBelow(portfolio), [
    "2026-01-06.jsonl",
    "portfolio.parquet",
  ]);
  const whole = await Deno.readFile(path);
  await Deno.writeTextFile(path, UNREADABLE);

  const said = await runUntil(cwd, "2026-01-13");
  assert.match(said, /Cannot read ".*portfolio\.parquet"/);
  assert.equal(await Deno.readTextFile(path), UNREADABLE);
  const days = ["06", "07", "08", "09", "12", "13"];
  assert.deepEqual(filesBelow(portfolio), [
    ...days.map((day) => `2026-01-${day}.jsonl`),
    "portfolio.parquet",
  ]);

  await Deno.writeFile(path, whole);
  const { code, stderr } = await run(
    [...ARGS, "--until", "2026-01-13T14:36:00Z"],
    { cwd },
  );
  assert.equal(code, 0, stderr);
  assert.deepEqual(filesBelow(portfolio), [
    "2026-01-13.jsonl",
    "portfolio.parquet",
  ]);
  await isAsExported(cwd);
});

Deno.test("files that were deleted or cut are made again at the next start", async () => {
  await using folder = await tempFolder();
  const cwd = folder.path;
  const dataDir = join(cwd, "data");
  await writeTeams(cwd, { alpha: "trader", beta: "thrower" });
  await runUntil(cwd, "2026-01-07");
  const before = lakeOf(dataDir);
  for (
    const path of [
      "team/alpha/portfolio/portfolio.parquet",
      "team/alpha/trades.jsonl",
      "team/beta/errors.jsonl",
      "qtc-alpha/metrics.jsonl",
    ]
  ) await Deno.remove(join(dataDir, path));
  const cut = join(dataDir, "team/beta/metrics.jsonl");
  await Deno.truncate(cut, Math.floor((await Deno.stat(cut)).size / 2));
  const [bars = ""] = Object.keys(before).filter((path) =>
    path.startsWith("prices/")
  );
  await Deno.remove(join(dataDir, bars));
  await runUntil(cwd, "2026-01-07");
  assert.deepEqual(lakeOf(dataDir), before);
  await isAsExported(cwd);
});

Deno.test("old logs leave with --keep-logs-days, from the files and from the ledger", async () => {
  await using folder = await tempFolder();
  const cwd = folder.path;
  await writeTeams(cwd, { alpha: "quiet" });
  await Deno.writeTextFile(
    join(cwd, "alpha", "strategy.ts"),
    "export class MyStrategy { generate_signal() { console.log('hello'); } }",
  );
  const until = ["--until", "2026-01-08T14:45:00Z", "--keep-logs-days", "1"];
  const { code, stderr } = await run([...ARGS, ...until], { cwd });
  assert.equal(code, 0, stderr);
  const path = join(cwd, "data", "team", "alpha", "log.jsonl");
  const days = (await Deno.readTextFile(path)).trimEnd().split("\n")
    .map((line) => JSON.parse(line).timestamp.slice(0, 10));
  assert.deepEqual([...new Set(days)], ["2026-01-07", "2026-01-08"]);
  const verify = await run(["verify"], { cwd });
  assert.equal(verify.code, 0, verify.stdout);
});
