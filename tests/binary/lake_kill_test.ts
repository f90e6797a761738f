import { strict as assert } from "node:assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { duckAll } from "../duckdb/duck.ts";
import { filesBelow, lakeOf, removeLake } from "./lake_files.ts";
import { minutesRun } from "./ledger_file.ts";
import { chance, run, sleep, spawn, start, tempFolder } from "./qtc.ts";
import { kills } from "../kills.ts";
import { writeTeams } from "./teams.ts";

/** Together fifty kills: of a server that writes and folds, of exports, of backups. */
const [RUNS, EXPORTS, BACKUPS] = [kills(30), kills(10), kills(10)];
const SEED = 20260105;
/** Latest kill after it listens or was started, milliseconds. */
const [RUN_MS, COPY_MS] = [1_200, 500];

Deno.test("files survive kills of what writes, folds, exports and copies them", async () => {
  await using folder = await tempFolder();
  const cwd = folder.path;
  const dataDir = join(cwd, "data");
  await writeTeams(cwd, { alpha: "trader" });
  await Deno.writeTextFile(
    join(cwd, "teams.yaml"),
    `${await Deno.readTextFile(join(cwd, "teams.yaml"))}` +
      "universe: { equities: [AAPL, MSFT] }\n",
  );
  const args = ["--registry", "teams.yaml", "--at", "2026-01-05"];
  const fast = [...args, "--speed", "max", "--strategy-memory-mb", "2000"];
  const random = chance(SEED);
  const moments: string[] = [];
  const kinds = [
    ...Array(RUNS).fill("run"),
    ...Array(EXPORTS).fill("export"),
    ...Array(BACKUPS).fill("backup"),
  ].map((kind) => [random(), kind] as const).sort(([a], [b]) => a - b);

  for (const [, kind] of [[0, "run"], ...kinds] as [number, string][]) {
    const ms = random() * (kind === "run" ? RUN_MS : COPY_MS);
    const before = unpublished(dataDir);
    moments.push(`${kind} ${ms.toFixed()} ms`);
    await using process = kind === "run"
      ? await start(fast, { cwd })
      : spawn(kind === "export" ? ["export"] : ["backup", "copy"], { cwd });
    await sleep(ms);
    process.kill("SIGKILL");
    const { signal, code, stderr } = await process.ended;
    // A copy may have come to its end before.
    assert(signal === "SIGKILL" || code === 0, `${moments.at(-1)}: ${stderr}`);
    await wholeFiles(dataDir, moments);
    // One for each thread that was publishing one.
    const left = unpublished(dataDir).filter((path) => !before.includes(path));
    const threads = kind === "export" ? navigator.hardwareConcurrency : 1;
    assert.ok(left.length <= threads, `${moments.at(-1)}: ${left}`);
    await Deno.remove(join(cwd, "copy"), { recursive: true }).catch(() => {});
  }
  // deno-lint-ignore no-console -- a failure must be repeatable
  console.log(`killed (seed ${SEED}) at ${moments.join(", ")}`);

  await ends(["backup", "copy"], cwd, /all of it agrees/);
  await ends(
    [...fast, "--no-api", "--duration", "2000"],
    cwd,
    /^Stopped: dur/m,
  );
  await ends(["verify"], cwd, /all of it agrees/);
  assert.deepEqual(unpublished(dataDir), []);
  const days = new Set(
    minutesRun(dataDir).map((minute) => minute.slice(0, 10)),
  );
  assert.ok(days.size >= 5, `only ${days.size} days have been folded`);
  const written = lakeOf(dataDir);
  removeLake(dataDir);
  await ends(["export"], cwd, /^Exported/m);
  assert.deepEqual(lakeOf(dataDir), written);
});

async function ends(
  args: readonly string[],
  cwd: string,
  says: RegExp,
): Promise<void> {
  const { code, stdout, stderr } = await run(args, { cwd });
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, says);
}

/** Whoever reads files beside the server never sees half a Parquet file, nor a bad line but the last. */
async function wholeFiles(
  dataDir: string,
  moments: readonly string[],
): Promise<void> {
  const files = Object.keys(lakeOf(dataDir)).map((path) => join(dataDir, path));
  const tables = files.filter((path) => path.endsWith(".parquet"));
  const lists = ["portfolio", "minute_bars"].map((name) =>
    tables.filter((path) => path.includes(`/${name}`))
      .map((path) => `'${path}'`).join()
  ).filter((list) => list !== "");
  // Every value of every file, not the footers alone.
  const counts = await duckAll(
    lists.map((list) =>
      "select count(*) as n, max(hash(columns(*)::varchar)) from " +
      `read_parquet([${list}])`
    ),
  );
  for (const [row] of counts) assert.ok(Number(row?.n) > 0, moments.at(-1));
  for (const path of files.filter((path) => path.endsWith(".jsonl"))) {
    const lines = Deno.readTextFileSync(path).split("\n").slice(0, -1);
    const seqs = lines.map((line) => JSON.parse(line).seq);
    assert.deepEqual(seqs, [...new Set(seqs)].sort((a, b) => a - b), path);
  }
}

/** Returns what kills have left of files that were about to be published. */
function unpublished(dataDir: string): string[] {
  if (!existsSync(dataDir)) return [];
  return filesBelow(dataDir).filter((path) => path.endsWith(".parquet.new"));
}
